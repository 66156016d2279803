import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("What is measured of agents that learn in unlike ways")
struct UnlikeLearnersTests {
    static func text(
        _ learner: String, _ agents: [String], measure: String, world: String = "grid_world",
        round: String = "{steps: 4}", federation: String = "[]", more: String = ""
    ) -> String {
        """
        concord: 1
        name: unlike
        seeds: [1]
        round: \(round)
        rounds: 3
        environment: \(world)
        learner: \(learner)
        optimizer: {sgd: {learning_rate: 0.1}}
        agents:
        \(agents.map { "  - {\($0)}" }.joined(separator: "\n"))
        federation: \(federation)
        measure: [\(measure)]
        \(more)

        """
    }

    private static let garnet = "{garnet: {states: 6, features: 3}}"

    @Test(
        "Pairs of which no fixed point is known are refused at both learners",
        arguments: [
            "squared_error_to_fixed_point", "{error: {squared_error_to_fixed_point: mean_world}}",
            "{error: {squared_error_to_fixed_point: nominal}}", "largest_error_to_fixed_point",
            "distance_of_fixed_points", "predicted_bias",
        ],
        [
            ("td", "sarsa", "grid_world"), ("td", "online_table", "grid_world"),
            ("td", "{td: {features: one_hot}}", garnet), ("sarsa", "{sarsa: {features: environment}}", garnet),
        ])
    func refused(measure: String, pair: (one: String, other: String, world: String)) throws {
        let text = Self.text(
            pair.one, ["name: a", "name: b, learner: \(pair.other)"], measure: measure, world: pair.world)
        let (study, findings) = SpecText.compile(text)
        #expect(study == nil)
        let found = try #require(findings.diagnostics.first { $0.code == .measureUnfit })
        // Of sarsa alone there are no systems.
        guard measure != "predicted_bias" || pair.one == "td" else { return }
        #expect(found.span?.startPosition.line == 11, "\(found)")
        #expect(found.related?.span.startPosition.line == 7 && found.help?.contains("delete the measure") == true)
    }

    @Test(
        "One agent in another world stands for agents that learn alike, and for no others",
        arguments: ["mean_world", "nominal"],
        ["{td: {discount: 0.5}}", "{td: {policy: random_subset}}", "{td: {sampling: expected}}"])
    func oneForAll(which: String, other: String) {
        let text = Self.text(
            "td", ["name: a", "name: b, learner: \(other)"],
            measure: "{error: {squared_error_to_fixed_point: \(which)}}", world: "{garnet: {states: 5, actions: 3}}")
        let messages = SpecText.compile(text).findings.diagnostics.map(\.message)
        #expect(messages.contains { $0.contains("learns in one way") } == !other.contains("sampling"), "\(messages)")
    }

    @Test("Values of one chain at two discounts are compared with those at the mean of the two")
    func discounts() throws {
        // Σ D (I − γₖ P) θ = Σ D r: both visit the same, so that D falls out, and θ* is V at (0.9 + 0.5)/2.
        var cell = try DeltaTests.cell(
            Self.text(
                "{td: {features: one_hot, sampling: expected, discount: 0.9}}",
                ["name: a", "name: b, learner: {td: {discount: 0.5}}"],
                measure: "squared_error_to_fixed_point, largest_error_to_fixed_point, predicted_bias"))
        let model = try #require(cell.plan.agents[0].makeEnvironment().model)
        let uniform = [Double](repeating: 1 / Double(model.actions), count: model.states * model.actions)
        let optimum = model.values(of: uniform, discount: 0.7)
        for _ in 1...3 {
            let next = cell.advance(1)
            let row = try #require(next)
            let numbers = DeltaTests.numbers(cell)
            let gaps = numbers.indices.map { numbers[$0] - optimum[$0 % model.states] }
            let squared = try #require(row["squared_error_to_fixed_point"]?["agents"]?.asNumber)
            #expect(abs(squared - gaps.reduce(0) { $0 + $1 * $1 } / 2) < 1e-9)
            let largest = try #require(row["largest_error_to_fixed_point"]?["agents"]?.asNumber)
            #expect(abs(largest - gaps.reduce(0) { max($0, abs($1)) }) < 1e-9)
            #expect(try #require(row["predicted_bias"]?.asNumber) > 0)
        }
    }

    /// Two agents of one policy in one world, whose discounts are 0.99 and 0.5.
    static func averaging(_ decay: String = "none") -> String {
        text(
            "{softmax_policy_gradient: {gradient: exact, discount: 0.99}}",
            ["name: a", "name: b, learner: {softmax_policy_gradient: {discount: 0.5}}"], measure: "exact_return",
            world: "two_type", round: "{updates: 1}", federation: "[fedpg]",
            more: "evaluation: {every: {rounds: 1}, exact: true, start: uniform}"
        ).replacing("learning_rate: 0.1", with: "learning_rate: 0.1, decay: \(decay)")
    }

    /// What the agents' policies are worth, each at its own discount.
    private static func worths(_ cell: Cell) throws -> [Double] {
        try [0.99, 0.5].enumerated().map { agent, discount in
            let model = try #require(cell.plan.agents[agent].makeEnvironment().model).startingAnywhere
            return model.exactReturn(of: try #require(cell.population.tabularPolicy(of: agent)), discount: discount)
        }
    }

    @Test("What a policy is worth goes by its agent's own discount, in the record and when it is evaluated")
    func exactReturns() throws {
        var cell = try DeltaTests.cell(Self.averaging())
        for _ in 1...3 {
            let row = cell.advance(1)
            #expect(cell.population.tabularPolicy(of: 0) == cell.population.tabularPolicy(of: 1))
            let expected = try Self.worths(cell)
            // A reward of 1 at every step is worth 2 at most.
            #expect(expected[0] > 2 && expected[1] <= 2)
            let recorded = (row?["exact_return"]?["own"]?.elements ?? []).compactMap(\.asNumber)
            #expect(recorded == expected)
            var evaluator = Evaluator(cell)
            let place = try #require(evaluator.places.first)
            let result = evaluator.run(place, episodes: 1, .greedy)
            #expect(result.rows.map(\.meanReturn) == expected)
        }
    }

    @Test("Rates that follow exact returns follow those of every agent's own discount")
    func plateau() throws {
        var cell = try DeltaTests.cell(Self.averaging("{plateau: {factor: 0.5, lag: 0}}"))
        for _ in 1...3 {
            _ = cell.advance(1)
            let expected = try Self.worths(cell)
            let returns = try #require(cell.plateau?.state.returns.last)
            #expect(abs(returns - (expected[0] + expected[1]) / 2) < 1e-12 * returns)
        }
    }

    @Test("Agents that sample unlike numbers of trajectories count by their steps")
    func samples() throws {
        func cell(_ federation: String) throws -> Cell {
            var cell = try DeltaTests.cell(
                Self.text(
                    "{softmax_policy_gradient: {batch: 5}}",
                    ["name: a", "name: b, learner: {softmax_policy_gradient: {batch: 15}}"], measure: "training_return",
                    world: "two_type", round: "{updates: 1}", federation: federation))
            _ = cell.advance(1)
            return cell
        }
        let apart = DeltaTests.numbers(try cell("[]"))
        let met = DeltaTests.numbers(try cell("[{parameter_average: {every: {rounds: 1}, weights: samples}}]"))
        let width = apart.count / 2
        #expect(apart[..<width] != apart[width...])
        for place in 0..<width {
            let mean = 0.25 * apart[place] + 0.75 * apart[width + place]
            #expect(abs(met[place] - mean) < 1e-12 && met[width + place] == met[place])
        }
    }

    @Test(
        "An exact evaluation takes policies as their learners have them, and another word is refused at its place",
        arguments: Language.standard.learners.examples.filter { $0.product is any Tabular }.map(\.kind))
    func exactPolicies(kind: String) throws {
        let example = try #require(Language.standard.learners.examples.first { $0.kind == kind }?.product)
        let table = try #require(example as? any Tabular)
        let type = type(of: table)
        let unit = try #require(type.roundUnits.first).rawValue
        for word in ["greedy", "stochastic"] {
            let text = Self.text(
                kind, ["name: a"], measure: "exact_return", round: "{\(unit): 4}",
                more: "evaluation: {every: {rounds: 1}, exact: true, policy: \(word)}")
            let (study, findings) = SpecText.compile(text)
            #expect((study != nil) == (word == type.policyRule.rawValue), "\(word)")
            guard study != nil else {
                let found = findings.diagnostics.first { $0.code == .evaluationUnfit }
                #expect(found?.span?.startPosition.line == 13 && found?.related?.span.startPosition.line == 7)
                continue
            }
            var cell = try DeltaTests.cell(text)
            _ = cell.advance(1)
            let policy = try #require(cell.population.tabularPolicy(of: 0))
            #expect(policy.allSatisfy { $0 == 0 || $0 == 1 } == (word == "greedy"))
        }
    }

    @Test(
        "Agents that are rows of one state have worlds of one size and one number of features, whoever comes first",
        arguments: [
            ("td", "{garnet: {states: 6}}", "{garnet: {states: 8}}"),
            ("td", "{garnet: {states: 6, features: 3}}", "{garnet: {states: 6, features: 2}}"),
            ("{sarsa: {features: environment}}", "{garnet: {features: 3}}", "{garnet: {features: 2}}"),
        ], [false, true])
    func sizes(pair: (learner: String, one: String, other: String), behindAnother: Bool) {
        let others = [
            "name: b, environment: \(pair.one), learner: \(pair.learner)",
            "name: c, environment: \(pair.other), learner: \(pair.learner)",
        ]
        let text = Self.text(
            behindAnother ? "online_table" : pair.learner, behindAnother ? ["name: a"] + others : others,
            measure: "bytes")
        #expect(SpecText.compile(text).findings.diagnostics.contains { $0.code == .learnerUnfit && $0.span != nil })
    }

    @Test("Episodes of planning agents are of one length, whoever comes first")
    func horizons() {
        func text(_ horizon: Int) -> String {
            Self.text(
                "online_table",
                [
                    "name: a", "name: b, learner: ucbvi, environment: {grid_world: {horizon: 3}}",
                    "name: c, learner: ucbvi, environment: {grid_world: {horizon: \(horizon)}}",
                ], measure: "bytes", round: "{episodes: 2}")
        }
        #expect(SpecText.found(text(3)) == [])
        let found = SpecText.compile(text(4)).findings.diagnostics
        #expect(found.map(\.message) == ["ucbvi cannot learn here: episodes of 3 steps, and of 4"])
    }

    @Test(
        "Who knows of all agents is refused beside agents that learn in another way",
        arguments: [
            ("{td: {initial: optimum}}", "{td: {discount: 0.5}}", "{steps: 4}"),
            ("{sarsa: {initial: optimum}}", "td", "{steps: 4}"),
            ("{value_iteration: {robust: {omega: 0.1}}}", "{value_iteration: {discount: 0.5}}", "{updates: 1}"),
        ])
    func knowledge(one: String, other: String, round: String) throws {
        let alone = Self.text(one, ["name: a", "name: b"], measure: "bytes", round: round)
        #expect(SpecText.found(alone) == [])
        let both = Self.text(one, ["name: a", "name: b, learner: \(other)"], measure: "bytes", round: round)
        let found = try #require(SpecText.compile(both).findings.diagnostics.first)
        #expect(found.message.contains("'a' knows of all agents"))
        #expect(found.span?.startPosition.line == 7 && found.related?.span.startPosition.line == 11)
    }
}
