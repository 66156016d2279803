internal import Config

/// Adam with decoupled weight decay, with PyTorch's formulas.
struct AdamW: AdamKind {
    static let component = Component(
        "adamw", "Adam whose weight decay shrinks the parameters directly instead of joining the gradient.",
        details: """
            θ ← (1 − ηλ) θ, then a step of adam. As torch.optim.AdamW, whose λ is ⟦weight_decay⟧ too where none is given.
            """,
        source: Source(
            .decoupledDecay, evidence: .reference),
        fields: AdamSettings.fields(weightDecay: 0.01))

    static let isDecoupled = true
    var settings: AdamSettings

    init(_ settings: Settings) { self.settings = AdamSettings(settings) }
}
