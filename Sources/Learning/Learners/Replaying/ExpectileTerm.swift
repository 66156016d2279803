import Config
import Determinism

/// The pessimism of FRL-EH: part of the bootstrapped value is a low expectile of what may follow, learned by a network D.
///
///     y   = r + γ (1 − done) [(1 − ω) v′ + ω D(s)]
///     L_D = mean |τ − 1{v′ − D(s) < 0}| (v′ − D(s))²
///
/// With τ near 0, D(s) comes near the least v′ over all transitions out of s, under every agent's world once D is averaged.
struct ExpectileTerm {
    /// The share ω of D(s) in the bootstrapped value.
    let omega: Float
    /// Which expectile, τ.
    let level: Float
    /// Whether v′ counts as 0 at terminal states when D is fitted.
    let masksTerminal: Bool

    /// The field `robust` of a learner.
    static let field = Field(
        "robust",
        .table([
            Field("omega", .number(.unit), "Share ω of the low expectile in what is bootstrapped; 0 trains D idly")
                .defaults(to: .number(0.2)),
            Field(
                "expectile", .number(Interval(0, 1, includesLow: false, includesHigh: false)),
                "Level τ of the expectile: near 0 for the least"
            ).defaults(to: .number(0.01)),
            Field(
                "mask_terminal", .boolean,
                "Whether D is fitted to 0, not to the target network's value, where the state reached is terminal"
            ).defaults(to: .boolean(false)),
        ]),
        "Pessimism toward unlike worlds by an expectile network; absent for none"
    ).optional

    /// The expectile network.
    static let role = NetworkRole("expectile") { _ in 1 }

    /// Reads the field; nil where it is absent.
    init?(_ settings: Settings) {
        guard settings.has(Self.field.key) else { return nil }
        let table = settings.table(Self.field.key)
        omega = Float(table.number("omega"))
        level = Float(table.number("expectile"))
        masksTerminal = table.flag("mask_terminal")
    }

    /// (1 − ω) v′ + ω D(s).
    func bootstrap(_ value: Float, _ low: Float) -> Float { (1 - omega) * value + omega * low }

    /// One step of D toward the low expectile of the values v′; the workspace's activations are D's at the batch.
    func fit(
        _ network: inout Network?, _ state: inout OptimizerState?, _ optimizer: (any Optimizer)?, to values: [Float],
        of batch: Minibatch, in workspace: PolicyWorkspace?, roundsCompleted: Int
    ) {
        guard let workspace, let optimizer,
            // Taken out and put back, so that the network is changed in place.
            var fitted = network.take(), var moments = state.take()
        else { return }
        workspace.withOutputGradient(batch.count) { gradient in
            self.gradient(values, workspace.activations.outputs, batch, into: gradient)
        }
        workspace.descend(
            &fitted, &moments, optimizer, inputs: batch.observations, rows: batch.count,
            roundsCompleted: roundsCompleted)
        network = fitted
        state = moments
    }

    /// ∂L_D/∂D(s) of each transition, for values v′ and outputs D(s).
    private func gradient(
        _ values: [Float], _ outputs: UnsafePointer<Float>, _ batch: Minibatch,
        into gradient: UnsafeMutablePointer<Float>
    ) {
        let share = -2 / Float(batch.count)
        for row in 0..<batch.count {
            let value = masksTerminal ? values[row] * batch.goesOn[row] : values[row]
            let gap = value - outputs[row]
            gradient[row] = share * (gap < 0 ? 1 - level : level) * gap
        }
    }
}

extension Minibatch {
    /// What an action value is to become: y = r + γ (1 − done) [(1 − ω) v′ + ω D(s)], or with v′ alone without pessimism.
    func aim(
        at values: [Float], pessimism: ExpectileTerm?, lows: UnsafePointer<Float>?, discount: Float,
        into targets: inout [Float]
    ) {
        for row in 0..<count {
            var value = values[row]
            if let pessimism, let lows { value = pessimism.bootstrap(value, lows[row]) }
            targets[row] = rewards[row] + discount * (goesOn[row] * value)
        }
    }
}
