import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Federation
@testable import Learning

/// Three agents with two controls each against PyTorch: given episodes, four rounds, distillation every second.
@Suite("FedHPD of Gaussian policies against PyTorch")
struct GaussianFederationTests {
    /// A world of two observations and two controls; its episodes are not played.
    struct TwoControls: Environment {
        static let component = Component("two_controls", "Two numbers that two controls are.", fields: [])

        struct State: Codable, Sendable {
            var controls: [Float]
        }

        let spaces = Spaces(observation: ["first", "second"], action: .box(low: [-1, -1], high: [1, 1]))
        let maximumSteps = 30

        init(_ settings: Settings) {}

        func initial(_ stream: inout RandomStream) -> State { State(controls: [0, 0]) }

        func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
            state.controls = [action.control[0], action.control[1]]
            return Transition(reward: 0, terminated: false)
        }

        func flaw(of state: State) -> Flaw? { nil }

        func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
            for index in 0..<2 { row[index] = state.controls[index] }
        }
    }

    private static func agent(
        _ facts: CanonicalValue, _ name: String, parameters: [Float]
    ) throws -> PublishedTraceTests.Agent {
        let design = CanonicalValue.object(sorting: [
            ("hidden", try #require(facts["hidden"])), ("activation", try #require(facts["activation"])),
        ])
        let rate = CanonicalValue.object([.init("learning_rate", try #require(facts["learning_rate"]))])
        let key = StreamKey(seed: 1, owner: "agent/\(name)")
        let member = Member(
            name: name, key: key, world: TwoControls(Settings([], .object([]))).world(.training(key)),
            designs: ["policy": NetworkDesign(Settings(NetworkDesign.fields, design))],
            optimizers: ["policy": Language.federation[Optimizers.name].make(Choice(.object([.init("adamw", rate)])))])
        let gaussian = CanonicalValue.object([.init("log_probability", .text("mean_over_dimensions"))])
        let settings = CanonicalValue.object(sorting: [
            ("normalize_returns", .boolean(false)), ("policy", .object([.init("gaussian", gaussian)])),
        ])
        return PublishedTraceTests.Agent(member, settings, parameters: parameters)
    }

    /// Learns from a given episode of 30 steps as if the policy had played it.
    private static func learn(_ agent: PublishedTraceTests.Agent, _ round: Int, _ name: String, _ fixture: Fixture)
        throws
    {
        let (tape, first) = (agent.scratch.tape, (round - 1) * 30)
        let given = try ["states", "controls", "rewards"].map { try fixture.floats("\(name)/\($0)") }
        tape.clear()
        tape.reserve(30)
        for offset in 0..<60 {
            tape.observations[offset] = given[0][2 * first + offset]
            tape.controls[offset] = given[1][2 * first + offset]
        }
        agent.scratch.policy.forget()
        for step in 0..<30 {
            tape.rewards[step] = Double(given[2][first + step])
            agent.scratch.policy.activations.forwardRow(
                agent.state.policy, input: tape.observations + 2 * step, row: step)
        }
        tape.recorded = 30
        agent.learner.learn(
            &agent.state, agent.block.members[0], tape, Round(round, length: Duration(1, .episodes)), agent.scratch)
    }

    @Test(
        "Parameters agree within 1e-5 through twenty distillation steps, and the bytes are those predicted",
        arguments: ["every_step", "once"], ["consensus_from_agent", "agent_from_consensus"])
    func trace(consensus: String, divergence: String) throws {
        let fixture = try Fixture("gaussian-trace")
        func row(_ round: Int, _ name: String) throws -> ArraySlice<Float> {
            let array = "\(consensus)/\(divergence)/\(name)/parameters"
            let width = try fixture.shape(array)[1]
            return try fixture.floats(array)[round * width..<(round + 1) * width]
        }
        let facts = fixture.facts["agents"]?.elements ?? []
        let agents = try facts.enumerated().map { index, facts in
            try Self.agent(facts, "a\(index + 1)", parameters: Array(try row(0, "a\(index + 1)")))
        }
        #expect(agents.count == 3)
        var population = Population(agents.map(\.learner), agents.map { $0.block.members[0] })
        population.kinds = [GivenBlocks(agents: agents)]
        let composition = try PublishedTraceTests.composition(every: 2, consensus: consensus, divergence: divergence)
        var exchange = Exchange(composition, period: 2, among: population)
        var ledger = Ledger()
        try fixture.floats("public_states").withUnsafeBufferPointer { buffer in
            let batch = StateBatch(try #require(buffer.baseAddress), count: 40, width: 2)
            exchange.setUp(&ledger, agents: 3, publicStates: batch)
            for number in 1...4 {
                for (index, agent) in agents.enumerated() { try Self.learn(agent, number, "a\(index + 1)", fixture) }
                if exchange.fires(after: number) {
                    let round = Round(number, length: Duration(1, .episodes))
                    exchange.run(&population, &ledger, publicStates: batch, round, 1)
                }
                for (index, agent) in agents.enumerated() {
                    let deviation = PublishedTraceTests.deviation(
                        agent.state.policy.flatParameters, try row(number, "a\(index + 1)"))
                    #expect(deviation < 1e-5, "agent \(index + 1) after round \(number)")
                }
            }
            let predicted = composition.forecast(
                PublishedTraceTests.facts(population, states: batch, meetings: 2, period: 2), groups: 1)
            #expect(predicted.isExact && ledger == predicted.ledger)
            // Two firings of 3 agents, 40 states of 4 numbers each, and five passes where the consensus is made anew.
            let bytes = 2 * 3 * 40 * 4 * 4 * (consensus == "every_step" ? 5 : 1)
            #expect(ledger.entries.contains { $0.direction == .up && $0.bytes == bytes })
        }
    }

    @Test("Wrong directions, consensuses and forgotten exchanges would be seen")
    func sensitivity() throws {
        let fixture = try Fixture("gaussian-trace")
        let runs = ["every_step", "once"].flatMap { rule in
            ["consensus_from_agent", "agent_from_consensus"].map { "\(rule)/\($0)" }
        }
        for (index, one) in (runs + ["alone/mean"]).enumerated() {
            for other in runs.prefix(index) {
                let pair = try [one, other].map { try fixture.floats("\($0)/a1/parameters") }
                #expect(PublishedTraceTests.deviation(pair[0], pair[1][...]) > 5e-5, "\(one), \(other)")
            }
        }
    }
}
