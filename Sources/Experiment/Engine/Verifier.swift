public import Archive
import Determinism
import Numerics

/// Reruns a finished or unfinished cell in memory from the plan its directory holds, and compares bit by bit.
///
/// Writes nothing. Three things are compared: every row of `metrics.jsonl` with its trace, and every kept checkpoint as a
/// whole. What was not on disk is not claimed.
public struct Verifier: Sendable {
    private let directory: RunDirectory
    private let inputs: String
    private let stop: StopRequest

    /// A verification of one run directory.
    ///
    /// - Parameter inputs: the directory beside which files that the plan names are looked for: the spec's.
    public init(_ directory: RunDirectory, inputs: String = "", stop: StopRequest = StopRequest()) {
        self.directory = directory
        self.inputs = inputs
        self.stop = stop
    }

    /// What was compared.
    public struct Coverage: Sendable, Equatable {
        /// Rounds rerun, from the first one.
        public var rounds = 0
        /// Rows of the record compared.
        public var rows = 0
        /// Rows that carried a trace of every agent.
        public var traced = 0
        /// Rounds of the checkpoints compared in full.
        public var checkpoints: [Int] = []
    }

    /// The first place where rerun and record differ.
    public struct Divergence: Sendable {
        /// The first round whose row or checkpoint differs.
        public let round: Int
        /// The first agent whose trace differs; nil where traces agree or there are none.
        public let agent: String?
        /// The member of the row that differs, `round` where the record has no row; nil where rows agree.
        public let member: String?
        /// The first checkpoint at or after the round, and the first item in it that differs.
        public let checkpoint: (round: Int, difference: TreeDifference)?
    }

    /// How a verification ended.
    public enum Verdict: Sendable {
        /// All that was compared agrees.
        case match
        /// Something differs.
        case differs(Divergence)
        /// There was no row and no checkpoint to compare: nothing is shown.
        case nothing
        /// Somebody asked to stop before the end.
        case stopped
    }

    /// The result of one cell.
    public struct Result: Sendable {
        /// The verdict.
        public let verdict: Verdict
        /// What it rests on.
        public let coverage: Coverage
        /// The cell.
        public let plan: CellPlan
    }

    /// Reruns the cell.
    ///
    /// - Parameters:
    ///   - rounds: which rounds to compare; all that are on disk unless told. Rounds before them are rerun, not compared.
    ///   - jobs: threads; the result does not depend on them.
    ///   - tell: called after every round with rounds done and in all.
    /// - Throws: ``StageError`` or `ArchiveError` where the directory or what the plan needs cannot be read.
    public func run(
        rounds: ClosedRange<Int>? = nil, jobs: Int = 1, _ tell: (Int, Int) -> Void = { _, _ in }
    ) throws -> Result {
        guard let stored = try directory.storedPlan() else {
            throw ArchiveError(directory.path, "verify", .mismatch("it holds no plan"))
        }
        let plan = try CellPlan(canonical: stored.plan, beside: inputs)
        let workers = jobs
        let states = try StageStore.prepare(plan, workers)
        var cell = try Cell(plan, publicStates: states, initial: plan.initial.map { try InitialNetworks($0) })
        var rows = RecordedRows(try directory.files.read(directory.path + "/metrics.jsonl"))
        let checkpoints = try directory.rounds()
        let last = min(rounds?.upperBound ?? plan.rounds, max(checkpoints.last ?? 0, rows.lastRound))
        let compared = rounds ?? 1...max(1, last)
        var coverage = Coverage()
        var firstRow: (round: Int, agent: String?, member: String)?
        while cell.round < last || (firstRow != nil && cell.round < checkpoints.last ?? 0) {
            if stop.isRequested { return Result(verdict: .stopped, coverage: coverage, plan: plan) }
            let row = cell.advance(workers)
            coverage.rounds = cell.round
            tell(cell.round, last)
            let recorded = rows.row(of: cell.round)
            if firstRow == nil, compared.contains(cell.round), let row, cell.round <= rows.lastRound {
                if let recorded {
                    coverage.rows += 1
                    if row["trace"] != nil { coverage.traced += 1 }
                    if row != recorded { firstRow = Self.difference(row, recorded, cell.round, plan) }
                } else if plan.schedulesRow(after: cell.round) {
                    // A row that is gone or cannot be read, before others that are there, is no match.
                    firstRow = (cell.round, nil, "round")
                }
            }
            if checkpoints.contains(cell.round), compared.contains(cell.round) || firstRow != nil {
                let difference = try compare(cell, stored.cell)
                coverage.checkpoints.append(cell.round)
                if let firstRow {
                    return Result(
                        verdict: .differs(
                            Divergence(
                                round: firstRow.round, agent: firstRow.agent, member: firstRow.member,
                                checkpoint: difference.map { (cell.round, $0) })),
                        coverage: coverage, plan: plan)
                }
                if let difference {
                    let agent = plan.titles.first { difference.path.hasPrefix("/agents/\($0)/") }
                    return Result(
                        verdict: .differs(
                            Divergence(
                                round: cell.round, agent: agent, member: nil, checkpoint: (cell.round, difference))),
                        coverage: coverage, plan: plan)
                }
            }
            if cell.isCheckpointScheduled { cell.startColumns() }
        }
        guard let firstRow else {
            let isEmpty = coverage.rows == 0 && coverage.checkpoints.isEmpty
            return Result(verdict: isEmpty ? .nothing : .match, coverage: coverage, plan: plan)
        }
        let divergence = Divergence(
            round: firstRow.round, agent: firstRow.agent, member: firstRow.member, checkpoint: nil)
        return Result(verdict: .differs(divergence), coverage: coverage, plan: plan)
    }

    /// Where the rerun's state and the kept checkpoint of this round differ.
    private func compare(_ cell: Cell, _ owner: Fingerprint) throws -> TreeDifference? {
        let file = directory.checkpoint(round: cell.round)
        guard try file.header()["cell"] == owner.hexadecimal else {
            throw ArchiveError(file.path, "verify", .mismatch("it is another cell's checkpoint"))
        }
        let kept = try CheckpointContent(file)
        return try cell.tree().firstDifference(from: kept.state)
    }

    private static func difference(
        _ row: CanonicalValue, _ recorded: CanonicalValue, _ round: Int, _ plan: CellPlan
    ) -> (round: Int, agent: String?, member: String) {
        let traces = zip(row["trace"]?.elements ?? [], recorded["trace"]?.elements ?? [])
        let agent = zip(plan.titles, traces).first { $0.1.0 != $0.1.1 }?.0
        if agent != nil { return (round, agent, "trace") }
        let keys = row.members.map(\.key) + recorded.members.map(\.key)
        return (round, nil, keys.first { row[$0] != recorded[$0] } ?? "row")
    }
}

/// The rows of a record, read once in order.
private struct RecordedRows {
    private var rows: [(round: Int, value: CanonicalValue)] = []
    private var next = 0

    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // A line that is no JSON is damage: the round it stood for has no row, which the comparison reports.
            guard let value = try? CanonicalValue(parsing: String(decoding: line, as: UTF8.self)),
                let round = value["round"]?.asInteger
            else { continue }
            rows.append((round, value))
        }
    }

    var lastRound: Int { rows.last?.round ?? 0 }

    mutating func row(of round: Int) -> CanonicalValue? {
        while next < rows.count, rows[next].round < round { next += 1 }
        return next < rows.count && rows[next].round == round ? rows[next].value : nil
    }
}
