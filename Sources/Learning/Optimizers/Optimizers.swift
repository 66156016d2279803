public import Config

/// The optimizers a spec can name: one line each.
public enum Optimizers {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Optimizer>("optimizer")

    /// The kind of what takes no step.
    public static let fixed = FixedParameters.component.kind

    /// Every optimizer.
    static let all: [any Optimizer.Type] = [
        Adam.self,
        AdamW.self,
        GradientDescent.self,
        FixedParameters.self,
    ]
}
