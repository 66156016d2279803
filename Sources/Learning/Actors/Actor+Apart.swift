import Determinism
import Numerics

// What an actor does outside the loop that every environment is compiled with.
extension Actor {
    /// The modes that are not worth a place in every environment's loop.
    @usableFromInline
    @inline(never)
    func actApart(
        _ observation: UnsafePointer<Float>, _ row: Int, _ distribution: UnsafeMutablePointer<Float>,
        _ control: UnsafeMutablePointer<Float>, _ stream: inout RandomStream
    ) -> Action {
        guard let box else {
            if let table { return Action(index: table.action(observation, &stream)) }
            let observation = lead?.joined(observation) ?? observation
            if mode == .greedyBehind { return Action(index: largest(observation)) }
            if mode == .stochasticBehind {
                let outputs = activations.forwardRow(network, input: observation, row: row * rowStride)
                kernels.softmaxRows(outputs, rows: 1, actions: actions, into: distribution)
                return Action(index: Self.draw(distribution, actions, &stream))
            }
            let explores = stream.uniformFloat() < epsilon
            return Action(index: explores ? stream.index(below: actions) : largest(observation))
        }
        if mode == .uniformControl {
            Self.wander(box, control, &stream)
        } else if mode == .gaussian || mode == .gaussianMean {
            let observation = lead?.joined(observation) ?? observation
            let outputs = activations.forwardRow(network, input: observation, row: row * rowStride)
            describe(outputs, into: distribution)
            if mode == .gaussian {
                GaussianHead.draw(distribution, actions, into: control, &stream)
            } else {
                control.update(from: distribution, count: actions)
            }
        } else {
            steer(lead?.joined(observation) ?? observation, row, box, control)
        }
        return Action(control: control)
    }

    /// Writes the means and deviations that controls are drawn from.
    private func describe(_ outputs: UnsafePointer<Float>, into distribution: UnsafeMutablePointer<Float>) {
        if let gaussian { return gaussian.describe(outputs, actions, into: distribution) }
        guard let deviations else { preconditionFailure("a Gaussian policy has deviations") }
        GaussianHead.describe(means: outputs, deviations: deviations, actions, into: distribution)
    }

    /// Writes c + h tanh z + noise, clipped.
    private func steer(
        _ observation: UnsafePointer<Float>, _ row: Int, _ box: ControlBox, _ control: UnsafeMutablePointer<Float>
    ) {
        let outputs = activations.forwardRow(network, input: observation, row: row * rowStride)
        kernels.tanh(outputs, count: actions, into: control)
        for (index, component) in box.components.enumerated() {
            var value = component.center + component.half * control[index]
            if let noise { value += noise[row * actions + index] }
            control[index] = min(max(value, component.low), component.high)
        }
    }

    /// Writes controls uniform in the box.
    private static func wander(
        _ box: ControlBox, _ control: UnsafeMutablePointer<Float>, _ stream: inout RandomStream
    ) {
        for (index, component) in box.components.enumerated() {
            let value = component.low + (component.high - component.low) * stream.uniformFloat()
            control[index] = min(value, component.high)
        }
    }
}
