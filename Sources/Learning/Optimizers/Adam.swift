internal import Config

/// Adam with PyTorch's formulas.
struct Adam: AdamKind {
    static let component = Component(
        "adam", "Adam: steps scaled by running means of the gradient and its square.",
        details: """
            m ← m + (1 − β₁)(g − m),  v ← β₂ v + (1 − β₂) g²
            θ ← θ − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)

            As torch.optim.Adam; weight_decay λ adds λθ to the gradient. Gradients below 2⁻⁵⁰ and moments below 2⁻¹⁰⁰
            in size count as zero.
            """,
        source: Source(.adam, evidence: .reference),
        fields: AdamSettings.fields(weightDecay: 0))

    static let isDecoupled = false
    var settings: AdamSettings

    init(_ settings: Settings) { self.settings = AdamSettings(settings) }
}
