import Config
import Determinism
import Numerics

/// REINFORCE (Williams 1992) as FedHPD's agents use it: one episode, one optimizer step.
struct Reinforce: Learner {
    static let component = Component(
        "reinforce",
        "Monte Carlo policy gradient: after each episode, one optimizer step on its returns (Williams 1992).",
        details: """
            Gₜ = rₜ + γ Gₜ₊₁                                      return of step t, bootstrapping nothing
            Ĝₜ = (Gₜ − mean G) / (sd G + 10⁻⁵)                    where normalize_returns; unbiased sd over the episode
            L  = −Σₜ Ĝₜ log π(aₜ|sₜ)                              (`loss: sum`), or the mean over t (`loss: mean`)
            θ  ← optimizer step on ∇L, once per episode; the learning rate decays with rounds

            Deviations from the published FedHPD program:
              1. Returns are accumulated and normalized in Float64, not Float32.
              2. An episode of one step has Ĝ = 0; PyTorch's standard deviation of one number is NaN.
            """,
        source: Source(
            "Williams, Simple statistical gradient-following algorithms, Machine Learning 8, 1992; "
                + "as in Jiang et al., FedHPD, AAMAS 2025",
            evidence: .authorCode),
        fields: [
            Field("discount", .number(.unit), "Factor γ by which a reward one step later counts less")
                .defaults(to: .number(0.99)),
            Field("normalize_returns", .boolean, "Whether returns are normalized over each episode")
                .defaults(to: .boolean(true)),
            Field(
                "loss",
                .words(
                    ("sum", "Sum over the episode's steps"),
                    ("mean", "Mean over the episode's steps")),
                "How the steps of an episode enter the loss"
            ).defaults(to: .text("sum")),
        ])

    static let roundUnits = [Duration.Unit.episodes]
    var networks: [NetworkRole] { [Self.policyRole] }
    static let hasActionDistributions = true
    static let showsTapes = true
    private static let policyRole = NetworkRole("policy") { $0.action.distributionWidth }

    static func refusal(of spaces: Spaces) -> String? {
        switch spaces.action {
        case .discrete: nil
        case .box: "its policy is a distribution over discrete actions; Gaussian policies are not available"
        }
    }

    /// One agent.
    struct State: Persistent {
        var policy: Network
        var optimizer: Optimizers
        var counters: Counters

        struct Optimizers: Persistent {
            var policy: OptimizerState
        }

        struct Counters: Persistent {
            var episodes: Int
            var steps: Int
        }
    }

    /// Activations, tape and gradient of one agent.
    final class Scratch {
        let tape: Tape
        let activations: Activations
        var gradient: Network
        var outputGradient: [Float] = []
        var returns: [Double] = []
        /// The forward pass whose activations are still valid: which states, and how many optimizer steps ago none.
        var latestForward: (states: StateBatch, updates: Int)?

        init(tape: Tape, activations: Activations, gradient: Network) {
            self.tape = tape
            self.activations = activations
            self.gradient = gradient
        }
    }

    private let discount: Double
    private let normalizesReturns: Bool
    private let averagesLoss: Bool

    init(_ settings: Settings) {
        discount = settings.number("discount")
        normalizesReturns = settings.flag("normalize_returns")
        averagesLoss = settings.text("loss") == "mean"
    }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let policy = member.initialNetwork(Self.policyRole)
        return State(
            policy: policy,
            optimizer: .init(policy: member.optimizer(Self.policyRole).initialState(for: policy)),
            counters: .init(episodes: 0, steps: 0))
    }

    func scratch(_ block: Block) -> Scratch {
        let world = block.members[0].world
        let (spaces, shape) = (world.spaces, block.members[0].shape(of: Self.policyRole))
        return Scratch(
            tape: Tape(spaces),
            activations: Activations(shape, capacity: world.maximumSteps), gradient: Network(zeros: shape))
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        var score = Score()
        for _ in 0..<round.length.count {
            let tape = scratch.tape
            tape.clear()
            scratch.latestForward = nil
            score += block.members[0].world.roll(
                Actor(state.policy, .stochastic, activations: scratch.activations, keepsActivations: true),
                until: .episodes(1), onto: tape)
            block.watch(tape, of: 0)
            learn(&state, block.members[0], tape, round, scratch)
        }
        state.counters.episodes += score.episodes
        state.counters.steps += score.steps
        block.members[0].score = score
    }

    /// One optimizer step on the episode the tape holds, whose activations are still in the scratch.
    func learn(_ state: inout State, _ member: Member, _ tape: Tape, _ round: Round, _ scratch: Scratch) {
        let (steps, actions) = (tape.count, tape.distributionWidth)
        scratch.returns.removeAll(keepingCapacity: true)
        scratch.returns.append(contentsOf: UnsafeBufferPointer(start: tape.rewards, count: steps))
        DiscountedReturns.accumulate(&scratch.returns, discount: discount)
        if normalizesReturns { DiscountedReturns.normalize(&scratch.returns) }
        let share = averagesLoss ? 1 / Double(steps) : 1
        scratch.withOutputGradient(steps * actions) { gradient in
            for step in 0..<steps {
                // ∂L/∂z = Ĝₜ (π − 1[a = aₜ]) for logits z
                let weight = Float(scratch.returns[step] * share)
                let row = step * actions
                for action in 0..<actions {
                    gradient[row + action] = weight * tape.distributions[row + action]
                }
                gradient[row + Int(tape.actions[step])] -= weight
            }
        }
        descend(&state, member, tape.observations, rows: steps, roundsCompleted: round.number - 1, scratch)
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        scratch.latestForward = nil
        return Actor(state.policy, rule, activations: scratch.activations, keepsActivations: false)
    }

    func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch
    ) {
        switch query {
        case .actionDistributions(let states):
            forward(states, state, scratch)
            Kernels.active.softmaxRows(
                scratch.activations.outputs, rows: states.count, actions: state.policy.shape.outputs,
                into: row.row(0))
        }
    }

    func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch
    ) {
        switch target {
        case .actionDistributions(let states, let consensus, let divergence):
            forward(states, state, scratch)
            let actions = state.policy.shape.outputs
            scratch.withOutputGradient(states.count * actions) { gradient in
                Distillation.gradient(
                    of: divergence, outputs: scratch.activations.outputs, consensus: consensus.base,
                    rows: states.count, actions: actions, into: gradient)
            }
            // The round's own training is over: its decay, if one was due, holds already.
            descend(
                &state, block.members[0], states.base, rows: states.count, roundsCompleted: round.number, scratch)
        }
    }

    func parts(of member: Member) -> [Part] {
        [Part(Self.policyRole.name, network: member.shape(of: Self.policyRole))]
    }

    func read(_ part: Part, member index: Int, of state: State, into row: UnsafeMutableRawPointer) {
        state.policy.copy(into: row)
    }

    func write(_ part: Part, member index: Int, of state: inout State, from row: UnsafeRawPointer) {
        state.policy.replace(from: row)
    }

    func adopt(_ network: Network, as name: String, member index: Int, into state: inout State) {
        precondition(name == Self.policyRole.name && network.shape == state.policy.shape, "another network's shape")
        state.policy = network
    }

    func trace(_ state: State, member index: Int, into fingerprint: inout LaneFingerprint) {
        state.policy.feed(&fingerprint)
        state.optimizer.policy.feed(&fingerprint)
    }

    /// Runs the policy on a batch, unless the activations of just this batch and these parameters are still there.
    private func forward(_ states: StateBatch, _ state: State, _ scratch: Scratch) {
        if let latest = scratch.latestForward, latest.states == states,
            latest.updates == state.optimizer.policy.updates
        {
            return
        }
        scratch.activations.forward(state.policy, inputs: states.base, rows: states.count)
        scratch.latestForward = (states, state.optimizer.policy.updates)
    }

    /// Backward from the scratch's output gradient, then one optimizer step at the learning rate after so many rounds.
    private func descend(
        _ state: inout State, _ member: Member, _ inputs: UnsafePointer<Float>, rows: Int, roundsCompleted: Int,
        _ scratch: Scratch
    ) {
        scratch.outputGradient.withUnsafeBufferPointer { gradient in
            guard let base = gradient.baseAddress else { return }
            scratch.activations.backward(
                state.policy, inputs: inputs, rows: rows, outputGradient: base, into: &scratch.gradient)
        }
        let optimizer = member.optimizer(Self.policyRole)
        optimizer.step(
            &state.policy, gradient: scratch.gradient, state: &state.optimizer.policy,
            rate: optimizer.rate(after: roundsCompleted))
    }
}

extension Reinforce.Scratch {
    /// Lends room for the loss's gradient with respect to the outputs.
    fileprivate func withOutputGradient(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        if outputGradient.count < count {
            outputGradient = [Float](repeating: 0, count: count)
        }
        outputGradient.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { body(base) }
        }
    }
}
