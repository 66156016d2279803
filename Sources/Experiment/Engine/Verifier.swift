public import Archive
import Determinism
import Numerics

/// Reruns a finished or unfinished cell in memory from the plan its directory holds, and compares bit by bit.
///
/// Writes nothing. Compared are every line of `metrics.jsonl`, and every leaf, attribute and header line of every kept
/// checkpoint. What was not on disk is not claimed.
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
        /// What was there and could not be compared, in sentences.
        public var omissions: [String] = []
    }

    /// The first place where rerun and record differ.
    public struct Divergence: Sendable {
        /// The first round whose row or checkpoint differs; 0 where `plan.json` does.
        public let round: Int
        /// The first agent whose trace differs; nil where traces agree or there are none.
        public let agent: String?
        /// The member of the row that differs, `round` where the record has no row or one too many; nil where rows agree.
        public let member: String?
        /// What is wrong with the record there, where it is not the value of a member; in words.
        public let fault: String?
        /// Where it is a value of the row: whose, with the rerun's and the record's; after a trace, which tells no number, the first
        /// number that differs with it.
        public var values: [RowDifference] = []
        /// The first checkpoint at or after the round, and the first item in it that differs.
        public let checkpoint: (round: Int, difference: TreeDifference)?
    }

    /// How a verification ended.
    public enum Verdict: Sendable {
        /// All that was compared agrees.
        case match
        /// Something differs; where first.
        case differs(Divergence)
        /// There was no row and no checkpoint to compare: nothing is shown.
        case nothing
        /// Somebody asked to stop before the end.
        case stopped
    }

    /// The result of one cell.
    public struct Result: Sendable {
        /// Whether all that was compared agrees.
        public let verdict: Verdict
        /// What it rests on.
        public let coverage: Coverage
        /// The plan of the cell that was run again.
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
        let plan = try CellPlan(canonical: stored.plan, beside: inputs, in: directory.language)
        let workers = jobs
        let states = try StageStore.prepare(plan, workers)
        let initial: (any FirstNumbers)?
        switch try plan.beginning(in: directory.store(of: plan)) {
        case .ready(let numbers): initial = numbers
        case .waits(let reason):
            throw ArchiveError(directory.path, "verify", .refused("it goes on from another cell: \(reason)"))
        }
        var cell = try Cell(plan, publicStates: states, initial: initial)
        var kept = try KeptComparison(directory, plan, inputs: inputs)
        // A plan that was shortened after its run says less than there is.
        let extent = max(plan.rounds, kept.newest ?? 0)
        let reach = max(kept.newest ?? 0, try LinesComparison.lastRound(directory, within: extent))
        let last = min(rounds?.upperBound ?? extent, reach)
        let compared = rounds ?? 1...max(1, last)
        var lines = try LinesComparison(directory, plan, comparing: compared, isLast: last == reach)
        var coverage = Coverage()
        coverage.omissions = kept.omissions
        var found: Divergence?
        let parent = plan.parentArm.map {
            "the run it goes on from, \($0) seed \(plan.seed), which is verified by itself"
        }
        func result(_ verdict: Verdict) -> Result {
            coverage.rows = lines.rows
            coverage.traced = lines.traced
            if let parent { coverage.omissions.append(parent) }
            return Result(verdict: verdict, coverage: coverage, plan: plan)
        }
        if let remark = stored.remark {
            return result(
                .differs(Divergence(round: 0, agent: nil, member: nil, fault: remark, checkpoint: nil)))
        }
        while cell.round < last || (found != nil && cell.round < kept.newest ?? 0) {
            if stop.isRequested { return result(.stopped) }
            let wasStopped = cell.isStopped
            // A rule that ended an earlier run left a row off the schedule; this plan may not have that rule.
            let isScheduled = plan.schedulesRow(after: cell.round + 1)
            let isThere = !isScheduled && lines.isNext(cell.round + 1)
            let row = cell.advance(workers, notes: isThere)
            coverage.rounds = cell.round
            tell(cell.round, last)
            let isEnd = cell.isStopped && !wasStopped && cell.round == reach
            let difference = try lines.compare(isScheduled || isThere || isEnd ? row : nil, after: cell.round)
            found = found ?? difference
            if compared.contains(cell.round) || found != nil, let checkpoint = try kept.checkpoint(of: cell.round) {
                let difference = try kept.difference(from: cell, checkpoint, lines.progress.excerpt)
                coverage.checkpoints.append(cell.round)
                coverage.omissions = kept.omissions
                if let found {
                    return result(.differs(found.seen(in: difference.map { (cell.round, $0) })))
                }
                if let difference {
                    let agent = try kept.agent(of: difference, in: cell.round)
                    return result(
                        .differs(
                            Divergence(
                                round: cell.round, agent: agent, member: nil, fault: nil,
                                checkpoint: (cell.round, difference))))
                }
            }
            if kept.startsExcerpt(after: cell) {
                cell.startColumns()
                lines.startExcerpt()
            }
        }
        if found == nil { found = try lines.rest(after: cell.round, isEnd: kept.isEnd, within: extent) }
        coverage.omissions = kept.omissions
        if let cut = lines.cut { coverage.omissions.append(cut) }
        if let found { return result(.differs(found)) }
        return result(lines.rows == 0 && coverage.checkpoints.isEmpty ? .nothing : .match)
    }
}

extension Verifier.Divergence {
    /// The same, with the first checkpoint after it.
    fileprivate func seen(in checkpoint: (round: Int, difference: TreeDifference)?) -> Verifier.Divergence {
        Verifier.Divergence(
            round: round, agent: agent, member: member, fault: fault, values: values, checkpoint: checkpoint)
    }
}
