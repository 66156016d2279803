import Numerics

// What the federation asks.
extension ProximalPolicy {
    func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch
    ) {
        let query = scratch.policy.prepare(scratch.room, by: state.observations)?.seen(query) ?? query
        guard let logDeviation = state.logDeviation else {
            return scratch.policy.answer(query, by: state.policy, updates: state.optimizer.policy.updates, into: row)
        }
        switch query {
        case .actionDistributions(let states):
            let controls = state.policy.shape.outputs
            let means = scratch.policy.activations.forward(state.policy, inputs: states.base, rows: states.count)
            scratch.setDeviations(logDeviation)
            for position in 0..<states.count {
                GaussianHead.describe(
                    means: means + position * controls, deviations: scratch.deviations, controls,
                    into: row.row(0) + position * 2 * controls)
            }
        case .logits:
            scratch.policy.answer(query, by: state.policy, updates: state.optimizer.policy.updates, into: row)
        }
    }

    func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch
    ) {
        if case .policy(let others) = target { return approach(others, &state, scratch) }
        let optimizer = block.members[0].optimizer(Self.policyRole)
        let target = scratch.policy.prepare(scratch.room, by: state.observations)?.seen(target) ?? target
        guard let logDeviation = state.logDeviation else {
            return scratch.policy.fit(
                &state.policy, &state.optimizer.policy, optimizer, to: target, roundsCompleted: round.number)
        }
        switch target {
        case .actionDistributions(let states, let consensus, let divergence):
            let controls = state.policy.shape.outputs
            let means = scratch.policy.activations.forward(state.policy, inputs: states.base, rows: states.count)
            let workspace = scratch
            scratch.policy.withOutputGradient(states.count * controls) { gradient in
                workspace.withDeviationGradient { deviationGradient in
                    GaussianGradients.divergence(
                        divergence, means: means, logDeviations: logDeviation.parameters.pointer,
                        consensus: consensus.base, rows: states.count, controls: controls, into: gradient,
                        deviationGradient)
                }
            }
            scratch.policy.descend(
                &state.policy, &state.optimizer.policy, optimizer, inputs: states.base, rows: states.count,
                roundsCompleted: round.number)
            stepDeviation(
                &state, tools(block.members[0], roundsCompleted: round.number), 1, scratch)
        case .logits, .policy:
            scratch.policy.fit(
                &state.policy, &state.optimizer.policy, optimizer, to: target, roundsCompleted: round.number)
        }
    }

    var restarts: Bool { normalizer != nil }

    func restart(_ state: inout State, _ member: Member) { ObservationNormalizer.settle(&state.observations) }

    func slots(of member: Member) -> [Slot<State>] {
        let spaces = member.world.spaces
        let networks = [
            Slot(Part(Self.policyRole.name, network: member.shape(of: Self.policyRole)), \State.policy),
            Slot(Part(Self.valueRole.name, network: member.shape(of: Self.valueRole)), \State.value),
        ]
        let deviation = Self.deviationShape(spaces).map {
            Slot(Part("log_deviation", network: $0), \State.logDeviation)
        }
        let statistics = normalizer.map { _ in ObservationNormalizer.slot(spaces, \State.observations, \State.observed)
        }
        return networks + [deviation, statistics].compactMap(\.self)
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.policy.feed(&sweep)
        state.value.feed(&sweep)
        state.logDeviation?.feed(&sweep)
        state.optimizer.policy.feed(&sweep)
        state.optimizer.value.feed(&sweep)
        state.optimizer.logDeviation?.feed(&sweep)
        ObservationNormalizer.feed(state.observations, state.observed, &sweep)
        state.rollout.feed(&sweep)
        state.anchor?.feed(&sweep)
    }

    static let held = ["policy", "value", "log_deviation"]
    static let heldPolicy = ["policy", "log_deviation"]

    func anchor(_ state: inout State) {
        state.anchor?.take(policy: state.policy, value: state.value, logDeviation: state.logDeviation)
    }
}
