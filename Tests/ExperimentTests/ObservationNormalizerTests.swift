import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Numerics
import TestSupport
import Testing

@testable import Experiment

/// Agents whose networks are given observations by their running mean and deviation, in whole studies.
@Suite("Normalized observations")
struct ObservationNormalizerTests {
    static let learners = [
        "ppo: {rollout: 30, batch: 8, epochs: 2", "a2c: {update: {steps: 7}", "dqn: {learning_starts: 20, batch: 8",
        "double_dqn: {learning_starts: 20, batch: 8, robust: {omega: 0.2}", "ddpg: {learning_starts: 20, batch: 8",
    ]

    static func text(
        _ learner: String, view: String = "observations: normalized",
        method: String = "parameter_average: {every: {rounds: 2}}", more: String = ""
    ) -> String {
        """
        concord: 1
        name: normalized
        seeds: [4]
        round: {steps: 40}
        rounds: 8
        environment: {\(learner.hasPrefix("ddpg") ? "pendulum" : "cartpole"): {maximum_steps: 33}}
        learner: {\(learner), \(view)}}
        network: {hidden: [6]}
        optimizer: {adam: {learning_rate: 0.01}}
        agents: [{name: a, count: 3}]
        federation: [\(method.isEmpty ? "" : "{\(method)}")]
        \(more)

        """
    }

    private static func cell(_ text: String, rounds: Int) throws -> Cell {
        var cell = try DeltaTests.cell(text)
        for _ in 0..<rounds { _ = cell.advance(2) }
        return cell
    }

    private static func doubles(_ path: String, _ tree: ArchiveTree) throws -> [Double] {
        guard case .array(let array)? = tree[path] else { return [] }
        if let numbers = array.elements(as: Double.self) { return numbers }
        return try #require(array.elements(as: Float.self)).map(Double.init)
    }

    private static func statistics(_ cell: Cell) throws -> [[Double]] {
        let tree = try cell.tree()
        return try (1...3).map { try doubles("agents/a\($0)/observations", tree) }
    }

    private static func observed(_ cell: Cell) throws -> Int? {
        guard case .array(let array)? = try cell.tree()["agents/a1/observed"] else { return nil }
        return array.elements(as: Int64.self).map { Int($0[0]) }
    }

    @Test("`raw` is what was: no other plan, no other bits, no other part", arguments: learners)
    func raw(learner: String) throws {
        let silent = Self.text(learner).replacing(", observations: normalized", with: "")
        let (one, other) = (
            try Self.cell(silent, rounds: 3), try Self.cell(Self.text(learner, view: "observations: raw"), rounds: 3)
        )
        #expect(one.plan.canonical == other.plan.canonical && one.trace() == other.trace())
        #expect(!one.population.parts(of: 0).contains { $0.name == "observations" })
        #expect(try Self.cell(Self.text(learner), rounds: 3).trace() != one.trace())
    }

    @Test(
        "A resumed run goes on to the same bits, also from the middle of a rollout, on any number of threads",
        arguments: learners)
    func resume(learner: String) throws {
        let text = Self.text(learner)
        try ResumeLaw.hold(rounds: 8, cuts: [1, 2, 5]) { try DeltaTests.cell(text) }
    }

    @Test("Statistics are those of all that was observed, each counted once", arguments: ["dqn", "ddpg"])
    func moments(kind: String) throws {
        let learner = try #require(Self.learners.first { $0.hasPrefix(kind) })
        let cell = try Self.cell(Self.text(learner, method: ""), rounds: 8)
        let tree = try cell.tree()
        #expect(try Self.observed(cell) == 320)
        for agent in 1...3 {
            // The memory holds them all: 320 of 1000.
            let seen = try Self.doubles("agents/a\(agent)/replay/observations", tree)
            let found = try Self.doubles("agents/a\(agent)/observations", tree)
            let width = found.count / 2
            for index in 0..<width {
                let numbers = (0..<320).map { seen[$0 * width + index] }
                // The first E x = 0 and E x² = 1 count for 10⁻⁴.
                let mean = numbers.reduce(0, +) / (320 + 1e-4)
                let square = (numbers.reduce(0) { $0 + $1 * $1 } + 1e-4) / (320 + 1e-4)
                #expect(abs(found[index] - mean) < 1e-12 && abs(found[width + index] - square) < 1e-12)
            }
        }
    }

    @Test(
        "An agent that trains an embedding alone counts what it observes, and one that trains nothing does not",
        arguments: [("dqn", "embedding"), ("ddpg", "actor_embedding"), ("ddpg", "critic_embedding")])
    func embeddings(kind: String, name: String) throws {
        let learner = try #require(Self.learners.first { $0.hasPrefix(kind) })
        for (trained, count) in [(name, 320), ("", 0)] {
            let text = Self.text(learner, method: "", more: "train: [\(trained)]")
                .replacing("{hidden: [6]}", with: "{hidden: [6], inputs: {embedding: 2}}")
            #expect(try Self.observed(Self.cell(text, rounds: 8)) == count, "train: [\(trained)]")
        }
    }

    @Test("Those of rollouts are of the rollouts that are full, and stand still until the next one is")
    func rollouts() throws {
        let learner = try #require(Self.learners.first)
        let text = Self.text(learner, method: "").replacing("steps: 40", with: "steps: 10")
        var cell = try DeltaTests.cell(text)
        var found: [[Double]] = []
        for _ in 1...8 {
            _ = cell.advance(1)
            found.append(try Self.statistics(cell)[0])
        }
        #expect(found[0] == [0, 0, 0, 0, 1, 1, 1, 1] && found[1] == found[0])
        #expect(found[2] != found[1] && found[3] == found[2] && found[4] == found[2] && found[5] != found[4])
        // What has been learned from stays in the rollout until others come.
        let learned = try Self.cell(text, rounds: 3)
        let seen = try Self.doubles("agents/a1/rollout/observations", learned.tree())
        let moments = try Self.statistics(learned)[0]
        for index in 0..<4 {
            let numbers = (0..<30).map { seen[$0 * 4 + index] }
            #expect(abs(moments[index] - numbers.reduce(0, +) / (30 + 1e-4)) < 1e-12)
            #expect(abs(moments[4 + index] - (numbers.reduce(0) { $0 + $1 * $1 } + 1e-4) / (30 + 1e-4)) < 1e-12)
        }
        #expect(try Self.observed(learned) == 30)
    }

    @Test("Statistics that travel are everybody's, moments averaged; those that are personal stay", arguments: learners)
    func personal(learner: String) throws {
        let method = "parameter_average: {every: {rounds: 1}"
        let shared = try Self.cell(Self.text(learner, method: "\(method)}"), rounds: 2)
        let own = try Self.cell(Self.text(learner, method: "\(method), personal: [observations]}"), rounds: 2)
        #expect(try Set(Self.statistics(shared)).count == 1)
        #expect(try Set(Self.statistics(own)).count == 3)
        let components = learner.hasPrefix("ddpg") ? 3 : 4
        #expect(shared.ledger.total - own.ledger.total == 2 * 2 * 3 * 16 * components)
        let whole = try Self.cell(Self.text(learner, method: "\(method)}"), rounds: 8)
        #expect(whole.plan.costs.contradictions(by: whole.ledger) == [])

        // Before they meet for the first time they train alike, whenever that is: then the mean of moments is the federation's.
        let alone = try Self.statistics(Self.cell(Self.text(learner), rounds: 1))
        let first = try Self.statistics(Self.cell(Self.text(learner, method: "\(method)}"), rounds: 1))[0]
        for index in first.indices {
            let mean = alone.map { $0[index] }.reduce(0, +) / 3
            #expect(abs(first[index] - mean) < 1e-12)
        }
    }

    @Test("Evaluating leaves them, and so does training of which nothing is learned", arguments: learners)
    func frozen(learner: String) throws {
        let evaluation = "evaluation: {every: {rounds: 1}, episodes: 3}"
        let plain = try Self.cell(Self.text(learner), rounds: 3)
        let evaluated = try Self.cell(Self.text(learner, more: evaluation), rounds: 3)
        #expect(plain.trace() == evaluated.trace())
        let fixed = try Self.cell(Self.text(learner, method: "", more: "train: []"), rounds: 3)
        let width = learner.hasPrefix("ddpg") ? 3 : 4
        #expect(try Self.statistics(fixed)[1] == (0..<2 * width).map { $0 < width ? 0 : 1 })
        #expect(try Self.observed(fixed) == 0)
    }

    @Test(
        "Whatever arrives, the statistics of a checkpoint are some: noise, liars and medians",
        arguments: [
            "protect: [{clip: 1}, {gaussian: 3}]", "aggregate: median",
            "faults: [{byzantine: {agents: [a1], attack: sign_flip}}]", "aggregate: krum",
            "protect: [{quantize: {bits: 4}}]", "protect: [{mask: {}}]", "upload: delta", "digest: {soft: 0.5}",
        ])
    func arrives(axes: String) throws {
        let text = Self.text(
            try #require(Self.learners.first), method: "parameter_average: {every: {rounds: 1}, \(axes)}")
        let cell = try Self.cell(text, rounds: 4)
        for moments in try Self.statistics(cell) {
            for index in 0..<4 { #expect(moments[4 + index] >= moments[index] * moments[index]) }
        }
        var other = try DeltaTests.cell(text)
        try other.restore(cell.tree(), round: 4, isScheduled: false)
        #expect(other.trace() == cell.trace())
    }

    @Test(
        "Statistics that nothing leaves behind are refused by their path",
        arguments: [(0, Double.nan), (0, 1e200), (5, -1), (5, .infinity), (4, -0.001)])
    func forged(place: Int, value: Double) throws {
        let text = Self.text(try #require(Self.learners.first))
        let cell = try Self.cell(text, rounds: 3)
        var tree = try cell.tree()
        var moments = try Self.statistics(cell)[0]
        moments[place] = value
        tree.insert(.array(ArchiveArray(shape: [1, 8], elements: moments)), at: "agents/a1/observations")
        let forged = tree
        var other = try DeltaTests.cell(text)
        let error = #expect(throws: ArchiveError.self) { try other.restore(forged, round: 3, isScheduled: false) }
        #expect(error?.subject.hasPrefix("/agents/a1/observations") == true, "\(error.map { "\($0)" } ?? "taken")")
    }

    @Test(
        "Agents on ranks come to the same bits", arguments: ["ppo", "ddpg"],
        ["", ", aggregate: krum", ", upload: delta"])
    func ranks(kind: String, axes: String) throws {
        let learner = try #require(Self.learners.first { $0.hasPrefix(kind) })
        let text = Self.text(learner, method: "parameter_average: {every: {rounds: 2}\(axes)}")
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
        let whole = try RankLaws.outcome(of: plan, rounds: 6)
        for count in [2, 3] {
            let found = try ThreadRanks.run(count) { try RankLaws.outcome(of: plan, rounds: 6, among: $0) }
            #expect(found[0].state.firstDifference(from: whole.state) == nil)
            #expect(found.allSatisfy { $0.rows == whole.rows })
        }
    }

    @Test("Agents that begin as others begin with their statistics, which count as a thousand observations")
    func given() throws {
        let text = Self.text(try #require(Self.learners.first { $0.hasPrefix("dqn") }), method: "")
        var cell = try DeltaTests.cell(text)
        let numbers = [1.0, 2, 3, 4, 2, 5, 10, 17]
        cell.population.adopt(numbers, as: "observations", agent: 0)
        #expect(try Self.statistics(cell)[0] == numbers && Self.observed(cell) == 1000)
        _ = cell.advance(1)
        #expect(try Self.observed(cell) == 1040)
        let after = try Self.statistics(cell)[0]
        #expect(after[3] > 3.5 && after[3] < 3.9, "40 of 1040 observations near 0")
    }
}
