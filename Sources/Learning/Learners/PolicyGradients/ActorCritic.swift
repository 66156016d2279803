import Config
import Determinism
import Numerics

/// Advantage actor-critic with separate networks, as FRD's agents use it.
struct ActorCritic: Acting, Answering, Anchored, TapeShowing, Restarting {
    static let component = Component(
        "a2c",
        "Advantage actor-critic: a value network judges every step, a policy network follows its judgment.",
        details: """
            yₜ = rₜ + γ V(sₜ₊₁),  rₜ where sₜ₊₁ is terminal; the time limit bootstraps
            Aₜ = yₜ − V(sₜ)                                       (`advantage: textbook`)
            Aₜ = rₜ + γ (V(sₜ₊₁) − V(sₜ)),  rₜ − V(sₜ) at a terminal   (`advantage: gamma_of_difference`)
            θ ← optimizer step on mean over t of −Aₜ log π(aₜ|sₜ)
            w ← optimizer step on mean over t of (V(sₜ) − yₜ)²
            V is the one before the update throughout. The mean is over the steps of one update: a whole episode
            (`update: episode`), or so many steps of one (`update: {steps: 1}`).

            Deviations from the paper:
              1. The paper gives no details of its actor-critic. The program it most likely used (rlcode/reinforcement-learning,
                 2-cartpole/4-actor-critic; a guess from its settings) has `advantage: gamma_of_difference`; a silent spec has
                 `advantage: ⟦advantage⟧`.
              2. That program updates after every step, `update: {steps: 1}`; a silent spec has `update: ⟦update⟧`, for speed.
              3. That program treats the time limit as terminal; here it bootstraps.
            """,
        source: Source(
            .proxyExperienceReplay, evidence: .paper,
            grounds: [
                .from(.paper, "separate policy and value networks, the advantage from the value network"),
                .from(.reference, "rlcode's program: `gamma_of_difference`, one step per update, discount 0.99"),
                .from(.ours, "advantage and update where a spec is silent"),
                .unknown("all else of the paper's learner"),
            ]),
        fields: [
            Field("discount", .number(.unit), "Factor γ by which a reward one step later counts less")
                .defaults(to: .number(0.99)),
            Field("update", .choice(updates), "After how much of an episode the networks are updated")
                .defaults(to: .object([.init("episode", .object([]))])),
            Field(
                "advantage",
                .words(
                    ("textbook", "r + γ V(s′) − V(s)"),
                    ("gamma_of_difference", "r + γ (V(s′) − V(s)), as rlcode's program has it")),
                "How much better a step was than expected"
            ).defaults(to: .text("textbook")),
            ObservationNormalizer.field,
        ])

    private static let updates = Choices(
        "update",
        [
            Component("episode", "Once per episode, on all its steps.", fields: []), everySteps,
        ])
    private static let everySteps = Component(
        "steps", "After so many steps, and at the end of an episode.",
        fields: [Field("count", .integer(1...1_000_000), "Steps").main])

    static let roundUnits = [Duration.Unit.episodes, .steps]
    private static let policyRole = NetworkRole("policy", outputGain: 0.01) { $0.action.distributionWidth }
    private static let valueRole = NetworkRole("value") { _ in 1 }
    var networks: [NetworkRole] { [Self.policyRole, Self.valueRole] }

    func refusal(of spaces: Spaces) -> Unfit? {
        switch spaces.action {
        case .discrete: nil
        case .box: .here("its policy chooses among discrete actions")
        }
    }

    /// One agent.
    struct State: Persistent {
        var policy: Network
        var value: Network
        /// Statistics of observations, and how many they are of; nil where networks are given observations as they are.
        var observations: Tensor<Double>?
        var observed: Int?
        var optimizer: Optimizers
        var counters: EpisodeCounters
        /// Where an exchange left the networks; nil where they are not held there.
        var anchor: Anchor?

        struct Optimizers: Persistent {
            var policy: OptimizerState
            var value: OptimizerState

            var flaw: Flaw? { nil }
        }

        var flaw: Flaw? { ObservationNormalizer.flaw(observations, observed) }
    }

    /// Tape and working memory of one agent.
    final class Scratch {
        let tape: Tape
        let policy: PolicyWorkspace
        let value: PolicyWorkspace
        /// The value network where it looks at one state only, so that the activations to learn from stay.
        let ahead: Activations
        var targets: [Double] = []
        var advantages: [Double] = []
        /// What networks are given of observations; nil where it is they.
        let room: ObservationRoom?

        init(_ spaces: Spaces, policy: NetworkShape, value: NetworkShape, capacity: Int, room: ObservationRoom?) {
            self.room = room
            tape = Tape(spaces)
            self.policy = PolicyWorkspace(policy, capacity: capacity)
            self.value = PolicyWorkspace(value, capacity: capacity)
            ahead = Activations(value, capacity: 1)
        }
    }

    private let discount: Double
    /// The most steps of one update.
    private let span: Int?
    private let isTextbook: Bool
    private let normalizer: ObservationNormalizer?

    init(_ settings: Settings) {
        discount = settings.number("discount")
        let update = settings.choice("update")
        span = update.kind == Self.everySteps.kind ? update.settings(Self.everySteps).integer("count") : nil
        isTextbook = settings.text("advantage") == "textbook"
        normalizer = ObservationNormalizer(settings)
    }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let (policy, value) = (member.initialNetwork(Self.policyRole), member.initialNetwork(Self.valueRole))
        return State(
            policy: policy, value: value, observations: normalizer?.initial(member.world.spaces),
            observed: normalizer.map { _ in 0 },
            optimizer: .init(
                policy: member.optimizer(Self.policyRole).initialState(for: policy),
                value: member.optimizer(Self.valueRole).initialState(for: value)),
            counters: EpisodeCounters(), anchor: Anchor(member.penalty, policy: policy, value: value))
    }

    func scratch(_ block: Block) -> Scratch {
        let member = block.members[0]
        let steps = min(member.world.maximumSteps, span ?? .max)
        return Scratch(
            member.world.spaces, policy: member.shape(of: Self.policyRole), value: member.shape(of: Self.valueRole),
            capacity: steps, room: ObservationRoom(normalizer, member, of: self, rows: steps))
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        let steps = min(member.world.maximumSteps, span ?? .max)
        for role in networks {
            footprint.addNetwork(member.shape(of: role), member.optimizer(role))
            footprint.addWorkspace(
                member.shape(of: role), rows: max(steps, role.name == Self.policyRole.name ? states : 0))
        }
        footprint.addAnchor(member, networks.map { ($0.name, member.shape(of: $0)) })
        footprint.addTape(member.world.spaces, steps: steps)
        footprint.addNormalizer(normalizer, of: member, rows: max(steps, states))
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        var score = Score()
        let countsSteps = round.length.unit == .steps
        let tape = scratch.tape
        ObservationNormalizer.settle(&state.observations)
        scratch.room?.take(state.observations)
        while countsSteps ? score.steps < round.length.count : score.episodes < round.length.count {
            let longest = span ?? block.members[0].world.maximumSteps
            let most = countsSteps ? min(longest, round.length.count - score.steps) : longest
            tape.clear()
            scratch.policy.forget()
            score += block.members[0].world.roll(
                Actor(
                    state.policy, .stochastic, behind: scratch.room?.lead(), activations: scratch.policy.activations,
                    keepsActivations: true),
                until: .stepsOfEpisode(most), onto: tape)
            block.watch(tape, of: 0)
            learn(&state, block.members[0], tape, round, scratch)
            scratch.room?.absorb(
                tape.observations, rows: tape.count, into: &state.observations, &state.observed)
        }
        state.counters.note(score)
        block.members[0].score = score
    }

    /// One optimizer step of each network on consecutive steps of one episode; the policy's activations are in the scratch.
    func learn(_ state: inout State, _ member: Member, _ tape: Tape, _ round: Round, _ scratch: Scratch) {
        let steps = tape.count
        let inputs = scratch.room?.seen(tape.observations, rows: steps) ?? UnsafePointer(tape.observations)
        judge(state.value, tape, inputs, scratch)
        let share = 1 / Double(steps)
        scratch.policy.takePolicyGradient(of: tape, weights: scratch.advantages, share: share)
        scratch.value.withOutputGradient(steps) { gradient in
            // ∂L/∂V = 2 (V − y) / steps
            for step in 0..<steps {
                let error = Double(scratch.value.activations.outputs[step]) - scratch.targets[step]
                gradient[step] = Float(2 * error * share)
            }
        }
        scratch.policy.descend(
            &state.policy, &state.optimizer.policy, member.optimizer(Self.policyRole), inputs: inputs,
            rows: steps, roundsCompleted: round.number - 1, held: state.anchor?.policy, by: member.penalty?.weight)
        scratch.value.descend(
            &state.value, &state.optimizer.value, member.optimizer(Self.valueRole), inputs: inputs,
            rows: steps, roundsCompleted: round.number - 1, held: state.anchor?.value, by: member.penalty?.weight)
    }

    /// Targets yₜ and advantages Aₜ of the tape's steps; the value network's activations stay for the backward pass.
    private func judge(_ value: Network, _ tape: Tape, _ inputs: UnsafePointer<Float>, _ scratch: Scratch) {
        let steps = tape.count
        let values = scratch.value.activations.forward(value, inputs: inputs, rows: steps)
        scratch.targets.removeAll(keepingCapacity: true)
        scratch.advantages.removeAll(keepingCapacity: true)
        for step in 0..<steps {
            let (reward, here) = (tape.rewards[step], Double(values[step]))
            guard tape.ends[step] != .terminated else {
                scratch.targets.append(reward)
                scratch.advantages.append(reward - here)
                continue
            }
            let next =
                step + 1 < steps
                ? Double(values[step + 1])
                : Double(
                    scratch.ahead.forwardRow(
                        value, input: scratch.room?.seen(tape.nextObservation) ?? UnsafePointer(tape.nextObservation),
                        row: 0)[0])
            let target = reward + discount * next
            scratch.targets.append(target)
            scratch.advantages.append(isTextbook ? target - here : reward + discount * (next - here))
        }
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        scratch.policy.forget()
        scratch.room?.take(state.observations)
        return Actor(
            state.policy, rule, behind: scratch.room?.lead(), activations: scratch.policy.activations,
            keepsActivations: false)
    }
}

// MARK: What the federation asks

extension ActorCritic {
    func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch
    ) {
        let query = scratch.policy.prepare(scratch.room, by: state.observations)?.seen(query) ?? query
        scratch.policy.answer(query, by: state.policy, updates: state.optimizer.policy.updates, into: row)
    }

    func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch
    ) {
        let target = scratch.policy.prepare(scratch.room, by: state.observations)?.seen(target) ?? target
        scratch.policy.fit(
            &state.policy, &state.optimizer.policy, block.members[0].optimizer(Self.policyRole), to: target,
            roundsCompleted: round.number)
    }

    var restarts: Bool { normalizer != nil }

    func restart(_ state: inout State, _ member: Member) { ObservationNormalizer.settle(&state.observations) }

    func slots(of member: Member) -> [Slot<State>] {
        let networks = [
            Slot(Part(Self.policyRole.name, network: member.shape(of: Self.policyRole)), \State.policy),
            Slot(Part(Self.valueRole.name, network: member.shape(of: Self.valueRole)), \State.value),
        ]
        guard normalizer != nil else { return networks }
        return networks + [
            ObservationNormalizer.slot(member.world.spaces, \State.observations, \State.observed)
        ]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.policy.feed(&sweep)
        state.value.feed(&sweep)
        ObservationNormalizer.feed(state.observations, state.observed, &sweep)
        state.optimizer.policy.feed(&sweep)
        state.optimizer.value.feed(&sweep)
        state.anchor?.feed(&sweep)
    }

    static let held = ["policy", "value"]
    static let heldPolicy: [String] = []

    func anchor(_ state: inout State) { state.anchor?.take(policy: state.policy, value: state.value) }
}
