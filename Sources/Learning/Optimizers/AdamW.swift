internal import Config
internal import Numerics

/// Adam with decoupled weight decay, with PyTorch's formulas.
struct AdamW: Optimizer {
    static let component = Component(
        "adamw", "Adam whose weight decay shrinks the parameters directly instead of joining the gradient.",
        details: """
            θ ← (1 − ηλ) θ, then a step of adam. As torch.optim.AdamW, whose λ is ⟦weight_decay⟧ too where none is given.
            """,
        source: Source(
            "Loshchilov & Hutter, Decoupled weight decay regularization, ICLR 2019", evidence: .reference),
        fields: AdamSettings.fields(weightDecay: 0.01))

    let settings: AdamSettings

    init(_ settings: Settings) { self.settings = AdamSettings(settings) }

    var learningRate: Double { settings.learningRate }
    var decay: any Decay { settings.decay }

    func initialState(for network: Network) -> OptimizerState { AdamSettings.initialState(for: network) }

    func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double,
        kernels: Kernels
    ) {
        settings.step(
            &network, gradient: gradient, state: &state, rate: rate, penalty: 0,
            shrink: 1 - rate * settings.weightDecay, kernels: kernels)
    }
}
