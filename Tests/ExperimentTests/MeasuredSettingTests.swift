import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

@Suite("What agents are compared with in the nominal world, and in the mean of their worlds")
struct MeasuredSettingTests {
    static let world = "{dirichlet_mdp: {states: 4, actions: 2, contamination: 0.4, SEED, INSTANCE}}"
        .replacing("SEED", with: "seed: {uniform: [5, 900]}")
        .replacing("INSTANCE", with: "instance: {uniform: [1, 1000000]}")

    static func text(
        _ measure: String, world: String = world, agents: String = "[{name: a, count: 3}]", more: String = ""
    ) -> String {
        """
        concord: 1
        name: compared
        seeds: {from: 1, count: 3}
        round: {steps: 5}
        rounds: 6
        environment: \(world)
        learner: {td: {discount: 0.8, features: one_hot, sampling: stationary}}
        optimizer: {sgd: {learning_rate: 0.1}}
        agents: \(agents)
        federation: [fedlsa]
        measure: [error: {squared_error_to_fixed_point: \(measure)}]
        \(more)

        """
    }

    /// Values of the uniform policy by sweeps, from the mean of kernels and rewards.
    static func values(_ models: [FiniteModel]) -> [Double] {
        var values = [Double](repeating: 0, count: models[0].states)
        for _ in 0..<400 {
            values = values.indices.map { state in
                models.reduce(0.0) { sum, model in
                    sum
                        + (0..<model.actions).reduce(0.0) { sum, action in
                            let row = model.range(state: state, action: action)
                            let next = row.reduce(0.0) {
                                $0 + model.probabilities[$1] * values[Int(model.successors[$1])]
                            }
                            return sum + model.rewards[state * model.actions + action] + 0.8 * next
                        } / Double(model.actions)
                } / Double(models.count)
            }
        }
        return values
    }

    /// The squared distances of the agents' mean from a point, after every round.
    static func check(_ cell: inout Cell, against point: [Double]) throws {
        for _ in 1...6 {
            let row = cell.advance(1)
            let found = try #require(row?["error"]?["average"]?.asNumber)
            let numbers = DeltaTests.numbers(cell)
            let mean = point.indices.map { state in
                (0..<3).reduce(0.0) { $0 + numbers[$1 * point.count + state] } / 3
            }
            let expected = zip(mean, point).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            #expect(abs(found - expected) < 1e-9 * max(1, expected))
        }
    }

    @Test("The nominal world has the seed that all agents drew", arguments: 0..<3)
    func nominal(seed: Int) throws {
        var cell = try RegretTests.cell(Self.text("{of: nominal}"), seed: seed)
        let drawn = try #require(cell.plan.agents[0].environment.values["seed"]?.asInteger)
        #expect(cell.plan.agents.allSatisfy { $0.environment.values["seed"]?.asInteger == drawn })
        // Without contamination the world is the common one.
        let common = try #require(
            cell.plan.language.environments.make(
                Choice(
                    .object([
                        .init(
                            "dirichlet_mdp",
                            .object([
                                .init("actions", .integer(2)), .init("seed", .integer(drawn)),
                                .init("states", .integer(4)),
                            ]))
                    ]))
            ).model)
        try Self.check(&cell, against: Self.values([common]))
    }

    @Test("The mean of the worlds has the mean of the kernels and of the rewards", arguments: 0..<3)
    func meanWorld(seed: Int) throws {
        var cell = try RegretTests.cell(Self.text("{of: mean_world}"), seed: seed)
        let models = cell.plan.agents.compactMap { $0.makeEnvironment().model }
        #expect(models.count == 3 && models[0] != models[1])
        // Sweeps over the mean of the backups are those of the mean kernel.
        try Self.check(&cell, against: Self.values(models))
    }

    @Test("A number that is written for the nominal world stands; a range leaves it to what is drawn")
    func written() throws {
        let written = try RegretTests.cell(
            Self.text("{of: nominal}", more: "nominal: {dirichlet_mdp: {states: 4, actions: 2, seed: 3}}"))
        let shared = written.plan.agents[0].makeSharedEnvironment(of: written.plan)
        #expect(shared.model == written.plan.makeNominalEnvironment().model)
        let drawn = try RegretTests.cell(Self.text("{of: nominal}"))
        let other = drawn.plan.agents[0].makeSharedEnvironment(of: drawn.plan)
        #expect(other.model != nil && other.model != drawn.plan.makeNominalEnvironment().model)
        let another = try RegretTests.cell(
            Self.text("{of: nominal}", more: "nominal: {garnet: {states: 4, actions: 2}}"))
        #expect(
            another.plan.agents[0].makeSharedEnvironment(of: another.plan).model
                == another.plan.makeNominalEnvironment().model)
    }

    /// A spec whose measure is refused, what is said, and what the second place says it is.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String, words: String, note: String
        var testDescription: String { words }
    }

    static let episodic = "{episodic_mdp: {states: 5, actions: 5, horizon: 4}}"
    private static let ucbvi = "[{name: c, count: 2, environment: \(episodic)}]"

    static let refusals = [
        Refusal(
            text: text("{of: nominal}", more: "nominal: {dirichlet_mdp: {states: 2, actions: 2}}"),
            words: "worlds of 4 states and 2 actions, and of 2 and 2", note: "the nominal world"),
        Refusal(
            text: text(
                "{of: nominal}", world: "{garnet: {states: 12, actions: 2, features: 4}}",
                more: "nominal: {garnet: {states: 12, actions: 2, features: 3}}"
            ).replacing("features: one_hot", with: "features: environment"),
            words: "4 weights, and 3 there", note: "the nominal world"),
        Refusal(
            text: text("{of: nominal}", more: "nominal: cartpole"),
            words: "has no finite model", note: "the nominal world"),
        Refusal(
            text: text(
                "{of: nominal}", world: "cartpole",
                agents: "[{name: a, count: 3, environment: {garnet: {states: 6}}}]"),
            words: "has no finite model", note: "the nominal world"),
        Refusal(
            text: RegretTests.text(RegretTests.local, agents: 2, world: "cartpole").replacing(
                "[{name: c, count: 2}]", with: ucbvi),
            words: "has no finite model", note: "the nominal world"),
        Refusal(
            text: RegretTests.text(
                RegretTests.local, agents: 2, world: episodic,
                more: "nominal: {episodic_mdp: {states: 3, actions: 5, horizon: 4}}"),
            words: "worlds of 20 states and 5 actions, and of 12 and 5", note: "the nominal world"),
        Refusal(
            text: RegretTests.text(
                RegretTests.local, agents: 2, world: episodic,
                more: "nominal: {episodic_mdp: {states: 5, actions: 5, horizon: 3}}"),
            words: "worlds of 4 layers of states, and of 3", note: "the nominal world"),
        Refusal(
            text: RegretTests.text(
                RegretTests.local, agents: 2, world: "{dirichlet_mdp: {horizon: 4}}",
                more: "nominal: {dirichlet_mdp: {horizon: 3}}"),
            words: "episodes of 4 steps, and of 3 there", note: "the nominal world"),
        Refusal(
            text: RegretTests.text("[{parameter_average: {when: asynchronous}}]", agents: 2),
            words: "agents come one by one", note: "the exchange"),
    ]

    @Test("What cannot be compared is refused at the measure and at the other place", arguments: refusals)
    func refused(refusal: Refusal) {
        let (study, findings) = LiarTests.study(refusal.text)
        #expect(study == nil)
        let found = findings.first { $0.code == .measureUnfit && $0.message.contains(refusal.words) }
        #expect(found?.span != nil && found?.related?.label == refusal.note, "\(findings.map(\.message))")
    }

    @Test("In their own worlds, agents are compared whatever the nominal one is")
    func own() throws {
        let text = RegretTests.text(
            RegretTests.local, agents: 2, rounds: 5, world: Self.episodic, more: "nominal: cartpole"
        ).replacing("against: nominal", with: "against: own").replacing("evaluation: ", with: "#")
        let end = try RegretTests.end(text)
        #expect(try #require(end.row["regret"]?.asNumber) > 0)
    }

    @Test("Measures that sum up rounds say so")
    func sums() throws {
        let cell = try RegretTests.cell(RegretTests.text(RegretTests.local, agents: 2))
        for named in cell.plan.measures {
            let measure = cell.plan.language.measures.make(named.measure)
            #expect(measure.sumsRounds == (measure.probe(cell.plan) is any SummingProbe), "\(named.name)")
        }
        var sizes = CheckpointSizes()
        let many = try RegretTests.cell(RegretTests.text(RegretTests.local, agents: 40)).plan
        let without = try RegretTests.cell(
            RegretTests.text(RegretTests.local, agents: 40).replacing("regret: {against: nominal}, ", with: "")
        ).plan
        let words = many.canonical.json.utf8.count - without.canonical.json.utf8.count
        #expect(sizes.bytes(of: many) - sizes.bytes(of: without) - words >= 81 * 8)
    }
}
