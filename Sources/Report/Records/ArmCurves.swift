/// What figures and goals need of an arm's rows, made while they are there: as much as the figures have points, however many cells and
/// rows there were.
struct ArmCurves {
    /// The first crossings of the cells by themselves.
    var crossings: [Goal: [FirstRound]] = [:]
    /// The first crossing of the mean curve.
    var crossingsOfMean: [Goal: FirstRound] = [:]
    /// Curves by what they show; nil in it where there is none.
    var curves: [CurveKind: Curve?] = [:]
}

/// What a curve of an arm shows.
struct CurveKind: Hashable {
    let measure: String
    /// Which agent's; nil for the mean over agents.
    let agent: String?
    /// How many rounds the trailing average spans.
    let window: Int

    /// The points of a curve, at most.
    var points: Int { agent == nil ? 240 : 100 }
}
