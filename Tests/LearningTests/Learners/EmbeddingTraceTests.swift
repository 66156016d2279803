import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// Twenty given minibatches against a program that differentiates nothing by hand.
@Suite("Numbers of an agent's own in front of observations, against central differences")
struct EmbeddingTraceTests {
    /// A member whose networks take so many numbers of its own, each with Adam at the fixture's rate.
    private static func member(_ fixture: Fixture, _ names: [String], world: any World) throws -> Member {
        var designs: [String: NetworkDesign] = [:]
        for name in names {
            let size = try #require(fixture.facts["leads"]?[name])
            let hidden = try #require(fixture.facts["networks"]?[name]?["hidden"])
            designs[name] = NetworkDesign(
                Settings(
                    NetworkDesign.fields,
                    .object(sorting: [
                        ("hidden", hidden),
                        ("inputs", .object([.init("embedding", .object([.init("size", size)]))])),
                    ])))
        }
        let rates = try #require(fixture.facts["learning_rates"])
        return Member(
            name: "a1", key: StreamKey(seed: 1, owner: "agent/a1"), world: world, designs: designs,
            optimizers: Dictionary(
                uniqueKeysWithValues: rates.members.map { rate in
                    let choice = Choice(.object([.init("adam", .object([.init("learning_rate", rate.value)]))]))
                    return (rate.key, Language.learning[Optimizers.name].make(choice))
                }))
    }

    private static func settings(_ fixture: Fixture, target: CanonicalValue) throws -> CanonicalValue {
        .object(sorting: [
            ("discount", try #require(fixture.facts["discount"])), ("batch", try #require(fixture.facts["batch"])),
            ("target", target),
        ])
    }

    /// A part of the trace at the start.
    private static func start(_ name: String, _ fixture: Fixture, _ shape: NetworkShape) throws -> Network {
        Network(shape, parameters: try fixture.floats(name))
    }

    /// Runs all updates; compares parts after some of them.
    private static func follow(
        _ kind: String, _ fixture: Fixture, _ batch: Minibatch, update: () -> Void, parts: () -> [(String, Network)]
    ) throws {
        let updates = try #require(fixture.facts["updates"]?.asInteger)
        let after = try #require(fixture.facts["after"]).elements.compactMap(\.asInteger)
        func copy(_ name: String, _ number: Int, to numbers: UnsafeMutablePointer<Float>) throws {
            let all = try fixture.floats("\(kind)/\(name)")
            let width = all.count / updates
            for index in 0..<width { numbers[index] = all[(number - 1) * width + index] }
        }
        let actions = try fixture.floats("\(kind)/actions")
        let terminals = try fixture.floats("\(kind)/terminals")
        for number in 1...updates {
            try copy("states", number, to: batch.observations)
            try copy("next_states", number, to: batch.nextObservations)
            try copy("rewards", number, to: batch.rewards)
            if kind == "ddpg" { try copy("controls", number, to: batch.controls) }
            for row in 0..<batch.count {
                batch.actions[row] = Int32(actions[(number - 1) * batch.count + row])
                batch.goesOn[row] = 1 - terminals[(number - 1) * batch.count + row]
            }
            update()
            guard let index = after.firstIndex(of: number) else { continue }
            for (name, network) in parts() {
                let theirs = try Traces.row(index, "\(kind)/\(name)", fixture)
                #expect(Traces.deviation(network.flatParameters, theirs) < 2e-5, "\(name) after update \(number)")
            }
        }
    }

    @Test("Deep Q-learning: network, target and numbers agree after 20 updates")
    func deepQ() throws {
        let fixture = try Fixture("embedding-trace")
        let every = try #require(fixture.facts["every"])
        let learner = DeepQ<ChosenByTarget>(
            Settings(
                ChosenByTarget.component.fields,
                try Self.settings(
                    fixture,
                    target: .object([.init("hard", .object([.init("every", .object([.init("updates", every)]))]))]))))
        let member = try Self.member(
            fixture, ["q"], world: Traces.world(CartPole(Settings(CartPole.component.fields, .object([])))))
        let block = Block(members: [member])
        var state = learner.initial(block)
        state.q = try Self.start("dqn/initial/q", fixture, state.q.shape)
        state.qTarget = try Self.start("dqn/initial/q_target", fixture, state.q.shape)
        state.embedding = try Self.start("dqn/initial/embedding", fixture, try #require(state.embedding).shape)
        let (scratch, tools) = (learner.scratch(block), learner.optimizers(member))
        try Self.follow("dqn", fixture, scratch.batch) {
            learner.update(&state, tools, roundsCompleted: 0, scratch)
        } parts: {
            [("q", state.q), ("q_target", state.qTarget)] + (state.embedding.map { [("embedding", $0)] } ?? [])
        }
        #expect(state.optimizer.embedding?.updates == 20)
    }

    @Test("Deterministic policy gradient: actor and critic have numbers of their own")
    func policyGradient() throws {
        let fixture = try Fixture("embedding-trace")
        let rate = try #require(fixture.facts["soft"])
        let learner = DeterministicPolicyGradient(
            Settings(
                DeterministicPolicyGradient.component.fields,
                try Self.settings(fixture, target: .object([.init("soft", .object([.init("rate", rate)]))]))))
        let member = try Self.member(
            fixture, ["actor", "critic"],
            world: Traces.world(DeterministicPolicyGradientTraceTests.Plane(Settings([], .object([])))))
        let block = Block(members: [member])
        var state = learner.initial(block)
        let (actor, critic) = (state.actor.shape, state.critic.shape)
        #expect(actor.inputs == 5 && critic.inputs == 8)
        state.actor = try Self.start("ddpg/initial/actor", fixture, actor)
        state.actorTarget = try Self.start("ddpg/initial/actor_target", fixture, actor)
        state.critic = try Self.start("ddpg/initial/critic", fixture, critic)
        state.criticTarget = try Self.start("ddpg/initial/critic_target", fixture, critic)
        state.actorEmbedding = try Self.start(
            "ddpg/initial/actor_embedding", fixture, try #require(state.actorEmbedding).shape)
        state.criticEmbedding = try Self.start(
            "ddpg/initial/critic_embedding", fixture, try #require(state.criticEmbedding).shape)
        let (scratch, tools) = (learner.scratch(block), learner.optimizers(member))
        try Self.follow("ddpg", fixture, scratch.batch) {
            learner.update(&state, tools, roundsCompleted: 0, scratch)
        } parts: {
            [
                ("actor", state.actor), ("actor_target", state.actorTarget), ("critic", state.critic),
                ("critic_target", state.criticTarget),
            ] + (state.actorEmbedding.map { [("actor_embedding", $0)] } ?? [])
                + (state.criticEmbedding.map { [("critic_embedding", $0)] } ?? [])
        }
    }

    @Test("A wrong update goes farther than the tolerance")
    func mistakes() throws {
        let mistakes = try #require(try Fixture("embedding-trace").facts["mistakes"])
        for kind in mistakes.members {
            for mistake in kind.value.members {
                #expect(try #require(mistake.value.asNumber) > 1e-3, "\(kind.key) \(mistake.key)")
            }
        }
    }
}
