import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// Thirty given minibatches against PyTorch.
@Suite("Deep Q-learning against PyTorch")
struct DeepQTraceTests {
    @Test(
        "All networks agree within 1e-5 after 30 updates",
        arguments: ["dqn-hard", "dqn-soft", "robust-soft", "robust-masked"])
    func plain(_ name: String) throws { try follow(name, DeepQ<ChosenByTarget>.self) }

    @Test("The double rule agrees too")
    func double() throws { try follow("double-hard", DeepQ<ChosenByNetwork>.self) }

    @Test("Dueling heads agree too, by either rule")
    func dueling() throws {
        try follow("dueling-soft", DeepQ<ChosenByTarget>.self, in: "dueling-trace", head: "dueling")
        try follow("dueling-double", DeepQ<ChosenByNetwork>.self, in: "dueling-trace", head: "dueling")
    }

    private func follow<Rule>(
        _ name: String, _ type: DeepQ<Rule>.Type, in file: String = "dqn-trace", head: String = "plain"
    ) throws {
        let fixture = try Fixture(file)
        let learner = type.init(
            Settings(
                Rule.component.fields, try ReplayTraces.settings(of: name, fixture, batch: 16, head: head)))
        let member = try Traces.member(
            fixture, world: Traces.world(CartPole(Settings(CartPole.component.fields, .object([])))))
        let block = Block(members: [member])
        var state = learner.initial(block)
        state.q = try Traces.initial("q", fixture, state.q.shape)
        state.qTarget = try Traces.initial("q_target", fixture, state.q.shape)
        if let expectile = state.expectile {
            state.expectile = try Traces.initial("expectile", fixture, expectile.shape)
        }
        let scratch = learner.scratch(block)
        let tools = learner.optimizers(member)
        let after = try #require(fixture.facts["after"]).elements.compactMap(\.asInteger)
        let actions = try fixture.integers("actions")
        let batches = try ReplayTraces(fixture)
        for number in 1...30 {
            batches.fill(scratch.batch, number - 1)
            for row in 0..<16 { scratch.batch.actions[row] = Int32(actions[(number - 1) * 16 + row]) }
            learner.update(&state, tools, roundsCompleted: 0, scratch)
            if number == 1 {
                for (ours, theirs) in zip(scratch.targets, try fixture.floats("\(name)/targets")) {
                    #expect(abs(ours - theirs) < 1e-5)
                }
            }
            guard let index = after.firstIndex(of: number) else { continue }
            let pairs =
                [("q", state.q), ("q_target", state.qTarget)] + (state.expectile.map { [("expectile", $0)] } ?? [])
            for (part, network) in pairs {
                let theirs = try Traces.row(index, "\(name)/\(part)", fixture)
                #expect(
                    Traces.deviation(network.flatParameters, theirs) < 1e-5, "\(part) after update \(number)")
            }
        }
        #expect(state.counters.updates == 30)
    }
}

/// What the traces of learners that replay share.
struct ReplayTraces {
    private let observations: [Float]
    private let rewards: [Float]
    private let nextObservations: [Float]
    private let terminals: [Int]

    init(_ fixture: Fixture) throws {
        observations = try fixture.floats("states")
        rewards = try fixture.floats("rewards")
        nextObservations = try fixture.floats("next_states")
        terminals = try fixture.integers("terminals")
    }

    /// Minibatch `index`, but for the actions.
    func fill(_ batch: Minibatch, _ index: Int) {
        let width = observations.count / rewards.count
        for offset in 0..<batch.count * width {
            batch.observations[offset] = observations[index * batch.count * width + offset]
            batch.nextObservations[offset] = nextObservations[index * batch.count * width + offset]
        }
        for row in 0..<batch.count {
            batch.rewards[row] = rewards[index * batch.count + row]
            batch.goesOn[row] = terminals[index * batch.count + row] == 0 ? 1 : 0
        }
    }

    /// The learner's settings as the fixture's variant has them.
    static func settings(
        of name: String, _ fixture: Fixture, batch: Int, head: String? = nil
    ) throws -> CanonicalValue {
        let variant = try Traces.variant(name, fixture)
        var members: [(String, CanonicalValue)] = [
            ("discount", try #require(fixture.facts["discount"])), ("batch", .integer(batch)),
        ]
        if let every = variant["target"]?["every"] {
            members.append(
                ("target", .object([.init("hard", .object([.init("every", .object([.init("updates", every)]))]))])))
        } else {
            let rate = try #require(variant["target"]?["soft"] ?? fixture.facts["soft"])
            members.append(("target", .object([.init("soft", .object([.init("rate", rate)]))])))
        }
        if let head { members.append(("head", .text(head))) }
        if let robust = variant["robust"] { members.append(("robust", robust)) }
        return .object(sorting: members)
    }
}
