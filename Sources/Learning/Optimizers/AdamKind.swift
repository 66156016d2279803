internal import Config
internal import Determinism
internal import Numerics

/// Adam as it is, and with decoupled weight decay: they differ in where the decay enters alone.
protocol AdamKind: Optimizer {
    var settings: AdamSettings { get set }
    /// Whether the weight decay shrinks the parameters, in place of joining the gradient.
    static var isDecoupled: Bool { get }
}

extension AdamKind {
    var learningRate: Double { settings.learningRate }
    var decay: any Decay {
        get { settings.decay }
        set { settings.decay = newValue }
    }

    func initialState(for network: Network) -> OptimizerState {
        OptimizerState(firstMoment: Network(zerosLike: network), secondMoment: Network(zerosLike: network))
    }

    func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double,
        kernels: Kernels
    ) {
        settings.step(
            &network, gradient: gradient, state: &state, rate: rate,
            penalty: Self.isDecoupled ? 0 : settings.weightDecay,
            shrink: Self.isDecoupled ? 1 - rate * settings.weightDecay : 1, kernels: kernels)
    }
}

/// What Adam is told, and how it steps.
struct AdamSettings: Sendable {
    let learningRate: Double
    let firstDecay: Double
    let secondDecay: Double
    let epsilon: Double
    let weightDecay: Double
    var decay: any Decay

    static func fields(weightDecay: Double) -> [Field] {
        [
            Field("learning_rate", .number(.positive), "Step size η.").defaults(to: .number(1e-3)).drawn,
            Field("beta1", .number(Self.below1), "Decay β₁ of the running mean of gradients.")
                .defaults(to: .number(0.9)),
            Field("beta2", .number(Self.below1), "Decay β₂ of the running mean of squared gradients.")
                .defaults(to: .number(0.999)),
            Field("epsilon", .number(Self.normal), "Added to the root of the second moment, ε.")
                .defaults(to: .number(1e-8)),
            Field("weight_decay", .number(.nonnegative), "Weight decay λ.").defaults(to: .number(weightDecay)),
            decayField,
        ]
    }

    init(_ settings: Settings) {
        learningRate = settings.number("learning_rate")
        firstDecay = settings.number("beta1")
        secondDecay = settings.number("beta2")
        epsilon = settings.number("epsilon")
        weightDecay = settings.number("weight_decay")
        decay = settings.make("decay", from: Decays.name)
    }

    func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double,
        penalty: Double, shrink: Double, kernels: Kernels
    ) {
        // Taken out and put back, so that the moments are changed in place.
        guard var first = state.firstMoment.take(), var second = state.secondMoment.take() else {
            preconditionFailure("Adam's state has no moments; it belongs to another optimizer")
        }
        state.updates += 1
        let firstCorrection = 1 - Elementary.power(firstDecay, state.updates)
        let secondCorrection = 1 - Elementary.power(secondDecay, state.updates)
        let step = AdamStep(
            firstDecay: firstDecay, secondDecay: secondDecay, step: rate / firstCorrection,
            scale: 1 / secondCorrection.squareRoot(), epsilon: epsilon, penalty: penalty, shrink: shrink)
        kernels.adam(
            step, parameters: &network.parameters, gradient: gradient.parameters, first: &first.parameters,
            second: &second.parameters)
        if !step.isFinite {
            network.clearPadding()
            first.clearPadding()
            second.clearPadding()
        }
        state.firstMoment = first
        state.secondMoment = second
    }

    private static let below1 = Interval(0, 1, includesHigh: false)
    /// ε is added in Float32, where a smaller one is 0 or next to it, and a gradient of 0 would give 0/0.
    private static let normal = Interval(1e-37, Interval.largest)
}
