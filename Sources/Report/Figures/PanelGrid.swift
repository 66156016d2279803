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
    public func svg(identifier: String, hasGround: Bool = true) -> String {
        let columns = panels.count <= 4 ? max(1, panels.count) : panels.count <= 12 ? 5 : 6
        let rows = (panels.count + columns - 1) / columns
        let width = 860.0
        let gap = 14.0
        let left = 44.0
        let panelWidth = (width - left - 16 - gap * Double(columns - 1)) / Double(columns)
        let panelHeight = min(150, panelWidth * 0.72)
        let top = 78.0
        let pitch = panelHeight + 52
        let ranges = panels.map(\.valueRange)
        let low = ranges.map(\.lowerBound).min() ?? 0
        let high = ranges.map(\.upperBound).max() ?? 1
        var drawing = Drawing()
        drawing.text(title, at: (16, 24), color: Palette.ink, css: "ink", size: 15, isBold: true)
        drawLegend(into: &drawing, width: width)
        for (index, figure) in panels.enumerated() {
            var shared = figure
            shared.yRange = figure.yRange ?? low...high
            let panel = Panel(
                figure: shared, left: left + Double(index % columns) * (panelWidth + gap),
                top: top + Double(index / columns) * pitch, width: panelWidth, height: panelHeight,
                identifier: "\(identifier)-\(index)")
            drawing.text(
                figure.title, at: (panel.left, panel.top - 9), color: Palette.ink, css: "ink", isBold: true)
            panel.draw(into: &drawing, isSmall: true, hasValues: index % columns == 0)
        }
        let height = top + Double(rows) * pitch
        if let first = panels.first {
            drawing.text(
                first.xLabel, at: (width / 2, height - 6), color: Palette.quiet, css: "quiet", anchor: .middle)
        }
        return drawing.document(
            width: width, height: height + 6, title: title, description: description, hasGround: hasGround)
    }

    private func drawLegend(into drawing: inout Drawing, width: Double) {
        var place = 16.0
        for curve in panels.first?.curves ?? [] {
            let number = Palette.classNumber(curve.color)
            let color = Palette.curve(curve.color)
            let extent = 30 + 7.4 * Double(curve.label.count) + 14
            guard place + extent < width else { break }
            drawing.line(
                from: (place, 43), to: (place + 20, 43), color: color, css: "line\(number)", width: 2.4,
                dashes: curve.style == .dashed ? "5 4" : nil)
            drawing.text(curve.label, at: (place + 26, 47), color: color, css: "fill\(number)", isBold: true)
            place += extent
        }
    }
}
