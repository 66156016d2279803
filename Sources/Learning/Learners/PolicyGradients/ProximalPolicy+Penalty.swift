import Numerics

// What an exchange adds to the objective between meetings.
extension ProximalPolicy {
    /// The outputs of other policies at a rollout's states: those of π′, the policy before the update, and of π̄, where an exchange
    /// left the agent; with the logarithms of their deviations.
    final class References {
        let old: UnsafeMutablePointer<Float>
        let anchored: UnsafeMutablePointer<Float>
        let oldLogDeviations: UnsafeMutablePointer<Float>

        init(rollout: Int, outputs: Int) {
            old = .allocate(capacity: rollout * outputs)
            anchored = .allocate(capacity: rollout * outputs)
            oldLogDeviations = .allocate(capacity: outputs)
        }

        deinit {
            old.deallocate()
            anchored.deallocate()
            oldLogDeviations.deallocate()
        }
    }

    /// Notes what π′ and π̄ do in the states of a full rollout.
    func compare(_ state: State, _ scratch: Scratch) {
        guard let references = scratch.references, let anchor = state.anchor?.policy else { return }
        run(state.policy, over: state.rollout, into: references.old, scratch)
        run(anchor, over: state.rollout, into: references.anchored, scratch)
        guard let logDeviation = state.logDeviation else { return }
        references.oldLogDeviations.update(
            from: logDeviation.parameters.pointer, count: logDeviation.shape.outputs)
    }

    /// A policy's outputs at all states of a rollout, batch by batch.
    private func run(
        _ policy: Network, over rollout: Rollout, into outputs: UnsafeMutablePointer<Float>, _ scratch: Scratch
    ) {
        let (width, count) = (policy.shape.inputs, policy.shape.outputs)
        rollout.observations.elements.withUnsafeBufferPointer { observations in
            guard let base = observations.baseAddress else { return }
            var start = 0
            while start < rolloutSteps {
                let rows = min(batchSize, rolloutSteps - start)
                let seen = scratch.room?.seen(base + start * width, rows: rows) ?? base + start * width
                let batch = scratch.policy.activations.forward(policy, inputs: seen, rows: rows)
                (outputs + start * count).update(from: batch, count: rows * count)
                start += rows
            }
        }
    }

    /// Adds ∂/∂ outputs and ∂/∂(log σ) of β mean KL(π′ ‖ π) + σ mean D(π̄, π) over a minibatch.
    func penalize(
        _ state: State, _ penalty: PolicyPenalty?, _ outputs: UnsafePointer<Float>, _ order: UnsafePointer<Int32>,
        _ rows: Int, _ scratch: Scratch, into gradient: UnsafeMutablePointer<Float>,
        _ deviationGradient: UnsafeMutablePointer<Float>?
    ) {
        guard let penalty, let coefficients = state.anchor?.coefficients else { return }
        let (local, anchored) = (coefficients.local / Double(rows), coefficients.anchored / Double(rows))
        if local > 0 {
            _ = distance(
                .divergence, state, outputs, fromAnchor: false, at: order, rows, weight: local, scratch, into: gradient,
                deviationGradient)
        }
        if anchored > 0 {
            _ = distance(
                penalty.distance, state, outputs, fromAnchor: true, at: order, rows, weight: anchored, scratch,
                into: gradient, deviationGradient)
        }
    }

    /// Σ over rows of the distance from π̄ or π′, and what it adds to gradients.
    private func distance(
        _ distance: PolicyDistance, _ state: State, _ outputs: UnsafePointer<Float>, fromAnchor: Bool,
        at places: UnsafePointer<Int32>?, from first: Int = 0, _ rows: Int, weight: Double = 0, _ scratch: Scratch,
        into gradient: UnsafeMutablePointer<Float>? = nil, _ deviationGradient: UnsafeMutablePointer<Float>? = nil
    ) -> Double {
        guard let references = scratch.references else { return 0 }
        let width = state.policy.shape.outputs
        let reference = (fromAnchor ? references.anchored : references.old) + first * width
        guard let logDeviation = state.logDeviation, let held = state.anchor?.logDeviation else {
            return PolicyDistances.categorical(
                distance, outputs: outputs, reference: reference, at: places, rows: rows, actions: width,
                weight: weight, into: gradient)
        }
        return PolicyDistances.gaussian(
            distance, means: outputs, logDeviations: logDeviation.parameters.pointer, reference: reference,
            referenceLogDeviations: fromAnchor ? held.parameters.pointer : UnsafePointer(references.oldLogDeviations),
            at: places, rows: rows, controls: width, weight: weight, into: gradient, deviationGradient)
    }

    /// Measures both distances on the rollout after its last epoch, and sets the coefficients by them.
    func adapt(_ state: inout State, _ penalty: PolicyPenalty?, _ scratch: Scratch) {
        guard let penalty, state.anchor?.coefficients != nil else { return }
        let width = state.policy.shape.inputs
        var (local, anchored) = (0.0, 0.0)
        var start = 0
        while start < rolloutSteps {
            let rows = min(batchSize, rolloutSteps - start)
            let outputs = state.rollout.observations.elements.withUnsafeBufferPointer { observations in
                observations.baseAddress.map { base in
                    let seen = scratch.room?.seen(base + start * width, rows: rows) ?? base + start * width
                    return scratch.policy.activations.forward(state.policy, inputs: seen, rows: rows)
                }
            }
            guard let outputs else { return }
            local += distance(.divergence, state, outputs, fromAnchor: false, at: nil, from: start, rows, scratch)
            anchored += distance(
                penalty.distance, state, outputs, fromAnchor: true, at: nil, from: start, rows, scratch)
            start += rows
        }
        let steps = Double(rolloutSteps)
        let scale = scale(scratch)
        state.anchor?.coefficients?.adapt(to: local / steps, anchored / steps, scale: scale, penalty)
    }

    /// The largest advantage of the rollout, as advantages count.
    private func scale(_ scratch: Scratch) -> Double {
        if normalizesAdvantages { GeneralizedAdvantage.normalize(scratch.advantages, count: rolloutSteps) }
        var largest = scratch.advantages[0]
        for step in 1..<max(rolloutSteps, 1) { largest = max(largest, scratch.advantages[step]) }
        return largest
    }

    /// Adds μ (θ − θ̄) to the gradients of a minibatch.
    func pull(_ state: State, _ weight: Float?, _ scratch: Scratch) {
        guard let weight, let anchor = state.anchor else { return }
        scratch.policy.pull(state.policy, toward: anchor.policy, weight)
        scratch.value.pull(state.value, toward: anchor.value, weight)
        guard let own = state.logDeviation, let held = anchor.logDeviation else { return }
        scratch.pullDeviation(own, toward: held, weight)
    }
}
