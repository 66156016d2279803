/// The names of curves under or over a drawing, each with a piece of its line, in rows that are as wide as they may be.
struct Legend {
    private struct Entry {
        let curve: Curve
        let lines: [String]
        let place: (x: Double, y: Double)
    }

    private var entries: [Entry] = []
    /// How high all rows are together.
    private(set) var height = 0.0

    private static let size = 12.0
    private static let pitch = 17.0
    private static let sample = 26.0

    /// The names of curves, expected ones left out, in rows from `left` on.
    init(_ curves: [Curve], left: Double, width: Double) {
        var (x, y, lowest) = (left, 0.0, 0.0)
        for curve in curves where curve.style != .points {
            let lines = TextWidth.lines(curve.label, within: width - Self.sample, size: Self.size, isBold: true)
            let extent = Self.sample + (lines.map { TextWidth.of($0, size: Self.size, isBold: true) }.max() ?? 0)
            if x > left, x + extent > left + width { (x, y) = (left, lowest) }
            entries.append(Entry(curve: curve, lines: lines, place: (x, y)))
            lowest = max(lowest, y + Double(lines.count) * Self.pitch)
            x += extent + 16
        }
        height = lowest
    }

    /// Draws it below a line.
    func draw(below top: Double, into drawing: inout Drawing) {
        for entry in entries {
            let color = Palette.curve(entry.curve.color)
            let number = Palette.classNumber(entry.curve.color)
            let base = top + entry.place.y + 12
            drawing.line(
                from: (entry.place.x, base - 4), to: (entry.place.x + 20, base - 4), color: color, css: "line\(number)",
                width: 2.4, dashes: entry.curve.dashes)
            for (index, line) in entry.lines.enumerated() {
                drawing.text(
                    line, at: (entry.place.x + Self.sample, base + Double(index) * Self.pitch), color: color,
                    css: "fill\(number)", size: Self.size, isBold: true)
            }
        }
    }
}
