/// Many small panels with the same axes: one per agent, say.
public struct PanelGrid: Sendable {
    /// The heading over all panels.
    public var title: String
    /// One or two sentences for those who cannot see the curves.
    public var description: String
    /// The panels, row by row; their titles stand above them.
    public var panels: [Figure]

    /// A grid of panels.
    public init(_ title: String, description: String, panels: [Figure]) {
        self.title = title
        self.description = description
        self.panels = panels
    }

    /// The grid as an SVG document, with one legend for all.
    ///
    /// The identifier is unique within the page the drawing will stand on. The ground is painted unless the page's own is
    /// to show through.
    public func svg(identifier: String, width: DrawingWidth = .wide, hasGround: Bool = true) -> String {
        let columns =
            width == .narrow
            ? min(2, max(1, panels.count)) : panels.count <= 4 ? max(1, panels.count) : panels.count <= 12 ? 5 : 6
        let rows = (panels.count + columns - 1) / columns
        let (margin, gap) = (14.0, 14.0)
        let inner = width.rawValue - 2 * margin
        let shared = Self.sharing(panels)
        func panel(_ index: Int, left: Double, top: Double, width: Double, height: Double) -> Panel {
            Panel(
                figure: shared[index], left: left, top: top, width: width, height: height,
                identifier: "\(identifier)-\(index)")
        }
        let left =
            margin + (panels.isEmpty ? 0 : panel(0, left: 0, top: 0, width: 100, height: 100).valueWidth(isSmall: true))
        let panelWidth = (width.rawValue - left - margin - gap * Double(columns - 1)) / Double(columns)
        let panelHeight = min(150, panelWidth * 0.72)
        let titles = panels.map { TextWidth.lines($0.title, within: panelWidth, size: 12, isBold: true) }
        let heading = 15 * Double(titles.map(\.count).max() ?? 1) + 8
        let pitch = heading + panelHeight + 30
        let words = TextWidth.lines(title, within: inner, size: 15, isBold: true)
        let legend = Legend(Self.curves(of: panels), left: margin, width: inner)
        let top = 14 + Double(words.count) * 19 + legend.height + 6

        var drawing = Drawing()
        for (index, line) in words.enumerated() {
            drawing.text(
                line, at: (margin, 24 + Double(index) * 19), color: Palette.ink, css: "ink", size: 15, isBold: true)
        }
        legend.draw(below: 10 + Double(words.count) * 19, into: &drawing)
        for index in panels.indices {
            let place = panel(
                index, left: left + Double(index % columns) * (panelWidth + gap),
                top: top + Double(index / columns) * pitch + heading, width: panelWidth, height: panelHeight)
            for (number, line) in titles[index].enumerated() {
                drawing.text(
                    line, at: (place.left, place.top - 9 - Double(titles[index].count - 1 - number) * 15),
                    color: Palette.ink, css: "ink", isBold: true)
            }
            place.draw(into: &drawing, isSmall: true, hasValues: index % columns == 0)
        }
        let bottom = top + Double(rows) * pitch
        let labels = TextWidth.lines(panels.first?.xLabel ?? "", within: inner, size: 12)
        for (number, line) in labels.enumerated() {
            drawing.text(
                line, at: (width.rawValue / 2, bottom + 8 + Double(number) * 16), color: Palette.quiet, css: "quiet",
                anchor: .middle)
        }
        return drawing.document(
            width: width.rawValue, height: bottom + Double(labels.count) * 16 + 6, title: title,
            description: description, hasGround: hasGround)
    }

    /// The panels with one vertical axis.
    private static func sharing(_ panels: [Figure]) -> [Figure] {
        let ranges = panels.map(\.valueRange)
        let low = ranges.map(\.lowerBound).min() ?? 0
        let high = ranges.map(\.upperBound).max() ?? 1
        return panels.map { figure in
            var shared = figure
            shared.yRange = figure.yRange ?? low...high
            return shared
        }
    }

    /// Every curve once that any panel has: an agent may lack an arm.
    private static func curves(of panels: [Figure]) -> [Curve] {
        var known: Set<String> = []
        return panels.flatMap(\.curves).filter { known.insert($0.label).inserted }
    }
}
