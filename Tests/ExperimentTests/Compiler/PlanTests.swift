import Config
import Determinism
import Diagnostics
import Testing

@testable import Experiment

@Suite("Plans of cells")
struct PlanTests {
    @Test(
        "A plan read from its canonical form is the same plan",
        arguments: [
            "experiments/fedhpd/cartpole.yaml", "experiments/fedhpd/published-weights.yaml",
            "experiments/fedhpd/uniform-public-states.yaml", "experiments/quickstart/fedhpd.yaml",
        ])
    func rereading(path: String) throws {
        var findings = Findings()
        let study = Study.compile(Repository.root + path, in: .standard, into: &findings)
        #expect(findings.isEmpty)
        let cells = try #require(study).cells
        #expect(!cells.isEmpty)
        for cell in cells.prefix(30) {
            guard let plan = study?.plan(of: cell) else { continue }
            let again = try CellPlan(canonical: CanonicalValue(parsing: plan.canonical.json), in: .standard)
            #expect(again.canonical == plan.canonical)
            #expect(again.cellFingerprint == plan.cellFingerprint)
            #expect(again.stageFingerprint == plan.stageFingerprint)
        }
    }

    @Test("Inheritance: top level, group, member; all networks, one network")
    func inheritance() throws {
        let agents = """
            [{name: g, count: 3, network: {activation: tanh}, members: {g2: {networks: {policy: {hidden: [9]}}}}},
                     {name: z, optimizers: {policy: {sgd: {learning_rate: 0.5}}}}]
            """
        let plan = try #require(SpecText.plans(SpecText.text(agents: agents)).first)
        #expect(plan.agents.map(\.name) == ["g1", "g2", "g3", "z"])
        #expect(plan.agents.map { $0.networks[0].value.hidden } == [[4], [9], [4], [4]])
        #expect(plan.agents[0].networks[0].value.activations.map(\.rawValue) == ["tanh"])
        #expect(plan.agents[3].networks[0].value.activations.map(\.rawValue) == ["relu"])
        #expect(plan.agents.map { $0.optimizers[0].value.kind } == ["adam", "adam", "adam", "sgd"])
    }

    @Test("The same kind is merged field by field over the levels")
    func merging() throws {
        let more = "arms: {x: {optimizer: {adam: {learning_rate: 0.5, decay: {step: {factor: 0.5}}}}}}"
        let agents = "[{name: a, optimizer: {adam: {learning_rate: 0.1}}}, {name: b}]"
        let plan = try #require(SpecText.plans(SpecText.text(more, agents: agents)).first)
        let adam = plan.agents.map { $0.optimizers[0].value.values }
        #expect(adam[0]["learning_rate"] == .number(0.1))
        #expect(adam[0]["decay"]?["step"]?["factor"] == .number(0.5))
        #expect(adam[1]["learning_rate"] == .number(0.5))
    }

    @Test("Arms and sweep are crossed; a factor does not apply where its path meets nothing")
    func crossing() throws {
        let more = """
            public_states: {uniform: {count: 10, ranges: {cart_position: [0, 1], cart_velocity: [0, 1],
                             pole_angle: [0, 1], pole_angular_velocity: [0, 1]}}}
            federation: [fedhpd]
            arms: {nofed: {federation: []}, d: {}}
            sweep:
              every: {federation.fedhpd.every.rounds: [5, 10]}
              size: {small: {network.hidden: [4]}, large: {network.hidden: [8, 8]}}
            """
        let plans = SpecText.plans(SpecText.text(more))
        let expected = [
            "nofed,size=small", "nofed,size=large", "d,every=5,size=small", "d,every=5,size=large",
            "d,every=10,size=small", "d,every=10,size=large",
        ]
        #expect(plans.map(\.arm) == expected.flatMap { [$0, $0] })
        #expect(plans.map(\.seed) == (0..<12).map { UInt64(1 + $0 % 2) })
        #expect(plans[8].federation.map { $0.values["every"] } == [Duration(10, .rounds).canonical])
        #expect(plans[2].agents[0].networks[0].value.hidden == [8, 8])
    }

    @Test("Durations are planned in rounds, and equal lengths of time are equal plans")
    func durations() throws {
        func plan(_ every: String) -> CellPlan? {
            let text = SpecText.text("evaluation: {every: \(every)}\ncheckpoint: {every: \(every)}")
            return SpecText.plans(text.replacing("{episodes: 1}", with: "{episodes: 5}")).first
        }
        let plan = try #require(plan("{episodes: 50}"))
        #expect(plan.evaluation?.period == 10)
        #expect(plan.checkpointPeriod == 10)
        #expect(plan.canonical == self.plan("{rounds: 10}", episodes: 5)?.canonical)
    }

    private func plan(_ every: String, episodes: Int) -> CellPlan? {
        let text = SpecText.text("evaluation: {every: \(every)}\ncheckpoint: {every: \(every)}")
        return SpecText.plans(text.replacing("{episodes: 1}", with: "{episodes: \(episodes)}")).first
    }

    @Test("A run's length in episodes is kept where the round is swept")
    func length() {
        let text = SpecText.text("sweep: {E: {round.episodes: [1, 2, 5]}}")
            .replacing("rounds: 10", with: "rounds: {episodes: 100}")
        #expect(SpecText.plans(text).map(\.rounds) == [100, 100, 50, 50, 20, 20])
    }

    @Test("Draws belong to seed, agent and path, not to arm, neighbors or other fields")
    func draws() throws {
        let agents = "[{name: a, environment: {cartpole: {gravity: {uniform: [9, 11]}}}}, {name: b}]"
        let more = "arms: {x: {}, y: {optimizer: sgd}}"
        let plans = SpecText.plans(SpecText.text(more, agents: agents))
        let gravity = plans.map { $0.agents[0].environment.values["gravity"]?.asNumber }
        #expect(gravity[0] == gravity[2] && gravity[1] == gravity[3] && gravity[0] != gravity[1])
        let alone = SpecText.plans(
            SpecText.text(agents: "[{name: a, environment: {cartpole: {gravity: {uniform: [9, 11]}}}}]"))
        #expect(alone[0].agents[0].environment == plans[0].agents[0].environment)
        #expect(plans[0].agents[1].environment.values["gravity"] == nil)
    }

    @Test("The nominal world keeps what is fixed and takes defaults for ranges, whatever the seed")
    func nominal() {
        let world = "environment: {cartpole: {maximum_steps: 200, gravity: 9, pole_mass: {relative: [-0.5, 0.5]}}}"
        let plans = SpecText.plans(SpecText.text().replacing("environment: cartpole", with: world))
        let expected = CanonicalValue.object([.init("gravity", .number(9)), .init("maximum_steps", .integer(200))])
        #expect(plans.map(\.nominalEnvironment.values) == [expected, expected])
        #expect(plans[0].agents[0].environment != plans[1].agents[0].environment)
        let own = SpecText.plans(SpecText.text("nominal: {cartpole: {gravity: 5}}"))
        #expect(own.first?.nominalEnvironment.values["gravity"] == .number(5))
    }

    @Test("A spread runs over all agents, or over the group it is written in")
    func spread() throws {
        let range = "environment: {cartpole: {gravity: {spread: [1, 4]}}}"
        let whole = SpecText.plans(
            SpecText.text(agents: "[{name: a}, {name: g, count: 3}]").replacing("environment: cartpole", with: range))
        let values = try #require(whole.first).agents.map { $0.environment.values["gravity"]?.asNumber }
        #expect(values == [1, 2, 3, 4])
        let group = SpecText.plans(SpecText.text(agents: "[{name: a}, {name: g, count: 2, \(range)}]"))
        let own = try #require(group.first).agents.map { $0.environment.values["gravity"]?.asNumber }
        #expect(own == [nil, 1, 4])
    }

    @Test("Every value knows where it was written")
    func origins() throws {
        let study = try #require(SpecText.compile(SpecText.text("arms: {x: {rounds: 20, optimizer: sgd}}")).study)
        let cell = study.cells[0]
        #expect(study.origin(of: "agents.a.networks.policy.hidden", in: cell).description == "spec.yaml:8:19")
        #expect(study.origin(of: "agents.b.optimizers.policy.sgd", in: cell).description == "arm x (spec.yaml:11:35)")
        #expect(study.origin(of: "rounds", in: cell).description == "arm x (spec.yaml:11:20)")
        #expect(study.origin(of: "checkpoint.keep", in: cell).description == "default")
    }
}
