import Numerics

/// Where one agent's policy network works: acting, answering the federation, and descending. Scratch, never saved.
///
/// What every learner with networks shares. A class because it owns large buffers.
public final class PolicyWorkspace {
    /// The network's activations; a rollout that keeps them in rows of the tape saves the forward pass of learning.
    public let activations: Activations
    /// How outputs are read where controls are drawn; nil where they are logits.
    private let gaussian: GaussianHead?
    private var gradient: Network
    private var outputGradient: [Float] = []
    /// A policy that others have made; nil before there is one.
    private var received: Network?
    /// Probabilities of a target that is given by logits.
    private var targetProbabilities: [Float] = []
    /// The forward pass whose activations are still valid: which states, after how many optimizer steps.
    private var latestForward: (states: StateBatch, updates: Int)?

    /// Room for `capacity` rows; more is made when needed.
    public init(_ shape: NetworkShape, capacity: Int, gaussian: GaussianHead? = nil) {
        self.gaussian = gaussian
        activations = Activations(shape, capacity: capacity)
        gradient = Network(zeros: shape)
    }

    /// Tells that the activations now hold something else.
    public func forget() { latestForward = nil }

    /// Room for states as the network is given them: by the statistics of the moment, so that no earlier answer holds.
    func prepare(_ room: ObservationRoom?, by statistics: Tensor<Double>?) -> ObservationRoom? {
        guard let room else { return nil }
        forget()
        room.take(statistics)
        return room
    }

    /// Lends room for the loss's gradient with respect to the outputs.
    public func withOutputGradient(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        if outputGradient.count < count { outputGradient = [Float](repeating: 0, count: count) }
        outputGradient.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { body(base) }
        }
    }

    /// Makes the output gradient that of −Σ share·wₜ log π(aₜ) over the tape's steps, whose distributions are the policy's.
    ///
    /// Where controls were drawn, the activations are those of the tape's rows.
    public func takePolicyGradient(of tape: Tape, weights: [Double], share: Double) {
        if let gaussian { return takeGaussianGradient(gaussian, of: tape, weights: weights, share: share) }
        let actions = tape.distributionWidth
        withOutputGradient(tape.count * actions) { gradient in
            for step in 0..<tape.count {
                // ∂L/∂z = share·wₜ (π − 1[a = aₜ]) for logits z
                let weight = Float(weights[step] * share)
                let row = step * actions
                for action in 0..<actions {
                    gradient[row + action] = weight * tape.distributions[row + action]
                }
                gradient[row + Int(tape.actions[step])] -= weight
            }
        }
    }

    private func takeGaussianGradient(_ head: GaussianHead, of tape: Tape, weights: [Double], share: Double) {
        let (controls, width) = (tape.controlWidth, tape.distributionWidth)
        let share = head.averagesControls ? share / Double(controls) : share
        withOutputGradient(tape.count * width) { gradient in
            for step in 0..<tape.count {
                GaussianGradients.logProbability(
                    head, outputs: activations.outputs + step * width, control: tape.controls + step * controls,
                    controls: controls, weight: weights[step] * share, into: gradient + step * width)
            }
        }
    }

    /// Backward from the output gradient, then one optimizer step at the learning rate after so many rounds. The activations
    /// are those of these inputs.
    ///
    /// - Parameters:
    ///   - anchor: where an exchange left the network, if it is held there.
    ///   - weight: how strongly.
    public func descend(
        _ network: inout Network, _ state: inout OptimizerState, _ optimizer: any Optimizer,
        inputs: UnsafePointer<Float>, rows: Int, roundsCompleted: Int, held anchor: Network? = nil,
        by weight: Float? = nil
    ) {
        differentiate(network, inputs: inputs, rows: rows)
        pull(network, toward: anchor, weight)
        step(&network, &state, optimizer, roundsCompleted: roundsCompleted)
    }

    /// Backward from the output gradient; if wanted, down to the inputs, rows × inputs. The activations are those of these inputs.
    func differentiate(
        _ network: borrowing Network, inputs: UnsafePointer<Float>, rows: Int,
        slopes: UnsafeMutablePointer<Float>? = nil
    ) {
        outputGradient.withUnsafeBufferPointer { outputGradient in
            guard let base = outputGradient.baseAddress else { return }
            activations.backward(
                network, inputs: inputs, rows: rows, outputGradient: base, into: &gradient, inputGradient: slopes)
        }
    }

    /// Adds to the gradient found last what pulls a network back to where an exchange left it: μ (θ − θ̄).
    func pull(_ network: borrowing Network, toward anchor: Network?, _ weight: Float?) {
        guard let anchor, let weight else { return }
        GradientNorm.pull(&gradient, of: network, toward: anchor, weight: weight)
    }

    /// One optimizer step down the gradient found last, at the learning rate after so many rounds.
    func step(
        _ network: inout Network, _ state: inout OptimizerState, _ optimizer: any Optimizer, roundsCompleted: Int
    ) {
        optimizer.step(&network, gradient: gradient, state: &state, rate: optimizer.rate(after: roundsCompleted))
    }

    /// The sum of the squares of the gradient found last.
    var gradientSquares: Double { GradientNorm.squares(gradient) }

    /// Multiplies the gradient found last.
    func scaleGradient(by factor: Float) { GradientNorm.scale(&gradient, by: factor) }

    /// The gradient of the inputs from the output gradient: how a network that judges tells what to give it instead.
    public func differentiateInputs(
        of network: Network, inputs: UnsafePointer<Float>, rows: Int, into inputGradient: UnsafeMutablePointer<Float>
    ) {
        outputGradient.withUnsafeBufferPointer { outputGradient in
            guard let base = outputGradient.baseAddress else { return }
            activations.backward(
                network, inputs: inputs, rows: rows, outputGradient: base, scratch: &gradient,
                inputGradient: inputGradient)
        }
    }

    /// Answers with the policy's distributions, or with its outputs as they are.
    public func answer(_ query: Query, by policy: Network, updates: Int, into row: Rows) {
        switch query {
        case .actionDistributions(let states):
            forward(states, policy, updates)
            if let gaussian {
                gaussian.parameters(
                    activations.outputs, rows: states.count, controls: policy.shape.outputs / 2, into: row.row(0))
                return
            }
            activations.kernels.softmaxRows(
                activations.outputs, rows: states.count, actions: policy.shape.outputs, into: row.row(0))
        case .logits(let states):
            forward(states, policy, updates)
            row.row(0).update(from: activations.outputs, count: states.count * policy.shape.outputs)
        }
    }

    /// One optimizer step toward a target. `roundsCompleted` counts the present round: its own training is over, and a decay
    /// that was due holds already.
    public func fit(
        _ policy: inout Network, _ state: inout OptimizerState, _ optimizer: any Optimizer, to target: Target,
        roundsCompleted: Int
    ) {
        switch target {
        case .actionDistributions(let states, let consensus, let divergence):
            forward(states, policy, state.updates)
            let actions = policy.shape.outputs
            withOutputGradient(states.count * actions) { gradient in
                if let gaussian {
                    GaussianGradients.divergence(
                        divergence, gaussian.positive, outputs: activations.outputs, consensus: consensus.base,
                        rows: states.count,
                        controls: actions / 2, into: gradient)
                    return
                }
                Distillation.gradient(
                    of: divergence, outputs: activations.outputs, consensus: consensus.base, rows: states.count,
                    actions: actions, into: gradient)
            }
            descend(
                &policy, &state, optimizer, inputs: states.base, rows: states.count, roundsCompleted: roundsCompleted)
        case .policy(let others):
            receive(others)
            for _ in 0..<others.epochs { approach(&policy, rate: others.rate, isJudged: false) }
        case .logits(let states, let consensus, let divergence):
            forward(states, policy, state.updates)
            let count = states.count * policy.shape.outputs
            if targetProbabilities.count < count { targetProbabilities = [Float](repeating: 0, count: count) }
            withOutputGradient(count) { gradient in
                targetProbabilities.withUnsafeMutableBufferPointer { room in
                    guard let room = room.baseAddress else { return }
                    Distillation.gradient(
                        of: divergence, outputs: activations.outputs, logits: consensus.base, rows: states.count,
                        actions: policy.shape.outputs, room, into: gradient)
                }
            }
            descend(
                &policy, &state, optimizer, inputs: states.base, rows: states.count, roundsCompleted: roundsCompleted)
        }
    }

    /// Puts a policy that others have made where it is judged.
    func receive(_ policy: ReceivedPolicy) {
        if received == nil { received = Network(zeros: activations.shape) }
        received?.replace(from: UnsafeRawPointer(policy.parameters))
        forget()
    }

    /// The outputs of the policy that was received.
    func forwardReceived(inputs: UnsafePointer<Float>, rows: Int) -> UnsafePointer<Float>? {
        received.map { activations.forward($0, inputs: inputs, rows: rows) }
    }

    /// Backward from the output gradient through the policy that was received. The activations are those of these inputs.
    func differentiateReceived(inputs: UnsafePointer<Float>, rows: Int) {
        if let received { differentiate(received, inputs: inputs, rows: rows) }
    }

    /// θ ← θ − τ (2 (θ − θ̄) + g), with the gradient found last where the policy that was received is judged, else without.
    func approach(_ network: inout Network, rate: Float, isJudged: Bool) {
        guard let received, rate > 0 else { return }
        let own = network.parameters.mutablePointer
        let (others, slopes) = (received.parameters.pointer, gradient.parameters.pointer)
        for index in 0..<network.paddedCount {
            let slope = isJudged ? slopes[index] : 0
            own[index] -= rate * (2 * (own[index] - others[index]) + slope)
        }
    }

    /// Runs the policy on a batch, unless the activations of just this batch and these parameters are still there.
    private func forward(_ states: StateBatch, _ policy: Network, _ updates: Int) {
        if let latest = latestForward, latest.states == states, latest.updates == updates { return }
        activations.forward(policy, inputs: states.base, rows: states.count)
        latestForward = (states, updates)
    }
}
