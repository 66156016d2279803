internal import Config
internal import Determinism
internal import Numerics

/// Gradient descent, with momentum if wanted, with PyTorch's formulas.
struct GradientDescent: Optimizer {
    static let component = Component(
        "sgd", "Gradient descent, with momentum if wanted.",
        details: """
            g ← g + λθ,  b ← μ b + g,  θ ← θ − η b

            As torch.optim.SGD without dampening; without momentum μ nothing is remembered and b is g.
            """,
        source: Source(.stochasticApproximation, .heavyBall, evidence: .reference),
        fields: [
            Field("learning_rate", .number(.positive), "Step size η.").defaults(to: .number(1e-3)).drawn,
            Field("momentum", .number(Interval(0, 1, includesHigh: false)), "How much of the last step lasts, μ.")
                .defaults(to: .number(0)),
            Field("weight_decay", .number(.nonnegative), "Weight decay λ.").defaults(to: .number(0)),
            decayField,
        ])

    let learningRate: Double
    let momentum: Double
    let weightDecay: Double
    var decay: any Decay

    init(_ settings: Settings) {
        learningRate = settings.number("learning_rate")
        momentum = settings.number("momentum")
        weightDecay = settings.number("weight_decay")
        decay = settings.make("decay", from: Decays.name)
    }

    var isPlain: Bool { momentum == 0 && weightDecay == 0 }

    func initialState(for network: Network) -> OptimizerState {
        momentum == 0 ? OptimizerState() : OptimizerState(firstMoment: Network(zerosLike: network))
    }

    func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double,
        kernels: Kernels
    ) {
        state.updates += 1
        let isFinite = Float(rate).isFinite && Float(weightDecay).isFinite
        guard momentum != 0 else {
            kernels.descend(
                rate: rate, penalty: weightDecay, parameters: &network.parameters, gradient: gradient.parameters)
            if !isFinite { network.clearPadding() }
            return
        }
        guard var buffer = state.firstMoment.take() else {
            preconditionFailure("momentum has no state; it belongs to another optimizer")
        }
        kernels.descend(
            rate: rate, momentum: momentum, penalty: weightDecay, parameters: &network.parameters,
            gradient: gradient.parameters, buffer: &buffer.parameters)
        if !isFinite {
            network.clearPadding()
            buffer.clearPadding()
        }
        state.firstMoment = buffer
    }
}
