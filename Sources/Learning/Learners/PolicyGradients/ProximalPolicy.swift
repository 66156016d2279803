import Config
import Determinism
import Numerics

/// Proximal policy optimization with separate networks, as Stable-Baselines3 has it.
struct ProximalPolicy: Acting, Judging, Anchored, TapeShowing, Restarting, Preferring, Repeating, SettingsIdling {
    static let component = Component(
        "ppo",
        "Proximal policy optimization: some epochs of clipped policy gradients on every rollout (Schulman et al. 2017).",
        details: """
            A rollout is a block of `rollout` steps, through ends of episodes and of rounds; when it is full:
            δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ),  without γ V(sₜ₊₁) where sₜ₊₁ is terminal; the time limit bootstraps
            Âₜ = δₜ + γ λ Âₜ₊₁,  δₜ at the end of an episode;  Rₜ = Âₜ + V(sₜ)
            `epochs` times: all steps in a new order, `batch` by batch, the last batch what is left; for each batch
              Âₜ ← (Âₜ − mean) / (sd + 10⁻⁸)     where normalize_advantages; not in a batch of one step
              ρₜ = π(aₜ|sₜ) / π′(aₜ|sₜ)          π′: the policy that drew aₜ
              L  = mean of −min(ρₜ Âₜ, clip(ρₜ, 1 ± ε) Âₜ) + c_v (V(sₜ) − Rₜ)² − c_e H(π(·|sₜ))
              all gradients g ← g · min(1, g_max / (‖g‖ + 10⁻⁶)), ‖g‖ over all networks together
              one optimizer step of each network
            π is the softmax of the network's outputs; in a box they are means, and controls are drawn with deviations
            e^(log σ) that do not depend on the state, learned with the policy's optimizer: the part `log_deviation`.
            A rollout that a round leaves unfinished is kept, also in checkpoints, and goes on with the next round's policy;
            what an exchange does in between, ρₜ knows of. Learning rates decay by rounds: `decay: {linear: {over: …}}`
            with a round of one rollout is the usual straight line to 0.

            Deviations from the paper:
              1. Advantages are normalized and gradients clipped, as in Stable-Baselines3 and OpenAI's baselines.
              2. Separate networks, so no layers are shared by π and V.
            Deviations from Stable-Baselines3:
              3. One environment per agent.
              4. Advantages and losses' scalars are Float64, and V is that at the end of the rollout, where an exchange may have
                 changed it meanwhile.
              5. Controls go to the world as they are drawn, and each world limits what it does with them; there they are limited to
                 the box before the world sees them. It matters where what lies beyond the box costs something, as the fuel in
                 mountain_car_continuous does.
            """,
        source: Source(
            .proximalPolicy, .stableBaselines, note: "as in the latter", evidence: .reference,
            grounds: [
                .from(
                    .reference,
                    "Stable-Baselines3 2.9.2: settings, updates and their order, traced in PyTorch"),
                .from(.ours, "rollouts that go on over a round's end"),
            ]),
        fields: [
            Field("discount", .number(.unit), "Factor γ by which a reward one step later counts less")
                .defaults(to: .number(0.99)),
            Field("lambda", .number(.unit), "How far advantages look ahead, λ: 0 one step, 1 to the end")
                .defaults(to: .number(0.95)),
            Field("rollout", .integer(1...1_000_000), "Steps that are learned from together")
                .defaults(to: .integer(2048)),
            Field("batch", .integer(1...1_000_000), "Steps per optimizer step").defaults(to: .integer(64))
                .atMost("rollout"),
            Field("epochs", .integer(1...10_000), "How often every step is learned from").defaults(to: .integer(10)),
            Field("clip", .number(.positive), "How far ρ may go from 1 before it stops counting, ε")
                .defaults(to: .number(0.2)),
            Field("value_coefficient", .number(.nonnegative), "Weight of the value network's error, c_v")
                .defaults(to: .number(0.5)),
            Field("entropy_coefficient", .number(.nonnegative), "Weight of the policy's entropy, c_e")
                .defaults(to: .number(0)),
            Field("gradient_norm", .number(.positive), "The longest gradient of all networks together, g_max")
                .defaults(to: .number(0.5)),
            Field("normalize_advantages", .boolean, "Whether advantages are normalized, batch by batch")
                .defaults(to: .boolean(true)),
            Field("log_deviation", .number(Interval(-20, 20)), "log σ of every control before any training")
                .defaults(to: .number(0)),
            ObservationNormalizer.field,
        ])

    static let roundUnits = [Duration.Unit.steps, .episodes]
    static let purposes = [Purpose.sampling]
    static let preferredNetwork = CanonicalValue.object(sorting: [
        ("activation", .text("tanh")), ("initialization", .text("orthogonal")),
    ])
    static let preferredOptimizer = CanonicalValue.object([
        .init("adam", .object(sorting: [("epsilon", .number(1e-5)), ("learning_rate", .number(3e-4))]))
    ])

    static let policyRole = NetworkRole("policy", outputGain: 0.01) { $0.action.outputs }
    static let valueRole = NetworkRole("value") { _ in 1 }
    var networks: [NetworkRole] { [Self.policyRole, Self.valueRole] }

    /// Categorical policies choose, Gaussian ones steer.
    func refusal(of spaces: Spaces) -> Unfit? { nil }

    func idleSettings(in spaces: Spaces) -> [(key: String, reason: String)] {
        guard case .discrete = spaces.action else { return [] }
        return [("log_deviation", "actions are chosen here, and no control has a deviation")]
    }

    /// One agent.
    struct State: Persistent {
        var policy: Network
        var value: Network
        /// log σ of each control; nil where actions are discrete.
        var logDeviation: Network?
        /// Statistics of observations, and how many they are of; nil where networks are given observations as they are.
        var observations: Tensor<Double>?
        var observed: Int?
        var optimizer: Optimizers
        var rollout: Rollout
        var counters: EpisodeCounters
        /// Where an exchange left the networks; nil where they are not held there.
        var anchor: Anchor?

        struct Optimizers: Persistent {
            var policy: OptimizerState
            var value: OptimizerState
            var logDeviation: OptimizerState?

            var flaw: Flaw? { nil }
        }

        var flaw: Flaw? {
            rollout.flaw(after: counters.steps, actions: policy.shape.outputs)?.under("rollout")
                ?? ObservationNormalizer.flaw(observations, observed)
        }
    }

    let discount: Double
    let lambda: Double
    let rolloutSteps: Int
    let batchSize: Int
    let epochs: Int
    let surrogate: ClippedSurrogate
    let valueCoefficient: Double
    let gradientLimit: Double
    let normalizesAdvantages: Bool
    let normalizer: ObservationNormalizer?
    private let logDeviation: Double

    init(_ settings: Settings) {
        discount = settings.number("discount")
        lambda = settings.number("lambda")
        rolloutSteps = settings.integer("rollout")
        batchSize = min(settings.integer("batch"), rolloutSteps)
        epochs = settings.integer("epochs")
        surrogate = ClippedSurrogate(
            clip: settings.number("clip"), entropyCoefficient: settings.number("entropy_coefficient"))
        valueCoefficient = settings.number("value_coefficient")
        gradientLimit = settings.number("gradient_norm")
        normalizesAdvantages = settings.flag("normalize_advantages")
        logDeviation = settings.number("log_deviation")
        normalizer = ObservationNormalizer(settings)
    }

    static let judgedPart = policyRole.name
    var judgedSteps: Int { rolloutSteps }

    /// Every epoch, and once to judge.
    var passesPerStep: Int { epochs + 1 }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let (policy, value) = (member.initialNetwork(Self.policyRole), member.initialNetwork(Self.valueRole))
        let deviation = Self.deviationShape(member.world.spaces).map {
            Network($0, parameters: [Float](repeating: Float(logDeviation), count: $0.outputs))
        }
        let optimizer = member.optimizer(Self.policyRole)
        return State(
            policy: policy, value: value, logDeviation: deviation,
            observations: normalizer?.initial(member.world.spaces), observed: normalizer.map { _ in 0 },
            optimizer: .init(
                policy: optimizer.initialState(for: policy),
                value: member.optimizer(Self.valueRole).initialState(for: value),
                logDeviation: deviation.map { optimizer.initialState(for: $0) }),
            rollout: Rollout(member.world.spaces, steps: rolloutSteps), counters: EpisodeCounters(),
            anchor: Anchor(member.penalty, policy: policy, value: value, logDeviation: deviation))
    }

    /// A number per control that depends on no input; nil where actions are discrete.
    static func deviationShape(_ spaces: Spaces) -> NetworkShape? {
        switch spaces.action {
        case .discrete: nil
        case .box: NetworkShape(inputs: 0, hidden: [], activations: [], outputs: spaces.action.outputs)
        }
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let tools = tools(block.members[0], roundsCompleted: round.number - 1)
        let countsSteps = round.length.unit == .steps
        var score = Score()
        scratch.policy.forget()
        ObservationNormalizer.settle(&state.observations)
        scratch.room?.take(state.observations)
        while countsSteps ? score.steps < round.length.count : score.episodes < round.length.count {
            let room = state.rollout.size - state.rollout.count
            scratch.tape.clear()
            score += block.members[0].world.roll(
                actor(state, .stochastic, scratch),
                until: .stepsOfEpisode(countsSteps ? min(room, round.length.count - score.steps) : room),
                onto: scratch.tape)
            block.watch(scratch.tape, of: 0)
            keep(scratch.tape, in: &state, scratch)
            guard state.rollout.isFull else { continue }
            // One stream per rollout: there is no position to lose.
            var stream = block.members[0].key.stream(
                .sampling, episode: (state.counters.steps + score.steps) / rolloutSteps)
            learn(&state, tools, scratch) { Self.permute($0, rolloutSteps, from: &stream) }
            absorb(&state, scratch)
            state.rollout.clear()
        }
        state.counters.note(score)
        block.members[0].score = score
    }

    /// Adds the steps on the tape to the rollout; what lies behind a cut by the time limit is judged now.
    func keep(_ tape: Tape, in state: inout State, _ scratch: Scratch) {
        let isCut = tape.count > 0 && tape.ends[tape.count - 1] == .truncated
        let beyond = isCut ? judge(tape.nextObservation, state, scratch) : 0
        state.rollout.append(tape, bootstrap: discount * Double(beyond))
    }

    /// Fisher–Yates: one index of the stream per place but the first.
    private static func permute(_ order: UnsafeMutablePointer<Int32>, _ count: Int, from stream: inout RandomStream) {
        var place = count - 1
        while place > 0 {
            let other = stream.index(below: place + 1)
            (order[place], order[other]) = (order[other], order[place])
            place -= 1
        }
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        scratch.room?.take(state.observations)
        return actor(state, rule, scratch)
    }

    private func actor(_ state: State, _ rule: Actor.Rule, _ scratch: Scratch) -> Actor {
        guard let logDeviation = state.logDeviation, let box = scratch.box else {
            return Actor(
                state.policy, rule, behind: scratch.room?.lead(), activations: scratch.acting, keepsActivations: false)
        }
        scratch.setDeviations(logDeviation)
        return Actor(
            state.policy, rule, deviations: scratch.deviations, in: box, behind: scratch.room?.lead(),
            activations: scratch.acting)
    }
}
