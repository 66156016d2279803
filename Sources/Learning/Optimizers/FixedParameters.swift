internal import Config
internal import Determinism
internal import Numerics

/// An optimizer that takes no step: what it is given stays as it is.
struct FixedParameters: Optimizer {
    static let component = Component(
        "fixed", "No steps: the network stays as it begins.",
        details: """
            θ ← θ

            What `train` leaves out has this optimizer. Gradients go through such a network to what lies before it; exchanges that
            replace parameters replace its, too.
            """,
        source: Source("this program", evidence: .ours), fields: [])

    let learningRate = 0.0
    var decay: any Decay

    init(_ settings: Settings) { decay = NoDecay(settings) }

    func initialState(for network: Network) -> OptimizerState { OptimizerState() }

    func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double,
        kernels: Kernels
    ) {}
}
