import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

@Suite("Agents that plan together over a finite horizon")
struct RegretTests {
    static let mixture = "[{fed_ucbvi: {when: {event: {count_doubling: {rule: mixture}}}}}]"
    static let local = "[{fed_ucbvi: {when: {event: {count_doubling: {rule: local_doubling}}}}}]"
    static let global = "[{fed_ucbvi: {when: {event: {count_doubling: {rule: global_estimate}}}}}]"

    static func text(
        _ federation: String, agents: Int, rounds: Int = 200, learner: String = "ucbvi",
        world: String = "{episodic_mdp: {states: 5, actions: 5, horizon: 4, seed: {uniform: [0, 1000000]}}}",
        more: String = ""
    ) -> String {
        """
        concord: 1
        name: plans
        seeds: {from: 1, count: 3}
        round: {episodes: 1}
        rounds: \(rounds)
        environment: \(world)
        learner: \(learner)
        agents: [{name: c, count: \(agents)}]
        federation: \(federation)
        evaluation: {every: {rounds: 1}, exact: true, worlds: [nominal]}
        measure: [regret: {against: nominal}, exchanges, bytes]
        \(more)
        """
    }

    static func cell(_ text: String, seed: Int = 0) throws -> Cell {
        let (study, findings) = LiarTests.study(text)
        let compiled = try #require(study, "\(findings.map(\.message))")
        return try Cell(compiled.plan(of: compiled.cells[seed]), publicStates: nil, initial: nil)
    }

    /// The last row, and the trace.
    static func end(_ text: String, seed: Int = 0) throws -> (row: CanonicalValue, trace: [UInt64], cell: Cell) {
        var cell = try cell(text, seed: seed)
        var last = CanonicalValue.null
        while !cell.isFinished { last = cell.advance(1) ?? last }
        return (last, cell.trace(), cell)
    }

    @Test("Regret is the sum of what the policies of all rounds were worth less than the best, in the common world")
    func regret() throws {
        var cell = try Self.cell(
            Self.text(
                Self.local, agents: 3, rounds: 60,
                world:
                    "{episodic_mdp: {contamination: 0.3, instance: {uniform: [1, 1000000]}, seed: {uniform: [7, 7]}}}"))
        let world = cell.plan.language.environments.make(
            Choice(.object([.init("episodic_mdp", .object([.init("seed", .integer(7))]))])))
        let model = try #require(world.model)
        let best = model.bestReturn(horizon: 4)
        var sum = 0.0
        for _ in 1...60 {
            // What is followed in a round is what there was before it.
            sum += try (0..<3).reduce(0.0) { total, agent in
                let policy = try #require(cell.population.episodicPolicy(of: agent))
                return total + (best - model.episodicReturn(of: policy, horizon: 4)) / 3
            }
            let row = cell.advance(1)
            let found = try #require(row?["regret"]?.asNumber)
            #expect(abs(found - sum) < 1e-9)
        }
        #expect(sum > 0)
    }

    @Test("Where S_max is out of reach, the mixture is local doubling, bit for bit", arguments: 0..<3)
    func mixed(seed: Int) throws {
        let (one, other) = (
            try Self.end(Self.text(Self.mixture, agents: 5), seed: seed),
            try Self.end(Self.text(Self.local, agents: 5), seed: seed)
        )
        #expect(one.trace == other.trace && one.row == other.row)
        let third = try Self.end(Self.text(Self.global, agents: 5), seed: seed)
        #expect(third.trace != one.trace)
        let (fewer, more) = (
            try #require(third.row["exchanges"]?.asNumber), try #require(one.row["exchanges"]?.asNumber)
        )
        #expect(fewer < more, "the estimate calls for fewer meetings")
    }

    @Test("An agent that is alone plans for itself, alike under all rules and none, and by no byte")
    func alone() throws {
        let ends = try [Self.mixture, Self.local, Self.global, "[]"].map {
            try Self.end(Self.text($0, agents: 1))
        }
        for end in ends {
            #expect(end.trace == ends[0].trace)
            #expect(end.row["regret"] == ends[0].row["regret"] && end.row["exchanges"] == ends[0].row["exchanges"])
            #expect(end.cell.ledger.total == 0)
        }
        #expect(try #require(ends[0].row["exchanges"]?.asNumber) > 20)
    }

    @Test("Where counts reach S_max, the mixture goes by the estimate")
    func reached() throws {
        // Two agents, S = A = 2, H = 1, T = 1: S_max = 182 · 2 · (ln(24/0.05) + ln(18e)) = 3663 visits, of some 20 000 of one state.
        let world = "{episodic_mdp: {states: 2, actions: 2, horizon: 1}}"
        func rule(_ rule: String) -> String { "[{fed_ucbvi: {when: {event: {count_doubling: {rule: \(rule)}}}}}]" }
        let (mixed, local) = (
            try Self.end(Self.text(rule("{mixture: {episodes: 1}}"), agents: 2, rounds: 20_000, world: world)),
            try Self.end(Self.text(rule("local_doubling"), agents: 2, rounds: 20_000, world: world))
        )
        #expect(mixed.trace != local.trace)
    }

    @Test("More agents lose less, each; meetings are as the trigger says, and bytes as the plan bounds them")
    func speedUp() throws {
        let regrets = try [1, 8].map { agents in
            try (0..<3).reduce(0.0) { sum, seed in
                let end = try Self.end(Self.text(Self.mixture, agents: agents, rounds: 400), seed: seed)
                let meetings = try #require(end.row["exchanges"]?.asNumber)
                if agents > 1 {
                    // Up: 4 tables of 25 numbers at 4 steps, down: 2 of them; notices beside.
                    let notices = end.cell.ledger.entries.reduce(0) { $0 + ($1.kind == "notice" ? $1.bytes : 0) }
                    #expect(end.cell.ledger.total - notices == Int(meetings) * agents * 4 * 6 * 25 * 8)
                    #expect(notices >= Int(meetings) && notices <= agents * Int(meetings))
                    let forecast = end.cell.plan.costs.ledger
                    #expect(end.cell.ledger.total <= forecast.total && meetings < 400)
                }
                return try sum + #require(end.row["regret"]?.asNumber)
            }
        }
        #expect(regrets[1] < 0.4 * regrets[0])
    }

    @Test("Together, optimistic Q-learning meets ever more seldom")
    func logarithm() throws {
        let world = "{episodic_mdp: {states: 2, actions: 2, horizon: 2}}"
        var cell = try Self.cell(
            Self.text("[fedq_hoeffding]", agents: 2, rounds: 4000, learner: "ucb_hoeffding", world: world))
        var counts: [Double] = []
        for round in 1...4000 {
            let row = cell.advance(1)
            if [500, 1000, 2000, 4000].contains(round) { counts.append(try #require(row?["exchanges"]?.asNumber)) }
        }
        #expect(counts[0] > 0)
        let growth = zip(counts.dropFirst(), counts).map { $0 - $1 }
        // Each doubling of the episodes adds about as many meetings; were they in proportion, the last would be four times the first.
        #expect(growth[2] < 2 * growth[0])
        #expect(counts[3] < 4000)
    }

    @Test(
        "Where an exchange writes what agents plan by, regret is that of what they then follow",
        arguments: ["ucbvi", "ucb_hoeffding"])
    func rewritten(learner: String) throws {
        var cell = try Self.cell(
            Self.text(
                "[{parameter_average: {every: {rounds: 3}}}]", agents: 3, rounds: 60, learner: learner,
                world: "{episodic_mdp: {states: 3, actions: 3, horizon: 3}}"))
        let model = try #require(cell.plan.makeNominalEnvironment().model)
        let best = model.bestReturn(horizon: 3)
        var (sum, unplanned) = (0.0, 0)
        for round in 1...60 {
            let before = try (0..<3).map { try #require(cell.population.episodicPolicy(of: $0)) }
            let plannings = (0..<3).map { cell.population.plannings(of: $0) }
            sum += before.reduce(0.0) { $0 + (best - model.episodicReturn(of: $1, horizon: 3)) / 3 }
            let row = cell.advance(1)
            let found = try #require(row?["regret"]?.asNumber)
            #expect(abs(found - sum) < 1e-9, "round \(round)")
            unplanned += (0..<3).count {
                cell.population.plannings(of: $0) == plannings[$0]
                    && cell.population.episodicPolicy(of: $0) != before[$0]
            }
        }
        // Agents that update after every round have always planned as well.
        #expect(learner == "ucb_hoeffding" || unplanned > 0)
    }

    static let kinds = [
        (mixture, "ucbvi"), (global, "ucbvi"), ("[]", "ucbvi"), ("[fedq_hoeffding]", "ucb_hoeffding"),
        ("[{fedq_hoeffding: {participation: {count: {number: 2}}}}]", "ucb_hoeffding"), ("[]", "ucb_hoeffding"),
    ]

    @Test("What was saved in the middle goes on to the same rows", arguments: kinds)
    func resume(federation: String, learner: String) throws {
        let text = Self.text(federation, agents: 3, rounds: 30, learner: learner)
        var whole = try Self.cell(text)
        var rows: [CanonicalValue?] = []
        for _ in 1...30 { rows.append(whole.advance(1)) }
        var first = try Self.cell(text)
        for _ in 1...13 { _ = first.advance(1) }
        var second = try Self.cell(text)
        try second.restore(first.tree(), round: 13, isScheduled: true)
        for round in 14...30 { #expect(second.advance(1) == rows[round - 1]) }
        #expect(second.trace() == whole.trace())
    }

    /// A spec that is refused, and what is said.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let words: String
        var testDescription: String { words }
    }

    static let refusals = [
        Refusal(
            text: text(mixture, agents: 2, learner: "{ucbvi: {discount: 0.9}}"),
            words: "discount"),
        Refusal(
            text: text(mixture, agents: 2, world: "{windy_cliff: {}}"),
            words: "is not from 0 to 1"),
        Refusal(
            text: text(mixture, agents: 2).replacing(
                "[{name: c, count: 2}]",
                with: "[{name: c, count: 2}, {name: d, environment: {episodic_mdp: {states: 3}}}]"),
            words: "states and 5 actions"),
        Refusal(
            text: text(
                mixture, agents: 2, world: "{dirichlet_mdp: {horizon: 4}}"
            ).replacing(
                "[{name: c, count: 2}]",
                with: "[{name: c, count: 2}, {name: d, environment: {dirichlet_mdp: {horizon: 3}}}]"),
            words: "episodes of 4 steps, and of 3"),
        Refusal(
            text: text(
                mixture, agents: 2, learner: "{q_learning: {}}", world: "{dirichlet_mdp: {horizon: 4}}",
                more: "optimizer: {sgd: {learning_rate: 0.1}}"
            ).replacing("round: {episodes: 1}", with: "round: {updates: 1}"),
            words: "does not plan step by step"),
        Refusal(
            text: text(mixture.replacing("{fed_ucbvi: {", with: "{fed_ucbvi: {weights: visits, "), agents: 2),
            words: "adds up what all have seen"),
        Refusal(
            text: text(mixture.replacing("{fed_ucbvi: {", with: "{fed_ucbvi: {weights: samples, "), agents: 2),
            words: "adds up what all have seen"),
        Refusal(
            text: text("[{fedq_hoeffding: {weights: visits}}]", agents: 2, learner: "ucb_hoeffding"),
            words: "adds up what all have seen"),
        Refusal(
            text: text("[{fedq_hoeffding: {weights: samples}}]", agents: 2, learner: "ucb_hoeffding"),
            words: "adds up what all have seen"),
        Refusal(
            text: text(
                mixture.replacing("{fed_ucbvi: {", with: "{fed_ucbvi: {faults: [{byzantine: {attack: reward_flip}}], "),
                agents: 3),
            words: "cannot learn from what liars are shown: a reward of -"),
        unlike("ucb_hoeffding", "ucbvi", "it has ucbvi, and 'c' has ucb_hoeffding"),
        unlike("ucbvi", "ucb_hoeffding", "it has ucb_hoeffding, and 'c' has ucbvi"),
        unlike("ucbvi", "{ucbvi: {bonus: bernstein}}", "its ucbvi has other settings than that of 'c'"),
        unlike("ucbvi", "{ucbvi: {delta: 0.1}}", "its ucbvi has other settings than that of 'c'"),
        unlike("ucb_hoeffding", "{ucb_hoeffding: {scale: 1}}", "its ucb_hoeffding has other settings than that of 'c'"),
    ]

    /// Agents of two learners in one exchange.
    static func unlike(_ one: String, _ other: String, _ words: String) -> Refusal {
        Refusal(
            text: text(
                one == "ucbvi" ? mixture : "[fedq_hoeffding]", agents: 2,
                world: "{episodic_mdp: {states: 3, actions: 3, horizon: 3}}"
            ).replacing("[{name: c, count: 2}]", with: "[{name: c, learner: \(one)}, {name: d, learner: \(other)}]"),
            words: words)
    }

    @Test("Agents of one learner written twice, a default and the same number, plan together")
    func alike() throws {
        let text = Self.text(Self.local, agents: 2, rounds: 5).replacing(
            "[{name: c, count: 2}]", with: "[{name: c}, {name: d, learner: {ucbvi: {delta: 0.05}}}]")
        #expect(try #require(Self.end(text).row["exchanges"]?.asNumber) > 0)
    }

    @Test("Counts that no run has left are refused", arguments: [Double.infinity, 1e300, .nan, 0.5, -1])
    func forged(count: Double) throws {
        let text = Self.text("[fedq_hoeffding]", agents: 2, rounds: 30, learner: "ucb_hoeffding")
        var cell = try Self.cell(text)
        for _ in 1...7 { _ = cell.advance(1) }
        let tree = try cell.tree()
        var sound = try Self.cell(text)
        try sound.restore(tree, round: 7, isScheduled: true)
        var other = try Self.cell(text)
        let path = try #require(cell.population.sharedStates.first.map { "cohorts/\($0.name)/fresh" })
        guard case .array(let array)? = tree[path], var numbers = array.elements(as: Double.self) else {
            Issue.record("no \(path)")
            return
        }
        numbers[4] = count
        var forged = tree
        var changed = ArchiveArray(shape: array.shape, elements: numbers)
        changed.attributes = array.attributes
        forged.insert(.array(changed), at: path)
        #expect(throws: ArchiveError.self) { try other.restore(forged, round: 7, isScheduled: true) }
    }

    @Test("What cannot work is refused by name", arguments: refusals)
    func refused(refusal: Refusal) {
        let (study, findings) = LiarTests.study(refusal.text)
        #expect(study == nil)
        #expect(
            findings.contains { $0.message.contains(refusal.words) }, "\(findings.map { "\($0.code): \($0.message)" })")
    }

    @Test("The published study's spec compiles")
    func published() throws {
        let text = """
            concord: 1
            name: fed-ucbvi
            seeds: {from: 1, count: 5}
            round: {episodes: 1}
            rounds: 2000
            environment: {dirichlet_mdp: {states: 5, actions: 5, horizon: 4, contamination: 0}}
            learner: {ucbvi: {bonus: without_logarithms, delta: 0.05}}
            agents: [{name: c, count: 10}]
            federation:
              - fed_ucbvi: {when: {event: {count_doubling: {rule: mixture}}}}
            arms:
              fed:    {}
              nofed:  {federation: []}
            sweep:
              M:   {agents.c.count: [1, 10, 40]}
              eps: {environment.dirichlet_mdp.contamination: [0, 0.001, 0.0032, 0.01, 0.032, 0.1, 0.32]}
            evaluation: {every: {rounds: 1}, exact: true, worlds: [nominal]}
            record: {at_most: 2000}
            checkpoint: {every: {rounds: 200}, keep: 1}
            measure: [regret: {against: nominal}, exchanges, bytes]
            """
        let (study, findings) = LiarTests.study(text)
        #expect(study != nil, "\(findings.map(\.message))")
        #expect(study?.cells.count == 5 * 2 * 3 * 7)
    }
}
