import Config
import Numerics

extension ProximalPolicy {
    /// An agent's optimizers, looked up once per round.
    struct Tools {
        let policy: any Optimizer
        let value: any Optimizer
        let roundsCompleted: Int
        /// What an exchange adds to the objective; nil where nothing is.
        let penalty: Penalty?
    }

    func tools(_ member: Member, roundsCompleted: Int) -> Tools {
        Tools(
            policy: member.optimizer(Self.policyRole), value: member.optimizer(Self.valueRole),
            roundsCompleted: roundsCompleted, penalty: member.penalty)
    }

    /// The epochs on a full rollout whose last step is the tape's.
    ///
    /// - Parameter reorder: makes another order of the rollout's steps of the one before, once per epoch; the first is that of time.
    func learn(
        _ state: inout State, _ tools: Tools, _ scratch: Scratch, reorder: (UnsafeMutablePointer<Int32>) -> Void
    ) {
        judge(state, scratch)
        compare(state, scratch)
        for step in 0..<rolloutSteps { scratch.order[step] = Int32(step) }
        for _ in 0..<epochs {
            reorder(scratch.order)
            var start = 0
            while start < rolloutSteps {
                let end = min(start + batchSize, rolloutSteps)
                improve(&state, tools, start..<end, scratch)
                start = end
            }
        }
        adapt(&state, tools.penalty?.policy, scratch)
    }

    /// V(sₜ) and Âₜ of the whole rollout, whose last step is the tape's.
    func judge(_ state: State, _ scratch: Scratch) {
        let last = judge(scratch.tape.nextObservation, state, scratch)
        judge(state, rolloutSteps, last: Double(last), scratch)
    }

    /// V(sₜ) and Âₜ of the first steps of the rollout.
    ///
    /// - Parameter last: V of what follows them; that of the step behind them unless told.
    func judge(_ state: State, _ steps: Int, last: Double? = nil, _ scratch: Scratch) {
        let seen = min(rolloutSteps, last == nil ? steps + 1 : steps)
        let width = state.value.shape.inputs
        state.rollout.observations.elements.withUnsafeBufferPointer { observations in
            guard let base = observations.baseAddress else { return }
            var start = 0
            while start < seen {
                let rows = min(batchSize, seen - start)
                let inputs = scratch.room?.seen(base + start * width, rows: rows) ?? base + start * width
                let outputs = scratch.value.activations.forward(state.value, inputs: inputs, rows: rows)
                for row in 0..<rows { scratch.values[start + row] = Double(outputs[row]) }
                start += rows
            }
        }
        GeneralizedAdvantage.estimate(
            rewards: state.rollout.rewards.elements, ends: state.rollout.ends.elements, values: scratch.values,
            steps: steps, last: last ?? scratch.values[steps], discount: discount, lambda: lambda,
            into: scratch.advantages)
    }

    /// V of one state.
    func judge(_ observation: UnsafePointer<Float>, _ state: State, _ scratch: Scratch) -> Float {
        scratch.judging.forwardRow(state.value, input: scratch.room?.seen(observation) ?? observation, row: 0)[0]
    }

    /// Counts what was observed in a full rollout.
    func absorb(_ state: inout State, _ scratch: Scratch) {
        guard let room = scratch.room else { return }
        let rollout = state.rollout
        rollout.observations.elements.withUnsafeBufferPointer { observations in
            guard let base = observations.baseAddress else { return }
            room.absorb(base, rows: rollout.size, into: &state.observations, &state.observed)
        }
    }

    /// Copies some steps of the rollout side by side, with Â and R.
    private func gather(_ order: UnsafePointer<Int32>, _ rows: Int, _ state: State, _ scratch: Scratch) {
        let rollout = state.rollout
        Self.gather(rollout.observations, order, rows, into: scratch.observations)
        scratch.room?.see(scratch.observations, rows: rows)
        Self.gather(rollout.logProbabilities, order, rows, into: scratch.logProbabilities)
        if let actions = rollout.actions { Self.gather(actions, order, rows, into: scratch.actions) }
        if let controls = rollout.controls { Self.gather(controls, order, rows, into: scratch.controls) }
        for row in 0..<rows {
            let step = Int(order[row])
            scratch.batchAdvantages[row] = scratch.advantages[step]
            scratch.batchReturns[row] = scratch.advantages[step] + scratch.values[step]
        }
        if normalizesAdvantages { GeneralizedAdvantage.normalize(scratch.batchAdvantages, count: rows) }
    }

    private static func gather<Number>(
        _ column: Tensor<Number>, _ order: UnsafePointer<Int32>, _ rows: Int, into batch: UnsafeMutablePointer<Number>
    ) {
        let width = column.shape.count == 1 ? 1 : column.shape[1]
        column.elements.withUnsafeBufferPointer { numbers in
            for row in 0..<rows {
                let source = Int(order[row]) * width
                for index in 0..<width { batch[row * width + index] = numbers[source + index] }
            }
        }
    }

    /// One optimizer step of every network on a minibatch: these places of the scratch's order.
    func improve(_ state: inout State, _ tools: Tools, _ places: Range<Int>, _ scratch: Scratch) {
        gather(scratch.order + places.lowerBound, places.count, state, scratch)
        differentiate(state, scratch.order + places.lowerBound, places.count, tools.penalty?.policy, scratch)
        pull(state, tools.penalty?.weight, scratch)
        var squares = scratch.policy.gradientSquares + scratch.value.gradientSquares
        if let gradient = scratch.deviationGradient { squares += GradientNorm.squares(gradient) }
        let factor = GradientNorm.factor(norm: squares.squareRoot(), limit: gradientLimit)
        if factor != 1 {
            scratch.policy.scaleGradient(by: factor)
            scratch.value.scaleGradient(by: factor)
        }
        scratch.policy.step(
            &state.policy, &state.optimizer.policy, tools.policy, roundsCompleted: tools.roundsCompleted)
        scratch.value.step(&state.value, &state.optimizer.value, tools.value, roundsCompleted: tools.roundsCompleted)
        stepDeviation(&state, tools, factor, scratch)
    }

    /// The gradients of all networks at the minibatch.
    private func differentiate(
        _ state: State, _ order: UnsafePointer<Int32>, _ rows: Int, _ penalty: PolicyPenalty?, _ scratch: Scratch
    ) {
        takeSurrogate(
            scratch.policy.activations.forward(state.policy, inputs: scratch.observations, rows: rows), state, order,
            rows,
            penalty, scratch)
        let values = scratch.value.activations.forward(state.value, inputs: scratch.observations, rows: rows)
        scratch.value.withOutputGradient(rows) { gradient in
            // ∂L/∂V = 2 c_v (V − R) / rows
            let share = 2 * valueCoefficient / Double(rows)
            for row in 0..<rows { gradient[row] = Float(share * (Double(values[row]) - scratch.batchReturns[row])) }
        }
        scratch.policy.differentiate(state.policy, inputs: scratch.observations, rows: rows)
        scratch.value.differentiate(state.value, inputs: scratch.observations, rows: rows)
    }

    /// The surrogate's gradient by the outputs of a policy at the minibatch, and by log σ, with that of what holds the policy.
    private func takeSurrogate(
        _ outputs: UnsafePointer<Float>, _ state: State, _ order: UnsafePointer<Int32>, _ rows: Int,
        _ penalty: PolicyPenalty?, _ scratch: Scratch
    ) {
        let width = state.policy.shape.outputs
        let sample = ClippedSurrogate.Sample(
            rows: rows, logProbabilities: scratch.logProbabilities, advantages: scratch.batchAdvantages)
        scratch.policy.withOutputGradient(rows * width) { gradient in
            guard let logDeviation = state.logDeviation else {
                surrogate.differentiate(
                    sample, outputs: outputs, actions: width, chosen: scratch.actions, scratch.surrogate,
                    scratch.policy.activations.kernels, into: gradient)
                return penalize(state, penalty, outputs, order, rows, scratch, into: gradient, nil)
            }
            scratch.withDeviationGradient { deviationGradient in
                surrogate.differentiate(
                    sample, means: outputs, controls: width, drawn: scratch.controls,
                    logDeviations: logDeviation.parameters.pointer, scratch.surrogate, into: gradient,
                    deviationGradient)
                penalize(state, penalty, outputs, order, rows, scratch, into: gradient, deviationGradient)
            }
        }
    }

    /// Goes toward a policy that others have made, and down the loss that the agent's critic finds for it: the clipped surrogate over
    /// the steps of the unfinished rollout, or of the last one where the next has not begun, minibatch by minibatch in their order. The
    /// last step stays out, since what followed it is not kept. log σ stays as it is.
    func approach(_ others: ReceivedPolicy, _ state: inout State, _ scratch: Scratch) {
        let kept = state.rollout.count > 0 ? state.rollout.count : state.counters.steps > 0 ? rolloutSteps : 0
        let steps = max(kept - 1, 0)
        scratch.policy.receive(others)
        guard steps > 0 else {
            for _ in 0..<others.epochs {
                scratch.policy.approach(&state.policy, rate: others.rate, isJudged: false)
            }
            return
        }
        scratch.room?.take(state.observations)
        judge(state, steps, scratch)
        for step in 0..<steps { scratch.order[step] = Int32(step) }
        for _ in 0..<others.epochs {
            for start in stride(from: 0, to: steps, by: batchSize) {
                let rows = min(batchSize, steps - start)
                gather(scratch.order + start, rows, state, scratch)
                guard let outputs = scratch.policy.forwardReceived(inputs: scratch.observations, rows: rows) else {
                    return
                }
                takeSurrogate(outputs, state, scratch.order + start, rows, nil, scratch)
                scratch.policy.differentiateReceived(inputs: scratch.observations, rows: rows)
                scratch.policy.approach(&state.policy, rate: others.rate, isJudged: true)
            }
        }
    }

    /// One optimizer step of log σ, where there is one.
    func stepDeviation(_ state: inout State, _ tools: Tools, _ factor: Float, _ scratch: Scratch) {
        guard var deviation = state.logDeviation.take(), var moments = state.optimizer.logDeviation.take() else {
            return
        }
        scratch.stepDeviation(&deviation, &moments, tools.policy, factor, roundsCompleted: tools.roundsCompleted)
        state.logDeviation = deviation
        state.optimizer.logDeviation = moments
    }
}
