public import Config

/// The optimizers a spec can name: one line each.
public enum Optimizers {
    /// Every optimizer.
    public static let catalogue = Catalogue<any Optimizer>(
        "optimizer",
        [
            Adam.self,
            AdamW.self,
            GradientDescent.self,
        ])
}
