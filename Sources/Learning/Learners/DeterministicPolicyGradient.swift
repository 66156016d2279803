import Config
import Determinism
import Numerics

/// Deep deterministic policy gradient for controls in a box; robust where the spec asks for it (FedRDDPG).
struct DeterministicPolicyGradient: Learner {
    static let component = Component(
        "ddpg",
        "Deep deterministic policy gradient: an actor steers, a critic tells which way its controls should move.",
        details: """
            π(s) = c + h tanh(net(s)), c and h the middle and half length of the box. After every step, once
            `learning_starts` transitions are stored, on a mini-batch drawn from the replay memory, in this order:
                v′ = Q(s′, π(s′; φ′); θ′)
                y  = r + γ v′,  r where s′ is terminal; the time limit bootstraps
                θ  ← optimizer step on mean (Q(s, a; θ) − y)²
                φ  ← optimizer step on −mean Q(s, π(s; φ); θ), by the critic just updated
                θ′, φ′ follow (`target`)
            The critic reads observation and control side by side. Until `learning_starts` controls are uniform in the box;
            then π(s) plus `noise`, clipped.
            robust: y = r + γ (1 − done) [(1 − ω) v′ + ω D(s)], D taken before its own step; between critic and actor
                ψ  ← optimizer step on mean |τ − 1{v′ − D(s; ψ) < 0}| (v′ − D(s; ψ))²

            Deviations from the paper:
              1. The control enters the critic beside the observation, not after its first hidden layer.
              2. No weight decay and no batch normalization.
              3. Transitions are drawn with replacement.
            """,
        source: Source(
            "Lillicrap et al., Continuous control with deep reinforcement learning, ICLR 2016; robust target: Hwang & Hong, "
                + "arXiv 2507.14487",
            evidence: .paper),
        fields: [
            Field("discount", .number(.unit), "Factor γ by which a reward one step later counts less")
                .defaults(to: .number(0.99)),
            Field("batch", .integer(1...100_000), "Transitions per update").defaults(to: .integer(64)),
            Field("replay", .integer(1...10_000_000), "Transitions remembered").defaults(to: .integer(100_000)),
            Field("learning_starts", .integer(1...10_000_000), "Transitions stored before the first update")
                .defaults(to: .integer(1000)),
            TargetUpdate.field(default: .object([.init("soft", .object([]))])),
            ControlNoise.field,
            BootstrapTarget.robustField,
        ])

    static let roundUnits: [Duration.Unit] = [.steps, .episodes]
    private static let actorRole = NetworkRole("actor") { $0.action.outputs }
    private static let criticRole = NetworkRole("critic", inputs: { $0.observation.count + $0.action.controlWidth }) {
        _ in
        1
    }
    private static let expectileRole = NetworkRole("expectile") { _ in 1 }
    var networks: [NetworkRole] {
        [Self.actorRole, Self.criticRole] + (target.robust == nil ? [] : [Self.expectileRole])
    }

    static func refusal(of spaces: Spaces) -> String? {
        switch spaces.action {
        case .discrete: "its controls are continuous"
        case .box: nil
        }
    }

    /// One agent.
    struct State: Persistent {
        var actor: Network
        var actorTarget: Network
        var critic: Network
        var criticTarget: Network
        /// D, where the target is robust.
        var expectile: Network?
        var optimizer: Optimizers
        var replay: ReplayBuffer
        /// What is added to each control now, in units of half the box.
        var noise: [Double]
        var counters: ValueCounters

        struct Optimizers: Persistent {
            var actor: OptimizerState
            var critic: OptimizerState
            var expectile: OptimizerState?
        }
    }

    /// Working memory of one agent.
    final class Scratch {
        let tape: Tape
        let batch: MiniBatch
        let box: ControlBox
        let actor: NetworkWorkspace
        let critic: NetworkWorkspace
        let expectile: NetworkWorkspace?
        /// Networks that are only asked.
        let askedActor: Activations
        let askedCritic: Activations
        /// `rows × (observation + controls)`.
        var pairs: [Float]
        /// The slope with respect to `pairs`.
        var slopes: [Float]
        /// tanh(net(s)), `rows × controls`.
        var steering: [Float]
        var nextValues: [Float]
        var targets: [Float]
        var noise: [Float]

        init(_ member: Member, _ box: ControlBox, rows: Int, isRobust: Bool) {
            let spaces = member.world.spaces
            let (actor, critic) = (
                member.shape(of: DeterministicPolicyGradient.actorRole),
                member.shape(of: DeterministicPolicyGradient.criticRole)
            )
            self.box = box
            tape = Tape(spaces)
            batch = MiniBatch(rows: rows, spaces)
            self.actor = NetworkWorkspace(actor, capacity: rows)
            self.critic = NetworkWorkspace(critic, capacity: rows)
            expectile =
                isRobust
                ? NetworkWorkspace(member.shape(of: DeterministicPolicyGradient.expectileRole), capacity: rows) : nil
            askedActor = Activations(actor, capacity: rows)
            askedCritic = Activations(critic, capacity: rows)
            pairs = [Float](repeating: 0, count: rows * critic.inputs)
            slopes = pairs
            steering = [Float](repeating: 0, count: rows * actor.outputs)
            nextValues = [Float](repeating: 0, count: rows)
            targets = [Float](repeating: 0, count: rows)
            noise = [Float](repeating: 0, count: actor.outputs)
        }
    }

    let target: BootstrapTarget
    private let batch: Int
    private let capacity: Int
    private let learningStarts: Int
    let follow: TargetUpdate
    private let noise: ControlNoise

    init(_ settings: Settings) {
        target = BootstrapTarget(
            discount: settings.number("discount"), settings.has("robust") ? settings.table("robust") : nil)
        batch = settings.integer("batch")
        capacity = settings.integer("replay")
        learningStarts = settings.integer("learning_starts")
        follow = TargetUpdate(settings.choice("target"))
        noise = ControlNoise(settings.choice("noise"))
    }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let (actor, critic) = (member.initialNetwork(Self.actorRole), member.initialNetwork(Self.criticRole))
        let expectile = target.robust == nil ? nil : member.initialNetwork(Self.expectileRole)
        return State(
            actor: actor, actorTarget: actor, critic: critic, criticTarget: critic, expectile: expectile,
            optimizer: .init(
                actor: member.optimizer(Self.actorRole).initialState(for: actor),
                critic: member.optimizer(Self.criticRole).initialState(for: critic),
                expectile: expectile.map { member.optimizer(Self.expectileRole).initialState(for: $0) }),
            replay: ReplayBuffer(capacity: capacity, member.world.spaces),
            noise: [Double](repeating: 0, count: actor.shape.outputs), counters: ValueCounters())
    }

    func scratch(_ block: Block) -> Scratch {
        guard let box = ControlBox(block.members[0].world.spaces.action) else {
            preconditionFailure("check refuses ddpg where actions are discrete")
        }
        return Scratch(block.members[0], box, rows: batch, isRobust: target.robust != nil)
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        var score = Score()
        let countsSteps = round.length.unit == .steps
        state.counters.rounds = round.number - 1
        while (countsSteps ? score.steps : score.episodes) < round.length.count {
            let step = act(&state, &block.members[0], scratch)
            score += step
            state.counters.steps += 1
            state.counters.episodes += step.episodes
            state.replay.store(scratch.tape)
            guard state.replay.stored >= learningStarts else { continue }
            var stream = block.members[0].key.stream(.replay, episode: state.counters.updates)
            state.replay.draw(scratch.batch, &stream)
            learn(&state, block.members[0], round, scratch)
        }
        block.members[0].score = score
    }

    /// Plays one step, uniformly at first, then with noise.
    private func act(_ state: inout State, _ member: inout Member, _ scratch: Scratch) -> Score {
        scratch.tape.clear()
        let isLearning = state.replay.stored >= learningStarts
        var stream = member.key.stream(.noise, episode: state.counters.steps)
        noise.advance(&state.noise, &stream)
        for index in scratch.noise.indices {
            scratch.noise[index] = scratch.box.components[index].half * Float(state.noise[index])
        }
        let score = scratch.noise.withUnsafeBufferPointer { noise in
            member.world.roll(
                Actor(
                    state.actor, isLearning ? .stochastic : .uniform, in: scratch.box, noise: noise.baseAddress,
                    activations: scratch.askedActor, keepsActivations: false),
                until: .steps(1), onto: scratch.tape)
        }
        if scratch.tape.ends[0] != .none {
            for index in state.noise.indices { state.noise[index] = 0 }
        }
        return score
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        // Without noise: what it adds belongs to training.
        Actor(state.actor, rule, in: scratch.box, activations: scratch.askedActor, keepsActivations: false)
    }
}
