import Config
import Determinism

/// From which distributions REINFORCE draws: one of discrete actions, or controls.
enum ReinforcePolicy {
    static let key = "policy"
    static let field = Field(key, .choice(policies), "The family of distributions that actions are drawn from")
        .defaults(to: .object([.init(categorical.kind, .object([]))]))

    private static let policies = Choices("action distribution", [categorical, gaussian])
    private static let categorical = Component(
        "categorical", "One of the discrete actions, drawn from the softmax of the network's outputs.", fields: [])
    static let gaussian = Component(
        "gaussian",
        "Controls in a box, each drawn from a normal distribution whose mean and deviation the network gives.",
        details: """
            μ = x,  σ = log(1 + eᶻ)     x and z: two linear heads on the network's hidden layers, one output per control each;
                                        σ = eᶻ with `std: {head: exp}`
            a ~ N(μ + ε, σ + ε)         drawn by the action stream, four words per control; ε is `offset`
            log π(a|s) = Σᵢ log N(aᵢ)   (`log_probability: sum_over_dimensions`), or the mean over the controls i
            What is drawn is what is learned from: controls are neither squashed nor clipped by the agent, and a world clips
            what it is given as Gymnasium's does. A greedy policy's control is the mean μ + ε.
            """,
        source: Source(.fedHPD, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("std", .choice(deviations), "Where a control's standard deviation comes from")
                .defaults(to: .object([.init("head", .object([]))])),
            Field("offset", .number(.nonnegative), "What is added to mean and standard deviation before drawing, ε")
                .defaults(to: .number(1e-6)),
            Field(
                "log_probability",
                .words(
                    ("sum_over_dimensions", "The logarithm of the controls' joint density"),
                    ("mean_over_dimensions", "The mean over the controls, as FedHPD's program has it")),
                "How several controls enter the loss"
            ).defaults(to: .text("sum_over_dimensions")),
        ])

    private static let deviations = Choices("standard deviation", [deviationHead])
    private static let deviationHead = Component(
        "head", "An output of the network per control, so that it depends on the state.",
        fields: [
            Field(
                "positive_by",
                .words(("softplus", "log(1 + eᶻ)"), ("exp", "eᶻ: the output is the deviation's logarithm")),
                "What makes of the output a deviation"
            ).defaults(to: .text("softplus")).main
        ])

    /// How outputs are read where controls are drawn; nil where the policy is categorical.
    static func head(_ choice: Choice) -> GaussianHead? {
        guard choice.kind == gaussian.kind else { return nil }
        let settings = choice.settings(gaussian)
        return GaussianHead(
            offset: settings.number("offset"),
            averagesControls: settings.text("log_probability") == "mean_over_dimensions",
            positive: settings.choice("std").settings(deviationHead).word("positive_by"))
    }
}
