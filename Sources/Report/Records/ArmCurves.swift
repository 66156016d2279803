/// What figures and goals need of an arm's rows, made while they are there: as much as the figures have points, however many cells and
/// rows there were.
struct ArmCurves {
    /// The first crossings of the cells by themselves.
    var crossings: [Goal: [FirstRound]] = [:]
    /// The first crossing of the mean curve.
    var crossingsOfMean: [Goal: FirstRound] = [:]
    /// Curves by what they show; nil in it where there is none.
    var curves: [CurveKind: Curve?] = [:]
    /// Every cell's values at the points of curves to compare with, cells in order.
    var points: [CurvePoints: [[Double?]]] = [:]
    /// Means of cells that go on after those they are compared with; nil in it where nothing was measured.
    var early: [EarlyMean: Double?] = [:]

    /// Keeps a cell's means up to rounds before its end, over all of them and over the last ones.
    mutating func note(_ measure: String, _ cell: CellRecord, at place: Int, _ ends: [Int], lastRounds tail: Int) {
        for end in ends {
            for span in [nil, tail] {
                early.updateValue(
                    cell.mean(of: measure, lastRounds: span, upTo: end),
                    forKey: EarlyMean(cell: place, measure: measure, tail: span, end: end))
            }
        }
    }
}

/// A mean over rounds that end before the cell does.
struct EarlyMean: Hashable {
    /// The cell's place in its arm.
    let cell: Int
    let measure: String
    /// How many rounds at the end; nil for all.
    let tail: Int?
    /// The last of them.
    let end: Int
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
