import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Differences to what the server sent last, against parameters themselves.
@Suite("Uploads of differences")
struct DeltaTests {
    /// A short study; `axes` stand in its only exchange.
    static func text(_ learner: String, _ axes: String, more: String = "") -> String {
        let world =
            learner.hasPrefix("{td")
            ? "environment: {garnet: {states: 6, actions: 2, branching: 2, features: 4, seed: 42}}\noptimizer: {sgd: {learning_rate: 0.1}}\nround: {steps: 20}"
            : "environment: {cartpole: {maximum_steps: 40}}\noptimizer: {sgd: {learning_rate: 0.01}}\nround: {steps: 40}\nnetwork: {hidden: [6, 5]}"
        return """
            concord: 1
            name: delta
            seeds: [4]
            \(world)
            rounds: 12
            learner: \(learner)
            agents: [{name: a, count: 4}]
            federation: [{parameter_average: {every: {rounds: 2}, \(axes)}}]
            \(more)

            """
    }

    static func cell(_ text: String) throws -> Cell {
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return try Cell(compiled.plan(of: compiled.cells[0]), publicStates: nil, initial: nil)
    }

    /// All parts of all agents as numbers.
    static func numbers(_ cell: Cell) -> [Double] {
        (0..<cell.population.count).flatMap { agent -> [Double] in
            cell.population.parts(of: agent).flatMap { part -> [Double] in
                withUnsafeTemporaryAllocation(byteCount: part.width * part.precision.bytes, alignment: 64) { room in
                    guard let base = room.baseAddress else { return [Double]() }
                    cell.population.read(part, from: [agent], into: PartRows(part, base, count: 1))
                    let rows = PartRows(part, base, count: 1)
                    return (0..<part.width).map { column in
                        rows.singles.map { Double($0.base[column]) } ?? rows.doubles?.base[column] ?? .nan
                    }
                }
            }
        }
    }

    static let dqn = "{dqn: {learning_starts: 20, batch: 8}}"
    static let td = "{td: {discount: 0.9, policy: {random_subset: {actions: 1, seed: 42}}}}"

    @Test(
        "are parameters within rounding where all are there",
        arguments: [dqn, td], ["digest: replace", "digest: {soft: 0.3}"])
    func equivalence(learner: String, digest: String) throws {
        var whole = try Self.cell(Self.text(learner, digest))
        var parts = try Self.cell(Self.text(learner, "upload: delta, \(digest)"))
        for round in 1...12 {
            _ = whole.advance(2)
            _ = parts.advance(2)
            let (one, other) = (Self.numbers(whole), Self.numbers(parts))
            let largest = one.map(abs).max() ?? 0
            let step = learner == Self.dqn ? 0x1p-20 : 0x1p-48
            let distance = zip(one, other).map { abs($0 - $1) }.max() ?? .infinity
            // Rounding is carried on by training: a few more bits with every meeting.
            #expect(distance <= largest * step * Double(round * round), "round \(round)")
            #expect(one.count == other.count && largest > 0)
        }
        #expect(whole.ledger.total == parts.ledger.total)
        #expect(Set(parts.ledger.entries.map(\.kind)) == ["delta", "parameters"])
    }

    @Test("of those who were absent are to what they took in last, and a resumed run knows it", arguments: [dqn, td])
    func absence(learner: String) throws {
        let text = Self.text(learner, "upload: delta, participation: {count: 2}, name: x")
        var whole = try Self.cell(text)
        let width = try Self.width(whole)
        var (server, taken) = (try Self.kept(whole, "server"), try Self.kept(whole, "agents"))
        #expect(taken == Array(repeating: server, count: 4).flatMap(\.self))
        for round in 1...12 {
            let before = Self.numbers(whole)
            _ = whole.advance(1)
            #expect(before.count == Self.numbers(whole).count)
            let (next, now) = (try Self.kept(whole, "server"), try Self.kept(whole, "agents"))
            let changed = (0..<4).filter { now[$0 * width..<($0 + 1) * width] != taken[$0 * width..<($0 + 1) * width] }
            #expect(changed.count == (round.isMultiple(of: 2) ? 2 : 0))
            for agent in changed { #expect(Array(now[agent * width..<(agent + 1) * width]) == next) }
            (server, taken) = (next, now)
            var resumed = try Self.cell(text)
            try resumed.restore(whole.tree(), round: round, isScheduled: false)
            var ahead = whole
            _ = ahead.advance(1)
            _ = resumed.advance(2)
            #expect(resumed.trace() == ahead.trace())
        }
        #expect(server.contains { $0 != 0 })
    }

    /// The numbers a checkpoint has under the upload's state.
    private static func kept(_ cell: Cell, _ name: String) throws -> [Double] {
        let tree = try cell.tree()
        for precision in ["float32", "float64"] {
            guard case .array(let array)? = tree["federation/x/upload/\(precision)/\(name)"], array.count > 0 else {
                continue
            }
            return array.bytes.withUnsafeBytes { bytes in
                precision == "float32"
                    ? bytes.bindMemory(to: Float.self).map { Double($0) } : Array(bytes.bindMemory(to: Double.self))
            }
        }
        return []
    }

    private static func width(_ cell: Cell) throws -> Int { try kept(cell, "server").count }

    @Test("need a start that all share: by what check knows, and by what a file or a setting gives")
    func start() throws {
        let (study, findings) = SpecText.compile(Self.text(Self.dqn, "upload: delta", more: "start: own"))
        #expect(study == nil)
        #expect(findings.diagnostics.map(\.code) == [.unfitAxes])
        #expect(findings.diagnostics.first?.related != nil)
        // Tables begin at zero, whoever draws, unless they are drawn.
        _ = try Self.cell(Self.text(Self.td, "upload: delta", more: "start: own"))
        for (initial, isAccepted) in [("", true), (": {initial: uniform}", false)] {
            let text = """
                concord: 1
                name: tables
                seeds: [1]
                round: {updates: 2}
                rounds: 4
                environment: {garnet: {states: 4, actions: 2, branching: 2}}
                learner: {value_iteration\(initial.isEmpty ? ": {}" : initial)}
                optimizer: {sgd: {learning_rate: 0.1}}
                agents: [{name: a, count: 3}]
                federation: [{qavg: {upload: delta}}]

                """
            #expect((SpecText.compile(text).study != nil) == isAccepted)
        }
    }
}
