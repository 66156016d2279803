public import Config

/// The optimizers a spec can name.
public let optimizers = Catalogue<any Optimizer>("optimizer", [Adam.self, AdamW.self, GradientDescent.self])
