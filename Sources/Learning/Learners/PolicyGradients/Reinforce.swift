import Config
import Determinism
import Numerics

/// REINFORCE (Williams 1992) as FedHPD's agents use it: one episode, one optimizer step.
struct Reinforce: Acting, Answering, Anchored, TapeShowing {
    static let component = Component(
        "reinforce",
        "Monte Carlo policy gradient: after each episode, one optimizer step on its returns (Williams 1992).",
        details: """
            Gₜ = rₜ + γ Gₜ₊₁                                      return of step t, bootstrapping nothing
            Ĝₜ = (Gₜ − mean G) / (sd G + 10⁻⁵)                    where normalize_returns; unbiased sd over the episode
            L  = −Σₜ Ĝₜ log π(aₜ|sₜ)                              (`loss: sum`), or the mean over t (`loss: mean`)
            θ  ← optimizer step on ∇L, once per episode; the optimizer's `decay` counts rounds
            π is the softmax of the network's outputs; `policy: gaussian` draws controls in a box.

            Deviations from the published FedHPD program:
              1. Returns are accumulated and normalized in Float64, not Float32.
              2. An episode of one step has Ĝ = 0; PyTorch's standard deviation of one number is NaN.
            """,
        source: Source(
            .reinforce, .fedHPD, note: "as in the latter", evidence: .authorCode),
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
            ReinforcePolicy.field,
        ])

    static let roundUnits = [Duration.Unit.episodes]
    var networks: [NetworkRole] { [Self.policyRole] }
    private static let policyRole = NetworkRole("policy", outputGain: 0.01) { $0.action.distributionWidth }

    func refusal(of spaces: Spaces) -> Unfit? {
        switch (spaces.action, gaussian) {
        case (.discrete, nil), (.box, .some): nil
        case (.box, nil):
            .here(
                "a categorical policy chooses among discrete actions; a Gaussian one draws controls",
                remedy: .init(ReinforcePolicy.key, "gaussian"))
        case (.discrete, .some):
            .here(
                "a Gaussian policy draws controls; a categorical one chooses among discrete actions",
                remedy: .init(ReinforcePolicy.key, "categorical"))
        }
    }

    /// One agent.
    struct State: Persistent {
        var policy: Network
        var optimizer: Optimizers
        var counters: EpisodeCounters
        /// Where an exchange left the policy; nil where it is not held there.
        var anchor: Anchor?

        struct Optimizers: Persistent {
            var policy: OptimizerState

            var flaw: Flaw? { nil }
        }

        var flaw: Flaw? { nil }
    }

    /// Tape and working memory of one agent.
    final class Scratch {
        let tape: Tape
        let policy: PolicyWorkspace
        let box: ControlBox?
        var returns: [Double] = []

        init(_ spaces: Spaces, policy: PolicyWorkspace) {
            tape = Tape(spaces)
            self.policy = policy
            box = ControlBox(spaces.action)
        }
    }

    private let discount: Double
    private let normalizesReturns: Bool
    private let averagesLoss: Bool
    private let gaussian: GaussianHead?

    init(_ settings: Settings) {
        discount = settings.number("discount")
        normalizesReturns = settings.flag("normalize_returns")
        averagesLoss = settings.text("loss") == "mean"
        gaussian = ReinforcePolicy.head(settings.choice(ReinforcePolicy.key))
    }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let policy = member.initialNetwork(Self.policyRole)
        return State(
            policy: policy,
            optimizer: .init(policy: member.optimizer(Self.policyRole).initialState(for: policy)),
            counters: EpisodeCounters(), anchor: Anchor(member.penalty, policy: policy))
    }

    func scratch(_ block: Block) -> Scratch {
        let world = block.members[0].world
        return Scratch(
            world.spaces,
            policy: PolicyWorkspace(
                block.members[0].shape(of: Self.policyRole), capacity: world.maximumSteps, gaussian: gaussian))
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint(policy: Self.policyRole, of: member, answering: states)
        footprint.addAnchor(member, [(Self.policyRole.name, member.shape(of: Self.policyRole))])
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        var score = Score()
        for _ in 0..<round.length.count {
            let tape = scratch.tape
            tape.clear()
            scratch.policy.forget()
            score += block.members[0].world.roll(
                actor(state.policy, .stochastic, keepsActivations: true, scratch), until: .episodes(1), onto: tape)
            block.watch(tape, of: 0)
            learn(&state, block.members[0], tape, round, scratch)
        }
        state.counters.note(score)
        block.members[0].score = score
    }

    /// One optimizer step on the episode the tape holds, whose activations are still in the scratch.
    func learn(_ state: inout State, _ member: Member, _ tape: Tape, _ round: Round, _ scratch: Scratch) {
        let steps = tape.count
        scratch.returns.removeAll(keepingCapacity: true)
        scratch.returns.append(contentsOf: UnsafeBufferPointer(start: tape.rewards, count: steps))
        DiscountedReturns.accumulate(&scratch.returns, discount: discount)
        if normalizesReturns { DiscountedReturns.normalize(&scratch.returns) }
        let share = averagesLoss ? 1 / Double(steps) : 1
        scratch.policy.takePolicyGradient(of: tape, weights: scratch.returns, share: share)
        scratch.policy.descend(
            &state.policy, &state.optimizer.policy, member.optimizer(Self.policyRole), inputs: tape.observations,
            rows: steps, roundsCompleted: round.number - 1, held: state.anchor?.policy, by: member.penalty?.weight)
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        scratch.policy.forget()
        return actor(state.policy, rule, keepsActivations: false, scratch)
    }

    private func actor(
        _ policy: Network, _ rule: Actor.Rule, keepsActivations: Bool, _ scratch: Scratch
    ) -> Actor {
        guard let gaussian, let box = scratch.box else {
            return Actor(
                policy, rule, activations: scratch.policy.activations, keepsActivations: keepsActivations)
        }
        return Actor(
            policy, rule, gaussian, in: box, activations: scratch.policy.activations,
            keepsActivations: keepsActivations)
    }

    func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch
    ) {
        scratch.policy.answer(query, by: state.policy, updates: state.optimizer.policy.updates, into: row)
    }

    func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch
    ) {
        scratch.policy.fit(
            &state.policy, &state.optimizer.policy, block.members[0].optimizer(Self.policyRole), to: target,
            roundsCompleted: round.number)
    }

    func slots(of member: Member) -> [Slot<State>] {
        [Slot(Part(Self.policyRole.name, network: member.shape(of: Self.policyRole)), \State.policy)]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.policy.feed(&sweep)
        state.optimizer.policy.feed(&sweep)
        state.anchor?.feed(&sweep)
    }

    static let held = ["policy"]
    static let heldPolicy: [String] = []

    func anchor(_ state: inout State) { state.anchor?.take(policy: state.policy) }
}
