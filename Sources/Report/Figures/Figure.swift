/// What a figure shows: curves over one axis, without a word about pixels.
public struct Figure: Sendable {
    /// The heading, also read aloud first by a screen reader.
    public var title: String
    /// One or two sentences for those who cannot see the curves.
    public var description: String
    /// The horizontal axis, with its unit.
    public var xLabel: String
    /// What the vertical axis shows, with its unit: a sentence above it.
    public var yLabel: String
    /// The curves, drawn in this order.
    public var curves: [Curve]
    /// Horizontal lines to compare with.
    public var levels: [Level]
    /// Whether zero is where the values begin: the vertical axis includes it then, or is logarithmic.
    public var includesZero: Bool
    /// Whether the horizontal axis begins at zero, as a clock does: levels of a sweep lie between the least and the most of them,
    /// on a logarithmic axis where those are a factor of 30 apart.
    public var xBeginsAtZero = true
    /// The vertical axis, where panels must share it; chosen from the data otherwise.
    public var yRange: ClosedRange<Double>?

    /// Whether the vertical axis is logarithmic: where values begin at zero, are positive and span more than two decades.
    var isLogarithmic: Bool {
        let values = curves.flatMap(\.y).filter(\.isFinite)
        guard yRange == nil, includesZero, let low = values.min(), let high = values.max() else { return false }
        return low > 0 && high > 100 * low
    }

    /// A figure of curves; its vertical axis follows from them unless told.
    public init(
        _ title: String, description: String, xLabel: String, yLabel: String, curves: [Curve], levels: [Level] = [],
        includesZero: Bool = true, yRange: ClosedRange<Double>? = nil
    ) {
        self.title = title
        self.description = description
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.curves = curves
        self.levels = levels
        self.includesZero = includesZero
        self.yRange = yRange
    }

    /// A horizontal line with a word on it.
    public struct Level: Sendable {
        /// Where it lies on the vertical axis.
        public let value: Double
        /// What the line stands for, in a word.
        public let label: String

        /// A line at `value`.
        public init(_ value: Double, label: String) {
            self.value = value
            self.label = label
        }
    }
}

/// One curve with its band. Points whose value is NaN are left out.
public struct Curve: Sendable {
    /// What the curve stands for, such as the arm's name.
    public var name: String
    /// Which color of the palette.
    public var color: Int
    /// How it is drawn.
    public var style: Style
    /// Positions on the horizontal axis, increasing.
    public var x: [Double]
    /// One value for each position.
    public var y: [Double]
    /// The ends of the band at each position; empty for none.
    public var band: [ClosedRange<Double>?]
    /// Whether values after the last position are not finite: a cross stands at the end, or at the foot of the axis where
    /// there was no position before.
    public var isCutByDivergence: Bool

    /// The ways a curve can be drawn.
    public enum Style: Sendable {
        /// A line.
        case solid
        /// A dashed line: a value to compare with, such as the final one of an arm for which the axis stands still.
        case dashed
        /// Hollow points: values that are expected, such as published ones.
        case points
    }

    /// A curve through points, with a band around it or without.
    public init(
        _ name: String, color: Int, style: Style = .solid, x: [Double], y: [Double], band: [ClosedRange<Double>?] = [],
        isCutByDivergence: Bool = false
    ) {
        precondition(x.count == y.count, "every point has two coordinates")
        precondition(band.isEmpty || band.count == x.count, "a band has ends at every point")
        self.name = name
        self.color = color
        self.style = style
        self.x = x
        self.y = y
        self.band = band
        self.isCutByDivergence = isCutByDivergence
    }

    /// How its line is broken, where it is: a value to compare with, or a color that another curve has already.
    var dashes: String? { style == .dashed ? "5 4" : style == .solid ? Palette.dashes(color) : nil }

    /// What stands beside the curve's end.
    var label: String {
        isCutByDivergence ? "\(name) (diverged)" : style == .dashed ? "\(name) (final value)" : name
    }

    /// The same value over a whole axis, where it is one point.
    func stretched(to end: Double) -> Curve {
        guard style == .dashed, x.count == 1 else { return self }
        return Curve(
            name, color: color, style: style, x: [0, end], y: [y[0], y[0]],
            band: band.isEmpty ? [] : [band[0], band[0]],
            isCutByDivergence: isCutByDivergence)
    }

    /// The same curve with at most `limit` points, evenly chosen, the last one kept.
    public func thinned(to limit: Int) -> Curve {
        guard let chosen = Self.chosen(of: x.count, limit) else { return self }
        return Curve(
            name, color: color, style: style, x: chosen.map { x[$0] }, y: chosen.map { y[$0] },
            band: band.isEmpty ? [] : chosen.map { band[$0] }, isCutByDivergence: isCutByDivergence)
    }

    /// The places of a curve with at most `limit` points.
    static func thinned(_ places: [Double], to limit: Int) -> [Double] {
        chosen(of: places.count, limit).map { $0.map { places[$0] } } ?? places
    }

    private static func chosen(of count: Int, _ limit: Int) -> [Int]? {
        guard limit > 1, count > limit else { return nil }
        return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    }
}
