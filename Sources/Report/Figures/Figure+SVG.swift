/// How wide a drawing is made: letters have one size on it, so that a telephone needs a drawing of its own.
public enum DrawingWidth: Double, Sendable, CaseIterable {
    /// For a page of 600 pixels and more.
    case wide = 860
    /// For what is narrower: names stand below the curves.
    case narrow = 400
}

extension Figure {
    /// The figure as an SVG document: axes, grid, bands, curves, and each curve's name at its end, or below where ends have no room.
    ///
    /// The identifier is unique within the page the drawing will stand on. The ground is painted unless the page's own is
    /// to show through.
    public func svg(identifier: String, width: DrawingWidth = .wide, hasGround: Bool = true) -> String {
        let layout = FigureLayout(self, width: width.rawValue, identifier: identifier)
        var drawing = Drawing()
        layout.draw(into: &drawing)
        return drawing.document(
            width: layout.width, height: layout.height, title: title, description: description, hasGround: hasGround)
    }
}

/// Where everything stands on a figure: measured, so that nothing is cut.
private struct FigureLayout {
    let figure: Figure
    let width: Double
    private let title: [String]
    private let above: [String]
    private let below: [String]
    private let panel: Panel
    /// The names beside the curves' ends; empty where they stand below.
    private let names: [(lines: [String], end: (curve: Curve, y: Double))]
    private let legend: Legend
    let height: Double

    private static let margin = 14.0
    private static let nameSize = 13.0
    private static let namePitch = 16.0
    /// What there may be of names beside the curves, at most.
    private static let mostNames = 0.32

    init(_ figure: Figure, width: Double, identifier: String) {
        (self.figure, self.width) = (figure, width)
        let inner = width - 2 * Self.margin
        let isWide = width > 600
        title = TextWidth.lines(figure.title, within: inner, size: 15, isBold: true)
        let hasPoints = figure.curves.contains { $0.style == .points }
        // A sentence above the axis is read without turning one's head.
        above = TextWidth.lines(figure.yLabel + (hasPoints ? "  (○ expected)" : ""), within: inner, size: 12)
        let top = 8 + Double(title.count) * 19 + Double(above.count) * 16 + 16
        let plot = isWide ? 320.0 : 230.0
        let drawn = figure.curves.filter { $0.style != .points }
        let room = width * Self.mostNames
        let broken = drawn.map { TextWidth.lines($0.label, within: room, size: Self.nameSize, isBold: true) }
        let lines = broken.reduce(0) { $0 + $1.count }
        let stands = isWide && Double(lines) * Self.namePitch <= plot
        let widest = broken.joined().map { TextWidth.of($0, size: Self.nameSize, isBold: true) }.max() ?? 0
        let right = stands ? widest + 21 + Self.margin : Self.margin
        let scale = Panel(
            figure: figure, left: 0, top: top, width: width, height: plot, identifier: identifier)
        let left = max(40, scale.valueWidth(isSmall: false) + Self.margin)
        let panel = Panel(
            figure: figure, left: left, top: top, width: width - left - max(right, scale.overhang + 4), height: plot,
            identifier: identifier)
        self.panel = panel
        let labels = TextWidth.lines(figure.xLabel, within: inner, size: 12)
        below = labels
        let ends = stands ? panel.ends().filter { $0.curve.style != .points } : []
        names = ends.map { end in
            (TextWidth.lines(end.curve.label, within: room, size: Self.nameSize, isBold: true), end)
        }
        // Curves without an end have no place beside one.
        let others = drawn.filter { curve in !ends.contains { $0.curve.name == curve.name } }
        legend = Legend(others, left: Self.margin, width: inner)
        height = top + plot + 28 + Double(labels.count) * 16 + (legend.height > 0 ? legend.height + 8 : 0) + 8
    }

    func draw(into drawing: inout Drawing) {
        var base = 8.0
        for line in title {
            base += 19
            drawing.text(line, at: (Self.margin, base - 3), color: Palette.ink, css: "ink", size: 15, isBold: true)
        }
        for line in above {
            base += 16
            drawing.text(line, at: (Self.margin, base), color: Palette.quiet, css: "quiet")
        }
        panel.draw(into: &drawing, isSmall: false)
        base = panel.top + panel.height + 28
        for line in below {
            base += 16
            // Centered under the axis, unless it is too long for that.
            let half = TextWidth.of(line, size: 12) / 2
            let center = min(max(panel.left + panel.width / 2, Self.margin + half), width - Self.margin - half)
            drawing.text(line, at: (center, base - 4), color: Palette.quiet, css: "quiet", anchor: .middle)
        }
        legend.draw(below: base + 4, into: &drawing)
        drawNames(into: &drawing)
    }

    private func drawNames(into drawing: inout Drawing) {
        let places = Self.spread(
            names.map(\.end.y), heights: names.map { Double($0.lines.count) * Self.namePitch },
            within: (panel.top - 4)...(panel.top + panel.height + 8))
        let right = panel.left + panel.width
        for (name, place) in zip(names, places) {
            let color = Palette.curve(name.end.curve.color)
            let number = Palette.classNumber(name.end.curve.color)
            drawing.line(
                from: (right + 5, name.end.y), to: (right + 17, place), color: color, css: "line\(number)", width: 1)
            let first = place - Double(name.lines.count - 1) * Self.namePitch / 2
            for (index, line) in name.lines.enumerated() {
                drawing.text(
                    line, at: (right + 21, first + Double(index) * Self.namePitch + 4), color: color,
                    css: "fill\(number)", size: Self.nameSize, isBold: true)
            }
        }
    }

    /// Moves centers as little as needed, in the order of their places, for what has these heights to lie one below the other.
    ///
    /// With o the heights before a center, places less o must not fall: the nearest such sequence is the isotonic regression.
    private static func spread(_ places: [Double], heights: [Double], within range: ClosedRange<Double>) -> [Double] {
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        var offsets: [Double] = []
        var total = 0.0
        for index in order {
            offsets.append(total + heights[index] / 2)
            total += heights[index]
        }
        // Neighbors that touch move as one group, to the mean of where its members want to be.
        var groups: [(count: Int, mean: Double)] = []
        for (rank, index) in order.enumerated() {
            groups.append((1, places[index] - offsets[rank]))
            while groups.count > 1, groups[groups.count - 2].mean > groups[groups.count - 1].mean {
                let (last, previous) = (groups.removeLast(), groups.removeLast())
                let count = previous.count + last.count
                let sum = previous.mean * Double(previous.count) + last.mean * Double(last.count)
                groups.append((count, sum / Double(count)))
            }
        }
        let starts = groups.flatMap { group in
            Array(
                repeating: max(range.lowerBound, min(group.mean, range.upperBound - total)), count: group.count)
        }
        var result = places
        for (rank, index) in order.enumerated() { result[index] = starts[rank] + offsets[rank] }
        return result
    }
}
