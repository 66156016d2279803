import Archive
import Config
import Determinism
import Federation
import Learning
import Testing

@testable import Experiment

/// Agents that look at their worlds, and act in them, through linear maps of their own.
@Suite("Adapters")
struct AdapterTests {
    static let learners = [
        "reinforce", "reinforce: {policy: gaussian}", "a2c: {update: {steps: 7}}",
        "ppo: {rollout: 30, batch: 8, epochs: 2}",
        "dqn: {learning_starts: 20, batch: 8}", "double_dqn: {learning_starts: 20, batch: 8, robust: {omega: 0.2}}",
        "ddpg: {learning_starts: 20, batch: 8}", "ddpg: {learning_starts: 20, batch: 8, observations: normalized}",
    ]
    private static func hasControls(_ learner: String) -> Bool {
        learner.contains("ddpg") || learner.contains("gaussian")
    }

    /// Three agents; `own` stands in the first one, `more` below.
    private static func text(_ learner: String, own: String = "", more: String = "") -> String {
        let isSteered = hasControls(learner)
        let isEpisodic = learner.hasPrefix("reinforce")
        return """
            concord: 1
            name: adapted
            seeds: [4]
            round: {\(isEpisodic ? "episodes: 1" : "steps: 40")}
            rounds: 8
            environment: {\(isSteered ? "pendulum" : "cartpole"): {maximum_steps: 33}}
            learner: {\(learner.contains(":") ? learner : learner + ": {}")}
            network: {hidden: [6]}
            optimizer: {adam: {learning_rate: 0.01}}
            agents: [{name: a\(own.isEmpty ? "" : ", \(own)")}, {name: b, count: 2}]
            federation: [{parameter_average: {every: {rounds: 2}}}]
            \(more)

            """
    }

    private static func adapter(_ learner: String) -> String {
        hasControls(learner)
            ? "adapter: {linear: {observation: {scale: [1, 2, 0.5], offset: 0.1, limit: 2}, action: {scale: 4, offset: 0.5}}}"
            : "adapter: {linear: {observation: {scale: 3, limit: [1, 2, 0.3, 1]}}}"
    }

    private static func cell(_ text: String, rounds: Int) throws -> Cell {
        var cell = try DeltaTests.cell(text)
        for _ in 0..<rounds { _ = cell.advance(2) }
        return cell
    }

    @Test(
        "One that changes nothing changes nothing, bit for bit; one that does changes its agent's run alone",
        arguments: learners)
    func identity(learner: String) throws {
        let plain = try Self.cell(Self.text(learner), rounds: 5)
        let written = Self.hasControls(learner) ? ", action: {scale: 1, offset: 0}" : ""
        for same in [
            "adapter: none", "adapter: linear", "adapter: {linear: {observation: {scale: 1, offset: 0}\(written)}}",
        ] {
            let cell = try Self.cell(Self.text(learner, own: same), rounds: 5)
            #expect(cell.trace() == plain.trace() && cell.ledger.total == plain.ledger.total, "\(same)")
        }
        let none = try Self.cell(Self.text(learner, own: "adapter: none"), rounds: 0)
        #expect(none.plan.canonical == plain.plan.canonical, "nothing is no other plan")
        let (one, other) = (
            try Self.cell(Self.text(learner), rounds: 1).trace(),
            try Self.cell(Self.text(learner, own: Self.adapter(learner)), rounds: 1).trace()
        )
        #expect(one[0] != other[0] && one[1...] == other[1...])
    }

    @Test("A resumed run goes on to the same bits", arguments: learners)
    func resume(learner: String) throws {
        let text = Self.text(learner, own: Self.adapter(learner))
        try ResumeLaw.hold(rounds: 8, cuts: [1, 2, 5]) { try DeltaTests.cell(text) }
    }

    @Test("No exchange carries it: no part, no byte, and the same networks behind unlike maps", arguments: learners)
    func personal(learner: String) throws {
        let (plain, cell) = (
            try Self.cell(Self.text(learner), rounds: 8),
            try Self.cell(Self.text(learner, own: Self.adapter(learner)), rounds: 8)
        )
        #expect(cell.population.parts(of: 0).map(\.name) == plain.population.parts(of: 0).map(\.name))
        #expect(cell.ledger.total == plain.ledger.total && cell.plan.costs.contradictions(by: cell.ledger) == [])
        let tree = try cell.tree()
        let role = cell.plan.agents[0].networks[0].name
        guard case .array(let a)? = tree["agents/a/\(role)/layers/0/weight"],
            case .array(let b)? = tree["agents/b1/\(role)/layers/0/weight"]
        else {
            Issue.record("no network '\(role)'")
            return
        }
        #expect(a.elements(as: Float.self) == b.elements(as: Float.self))
        let told = ["agents/a", "agents/b1"].map { path -> Bool in
            guard case .group(let agent)? = tree[path] else { return false }
            return agent.attributes["adapter"] != nil
        }
        #expect(told == [true, false])
    }

    @Test("Evaluations and replays look through it; a replay shows the world's own units", arguments: learners)
    func replay(learner: String) throws {
        let text = Self.text(learner, own: Self.adapter(learner))
        var evaluator = Evaluator(try Self.cell(text, rounds: 3))
        for place in evaluator.places {
            let rows = evaluator.run(place, episodes: 1, .greedy).rows
            for (agent, row) in rows.enumerated() {
                let take = Evaluator.Take(agent: agent, in: place, .greedy)
                let footage = evaluator.footage(of: take, atMost: 100)
                #expect(abs(footage.total - row.meanReturn) < 1e-9)
                guard Self.hasControls(learner) else { continue }
                for moment in footage.moments {
                    let (cosine, sine) = (moment.observation[0], moment.observation[1])
                    #expect(abs(cosine * cosine + sine * sine - 1) < 1e-5)
                    guard learner.hasPrefix("ddpg"), case .controls(let controls)? = moment.move else { continue }
                    #expect(abs(controls[0]) <= 2, "a controller stays in the world's box")
                }
            }
        }
    }

    @Test(
        "The same pendulum told in another unit of time is the same behind an adapter: networks, and boxes, of one kind",
        arguments: ["ddpg: {learning_starts: 20, batch: 8}", "reinforce: {policy: gaussian}"])
    func units(learner: String) throws {
        let fast = "environment: {pendulum: {gravity: 160, maximum_speed: 32, maximum_torque: 32, time_step: 0.0125}}"
        let adapter = "adapter: {linear: {observation: {scale: [1, 1, 0.25]}, action: {scale: 16}}}"
        let cell = try Self.cell(Self.text(learner, own: "\(fast), \(adapter)"), rounds: 4)
        #expect(cell.population.spaces(of: 0) == cell.population.spaces(of: 1))
        let plan = cell.plan.agents
        let (slow, other) = (plan[1].seen(plan[1].makeEnvironment()), plan[0].seen(plan[0].makeEnvironment()))
        #expect(slow.spaces == other.spaces && plan[0].makeEnvironment().spaces != slow.spaces)
    }

    @Test("Distillation asks at what networks are given: rollouts are kept as virtual agents' networks saw them")
    func publicStates() throws {
        func text(_ virtual: String) -> String {
            """
            concord: 1
            name: adapted
            seeds: [4]
            round: {episodes: 1}
            rounds: 4
            environment: cartpole
            learner: reinforce
            network: {hidden: [6]}
            optimizer: adam
            agents: [{name: a, adapter: {linear: {observation: {scale: 2}}}}, {name: b}]
            public_states:
              rollouts: {of: [{\(virtual)}], train: {rounds: 2}, snapshots: {from: 1, to: 2, every: 1}, episodes: 2, select: everything}
            federation: [{fedhpd: {every: {rounds: 2}, passes: 1, slices: 1}}]

            """
        }
        let clipped = try #require(SpecText.plans(text("adapter: {linear: {observation: {limit: 0.01}}}")).first)
        let source = try #require(clipped.publicStates)
        let states = try clipped.language.publicStateSources.make(source).states(
            in: clipped.makeNominalEnvironment(), round: clipped.round, 1)
        let numbers = UnsafeBufferPointer(start: states.batch.base, count: states.batch.count * states.batch.width)
        #expect(numbers.contains { abs($0) == 0.01 } && numbers.allSatisfy { abs($0) <= 0.01 })
        #expect(
            SpecText.found(text("adapter: {linear: {observation: {limit: [1, 2]}}}")) == ["12:18 learner/unfit-spaces"])
        var cell = try Cell(clipped, publicStates: states, initial: nil)
        for _ in 1...4 { _ = cell.advance(1) }
        #expect(cell.ledger.total > 0)
    }

    @Test(
        "What does not fit is refused beside the world, or the learner",
        arguments: [
            ("reinforce", "action: {scale: 2}", "there is nothing to scale", "cartpole"),
            ("reinforce", "observation: {scale: [1, 2]}", "2 numbers for 4 components of the observation", "cartpole"),
            (
                "reinforce", "observation: {limit: [1, 2, 3]}", "3 numbers for 4 components of the observation",
                "cartpole"
            ),
            ("ddpg", "action: {scale: 0}", "a scale of 0 leaves nothing", "pendulum"),
            ("ddpg", "action: {scale: [1, 2]}", "2 numbers for 1 controls", "pendulum"),
            ("ddpg", "action: {scale: []}", "0 numbers for 1 controls", "pendulum"),
            ("ddpg", "observation: {offset: []}", "0 numbers for 3 components of the observation", "pendulum"),
            ("ddpg", "action: {scale: 1e-39}", "none of Float32", "pendulum"),
            ("ddpg", "action: {offset: 1e30}", "none of Float32", "pendulum"),
        ])
    func refusals(learner: String, map: String, reason: String, world: String) throws {
        let findings = SpecText.compile(Self.text(learner, own: "adapter: {linear: {\(map)}}")).findings.diagnostics
        let found = try #require(findings.first { $0.message.contains(reason) }, "\(findings.map(\.message))")
        #expect(findings.count == 1 && found.code == .learnerUnfit && found.related?.span.text.contains(world) == true)
        #expect(found.span.map { map.contains($0.text) } == true, "\(found.span?.text ?? "nowhere")")
    }

    @Test("By name is by place: the same bits, whatever is left out staying as it is", arguments: learners)
    func names(learner: String) throws {
        let isSteered = Self.hasControls(learner)
        let (named, listed) =
            isSteered
            ? (
                "observation: {sin_angle: {scale: 2}, angular_velocity: {scale: 0.5, offset: 0.1, limit: 2}}, action: {torque: {scale: 4, offset: 0.5}}",
                "observation: {scale: [1, 2, 0.5], offset: [0, 0, 0.1], limit: [1e30, 1e30, 2]}, action: {scale: 4, offset: 0.5}"
            )
            : (
                "observation: {pole_angle: {scale: 3, limit: 0.3}}",
                "observation: {scale: [1, 1, 3, 1], limit: [1e30, 1e30, 0.3, 1e30]}"
            )
        let one = try Self.cell(Self.text(learner, own: "adapter: {by_component: {\(named)}}"), rounds: 5)
        let other = try Self.cell(Self.text(learner, own: "adapter: {linear: {\(listed)}}"), rounds: 5)
        #expect(one.trace() == other.trace() && one.ledger.total == other.ledger.total)
        #expect(one.population.spaces(of: 0) == other.population.spaces(of: 0))
        let plain = try Self.cell(Self.text(learner), rounds: 5)
        #expect(one.trace()[0] != plain.trace()[0])
        for same in ["by_component", "{by_component: {observation: {\(isSteered ? "sin_angle" : "pole_angle"): {}}}}"] {
            let cell = try Self.cell(Self.text(learner, own: "adapter: \(same)"), rounds: 5)
            #expect(cell.trace() == plain.trace(), "\(same)")
        }
    }

    @Test("What an agent says of a component is laid over what is said of it above")
    func levels() throws {
        let text = Self.text(
            "dqn: {learning_starts: 20}", own: "adapter: {by_component: {observation: {pole_angle: {offset: 1}}}}",
            more: "adapter: {by_component: {observation: {pole_angle: {scale: 2}, cart_position: {limit: 1}}}}")
        let plan = try #require(SpecText.plans(text).first)
        let maps = plan.agents.map { $0.adapter.values["observation"] }
        #expect(maps[0]?["pole_angle"]?["scale"] == .number(2) && maps[0]?["pole_angle"]?["offset"] == .number(1))
        #expect(maps[0]?["cart_position"] != nil && maps[1]?["pole_angle"]?["offset"] == nil)
        #expect(try CellPlan(canonical: plan.canonical, in: .standard) == plan)
    }

    @Test(
        "Names that the world does not have are refused where they stand, with the world",
        arguments: [
            ("dqn", "observation: {pole_angel: {scale: 2}}", "no component of the observation is called 'pole_angel'"),
            ("ddpg", "action: {force: {scale: 2}}", "no control is called 'force'"),
            ("dqn", "action: {torque: {scale: 2}}", "there is nothing to scale"),
            ("ddpg", "action: {torque: {scale: 0}}", "a scale of 0"),
            ("ddpg", "action: {torque: {scale: 1e-39}}", "none of Float32"),
        ])
    func strangers(learner: String, map: String, reason: String) throws {
        let text = Self.text(learner, own: "adapter: {by_component: {\(map)}}")
        let findings = SpecText.compile(text).findings.diagnostics
        let found = try #require(findings.first { $0.message.contains(reason) }, "\(findings.map(\.message))")
        let world = Self.hasControls(learner) ? "pendulum" : "cartpole"
        #expect(findings.count == 1 && found.code == .learnerUnfit && found.related?.span.text.contains(world) == true)
        #expect(found.span.map { map.contains($0.text) } == true, "\(found.span?.text ?? "nowhere")")
    }

    @Test("A misspelled name is pointed at where it stands, with the nearest there is; a look-alike is one mistake")
    func misspelled() {
        let block = """
            adapter:
              by_component:
                observation:
                  cart_position: {limit: 1}
                  pole_angel:
                    scale: 2
            """
        let found = SpecText.compile(Self.text("dqn", more: block)).findings.diagnostics
        #expect(!found.isEmpty && found.allSatisfy { $0.code == .learnerUnfit && $0.span?.text == "pole_angel" })
        #expect(found.first?.help == "did you mean 'pole_angle'?", "\(found.first?.help ?? "none")")
        let own = "adapter: {by_component: {observation: {cart_position: {limit: 1}, pole_\u{430}ngle: {scale: 2}}}}"
        let foreign = SpecText.compile(Self.text("dqn", own: own)).findings.diagnostics
        #expect(foreign.map(\.code) == [.badName], "\(foreign.map(\.message))")
    }

    @Test("Learners without networks have none")
    func tables() throws {
        let text = """
            concord: 1
            name: adapted
            seeds: [1]
            round: {updates: 10}
            rounds: 2
            environment: windy_cliff
            learner: q_learning
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, adapter: {linear: {observation: {scale: 2}}}}, {name: b}]

            """
        let found = SpecText.compile(text).findings.diagnostics
        #expect(found.map(\.code) == [.learnerUnfit] && found.first?.related?.span.text == "q_learning")
    }
}
