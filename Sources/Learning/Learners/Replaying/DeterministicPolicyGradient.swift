import Config
import Determinism
import Numerics

/// Deep deterministic policy gradient for controls in a box, with or without FRL-EH's pessimism.
struct DeterministicPolicyGradient: ActingDeterministically, Anchored, InputTaking, Restarting, Repeating {
    static let component = Component(
        "ddpg",
        "Deep deterministic policy gradient: an actor climbs a critic that learns from replayed transitions.",
        details: """
            π(s) = c + h tanh f(s), with c and h the middle and half length of each control's interval
            v′  = Q′(s′, π′(s′))
            y   = r + γ (1 − done) [(1 − ω) v′ + ω D(s)]      without `robust`: r + γ (1 − done) v′
            L_Q = mean (Q(s, a) − y)²                         one optimizer step on Q
            L_D = mean |τ − 1{v′ − D(s) < 0}| (v′ − D(s))²    one optimizer step on D, with `robust`
            L_π = −mean Q(s, π(s))                            one optimizer step on π, by the Q just updated
            Q′  ← η Q + (1 − η) Q′,  π′ ← η π + (1 − η) π′
            One update per environment step once `learning_starts` transitions are stored. Acting, π(s) plus `noise`,
            clipped to the box. A time limit is not done: it bootstraps.
            Where a network's `inputs` are an embedding, it stands in front of the observation, for the target with the numbers of the moment;
            actor and critic have one each, which takes a step down L_π or L_Q with them.

            Deviations from the paper:
              1. The controls join the observation at the critic's input, not at its second layer.
              2. No batch normalization, no weight decay unless the optimizer has it; last layers are drawn like the others.
              3. Noise is measured in halves of each control's interval, and is training's alone: evaluation acts without it,
                 also where it asks for a stochastic policy.
            """,
        source: Source(
            .deepDeterministic, .heterogeneousEnvironments, note: "the latter for `robust`", evidence: .paper),
        fields: ReplaySettings.fields(
            batch: 64, replay: 100_000, learningStarts: 1000, targets: "How the target networks follow",
            own: Field("noise", .choice(ControlNoise.choices), "What is added to the controls while training")
                .defaults(to: .object([.init("ornstein_uhlenbeck", .object([]))])))
            + [ExchangeReset.field(explores: false), ObservationNormalizer.field])

    static let roundUnits = [Duration.Unit.steps, .episodes]
    static let purposes = [Purpose.replay, .noise]

    func refusal(of spaces: Spaces) -> Unfit? {
        switch spaces.action {
        case .discrete: .here("its actor steers controls in a box; dqn learns action values")
        case .box: nil
        }
    }

    /// One agent.
    struct State: Persistent {
        var actor: Network
        var actorTarget: Network
        var critic: Network
        var criticTarget: Network
        var expectile: Network?
        /// What actor and critic take in front of observations, where that is trained.
        var actorEmbedding: Network?
        var criticEmbedding: Network?
        /// Statistics of observations, and how many they are of; nil where networks are given observations as they are.
        var observations: Tensor<Double>?
        var observed: Int?
        var optimizer: Optimizers
        /// The exploration noise, [controls], in half intervals.
        var noise: Tensor<Double>
        var replay: Replay
        var counters: LearningCounters
        /// What was behind the agent when an exchange made some of it anew; nil where none does.
        var restarted: ExchangeMark?
        /// Where an exchange left the networks; nil where they are not held there.
        var anchor: Anchor?

        struct Optimizers: Persistent {
            var actor: OptimizerState
            var critic: OptimizerState
            var expectile: OptimizerState?
            var actorEmbedding: OptimizerState?
            var criticEmbedding: OptimizerState?

            var flaw: Flaw? { nil }
        }

        var flaw: Flaw? {
            restarted?.flaw(after: counters)?.under("restarted")
                ?? replay.flaw(after: counters, forgotten: restarted?.steps ?? 0)?.under("replay")
                ?? ObservationNormalizer.flaw(observations, observed)
        }
    }

    let replaying: ReplaySettings
    private let noise: ControlNoise

    init(_ settings: Settings) {
        replaying = ReplaySettings(settings)
        noise = ControlNoise(settings.choice("noise"))
    }

    private static let actorRole = NetworkRole("actor") { $0.action.outputs }
    private static let criticRole = NetworkRole(
        "critic", inputs: { $0.observation.count + $0.action.outputs }, outputs: { _ in 1 })
    var networks: [NetworkRole] {
        [Self.actorRole, Self.criticRole] + (replaying.robust == nil ? [] : [ExpectileTerm.role])
    }

    private static let (actorEmbedding, criticEmbedding) = ("actor_embedding", "critic_embedding")

    var embeddings: [(network: String, name: String)] {
        replaying.robust == nil
            ? [(Self.actorRole.name, Self.actorEmbedding), (Self.criticRole.name, Self.criticEmbedding)] : []
    }

    /// What stands in front of observations, looked up once per round.
    func embeddingOptimizers(_ member: Member) -> (actor: (any Optimizer)?, critic: (any Optimizer)?) {
        (member.embeddingOptimizer(Self.actorEmbedding), member.embeddingOptimizer(Self.criticEmbedding))
    }

    /// To act; and by transition of the minibatch, forward for v′, to learn, and the critic once more for the actor's slope.
    var passesPerStep: Int { 3 * replaying.batchSize + 1 }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let (actor, critic) = (member.initialNetwork(Self.actorRole), member.initialNetwork(Self.criticRole))
        let expectile = replaying.robust.map { _ in member.initialNetwork(ExpectileTerm.role) }
        let embedded = member.initialEmbedding(of: Self.actorRole, called: Self.actorEmbedding)
        let judged = member.initialEmbedding(of: Self.criticRole, called: Self.criticEmbedding)
        return State(
            actor: actor, actorTarget: actor, critic: critic, criticTarget: critic, expectile: expectile,
            actorEmbedding: embedded, criticEmbedding: judged,
            observations: replaying.normalizer?.initial(member.world.spaces),
            observed: replaying.normalizer.map { _ in 0 },
            optimizer: .init(
                actor: member.optimizer(Self.actorRole).initialState(for: actor),
                critic: member.optimizer(Self.criticRole).initialState(for: critic),
                expectile: expectile.map { member.optimizer(ExpectileTerm.role).initialState(for: $0) },
                actorEmbedding: embedded.map { member.optimizer(Self.actorEmbedding).initialState(for: $0) },
                criticEmbedding: judged.map { member.optimizer(Self.criticEmbedding).initialState(for: $0) }),
            noise: Tensor(zeros: member.world.spaces.action.outputs),
            replay: Replay(member.world.spaces, capacity: replaying.capacity), counters: LearningCounters(),
            restarted: replaying.resets.mark, anchor: Anchor(member.penalty, actor: actor, critic: critic))
    }

    func scratch(_ block: Block) -> Scratch {
        let member = block.members[0]
        return Scratch(
            member.world.spaces, actor: member.shape(of: Self.actorRole), critic: member.shape(of: Self.criticRole),
            expectile: replaying.robust.map { _ in member.shape(of: ExpectileTerm.role) },
            leads: (
                LeadingInputs(member, Self.actorRole, capacity: replaying.batchSize),
                LeadingInputs(member, Self.criticRole, capacity: replaying.batchSize)
            ), room: ObservationRoom(replaying.normalizer, member, of: self), batch: replaying.batchSize)
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = replaying.footprint(of: member, networks, embeddings, batches: 2)
        footprint.addAnchor(member, networks.map { ($0.name, member.shape(of: $0)) })
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let optimizers = optimizers(block.members[0])
        let countsSteps = round.length.unit == .steps
        var score = Score()
        ObservationNormalizer.settle(&state.observations)
        scratch.room?.take(state.observations)
        while countsSteps ? score.steps < round.length.count : score.episodes < round.length.count {
            scratch.tape.clear()
            var stream = block.members[0].key.noiseStream(state.counters.steps)
            noise.advance(&state.noise, in: scratch.box, from: &stream, into: scratch.noise)
            let step = block.members[0].world.roll(
                Actor(
                    state.actor, .stochastic, in: scratch.box, noise: scratch.noise,
                    behind: lead(state, scratch), activations: scratch.acting, keepsActivations: false),
                until: .steps(1), onto: scratch.tape)
            score += step
            scratch.room?.absorb(
                scratch.tape.observations, rows: scratch.tape.count, into: &state.observations, &state.observed)
            if step.episodes > 0 { ControlNoise.restart(&state.noise) }
            if replaying.remember(
                scratch.tape, step, in: &state.replay, &state.counters, drawing: scratch.batch, block.members[0].key)
            {
                update(&state, optimizers, roundsCompleted: round.number - 1, scratch)
            }
        }
        block.members[0].score = score
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        scratch.room?.take(state.observations)
        return Actor(
            state.actor, rule, in: scratch.box, behind: lead(state, scratch), activations: scratch.acting,
            keepsActivations: false)
    }

    /// How what the actor is given is made of an observation; nil where it is given that.
    private func lead(_ state: State, _ scratch: Scratch) -> Actor.Lead? {
        let own = scratch.actorLead?.acting(state.actorEmbedding)
        return scratch.room?.lead(behind: own) ?? own
    }

    /// A given network is where both begin, the one that learns and its target.
    func slots(of member: Member) -> [Slot<State>] {
        let (actor, critic) = (member.shape(of: Self.actorRole), member.shape(of: Self.criticRole))
        let learned = [
            Slot(Part("actor", network: actor), \State.actor, followers: ["actor_target"]),
            Slot(Part("critic", network: critic), \State.critic, followers: ["critic_target"]),
            Slot(Part("actor_target", network: actor, following: "actor"), \State.actorTarget),
            Slot(Part("critic_target", network: critic, following: "critic"), \State.criticTarget),
        ]
        let own =
            [
                replaying.normalizer.map { _ in
                    ObservationNormalizer.slot(member.world.spaces, \State.observations, \State.observed)
                },
                member.embeddingPart(of: Self.actorRole, called: Self.actorEmbedding).map {
                    Slot($0, \State.actorEmbedding)
                },
                member.embeddingPart(of: Self.criticRole, called: Self.criticEmbedding).map {
                    Slot($0, \State.criticEmbedding)
                },
            ].compactMap(\.self)
        guard replaying.robust != nil else { return learned + own }
        return learned + own + [
            Slot(Part("expectile", network: member.shape(of: ExpectileTerm.role)), \State.expectile)
        ]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        for network in [state.actor, state.actorTarget, state.critic, state.criticTarget] {
            network.feed(&sweep)
        }
        state.expectile?.feed(&sweep)
        state.actorEmbedding?.feed(&sweep)
        state.criticEmbedding?.feed(&sweep)
        ObservationNormalizer.feed(state.observations, state.observed, &sweep)
        state.optimizer.actor.feed(&sweep)
        state.optimizer.critic.feed(&sweep)
        state.optimizer.expectile?.feed(&sweep)
        state.optimizer.actorEmbedding?.feed(&sweep)
        state.optimizer.criticEmbedding?.feed(&sweep)
        state.noise.withBytes { sweep.add(learnedDoubles: $0) }
        state.replay.feed(&sweep)
        state.counters.feed(&sweep)
        state.restarted?.feed(&sweep)
        state.anchor?.feed(&sweep)
    }

    static let held = ["actor", "critic"]
    static let heldPolicy: [String] = []

    func anchor(_ state: inout State) { state.anchor?.take(actor: state.actor, critic: state.critic) }

    var restarts: Bool { replaying.restarts }

    func restart(_ state: inout State, _ member: Member) {
        ObservationNormalizer.settle(&state.observations)
        replaying.resets.note(&state.restarted, state.counters)
        if replaying.resets.contains(.replay) { state.replay.clear() }
        if replaying.resets.contains(.target) {
            state.actorTarget.replace(from: UnsafeRawPointer(state.actor.parameters.pointer))
            state.criticTarget.replace(from: UnsafeRawPointer(state.critic.parameters.pointer))
        }
        guard replaying.resets.contains(.optimizer) else { return }
        state.optimizer.actor.clear()
        state.optimizer.critic.clear()
        state.optimizer.expectile?.clear()
        state.optimizer.actorEmbedding?.clear()
        state.optimizer.criticEmbedding?.clear()
    }
}

extension StreamKey {
    /// What a step's exploration noise is drawn from: one stream per step.
    func noiseStream(_ steps: Int) -> RandomStream { stream(.noise, episode: steps) }
}
