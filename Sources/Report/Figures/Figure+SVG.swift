extension Figure {
    /// The figure as an SVG document: axes, grid, bands, curves, and each curve's name at its end.
    ///
    /// The identifier is unique within the page the drawing will stand on. The ground is painted unless the page's own is
    /// to show through.
    public func svg(identifier: String, hasGround: Bool = true) -> String {
        let size = (width: 860.0, height: 440.0)
        let names = curves.filter { $0.style != .points }.map(\.label.count).max() ?? 0
        let margin = min(240, 34 + 7.2 * Double(names))
        let panel = Panel(
            figure: self, left: 52, top: 66, width: size.width - 52 - margin, height: size.height - 66 - 54,
            identifier: identifier)
        var drawing = Drawing()
        drawing.text(title, at: (16, 24), color: Palette.ink, css: "ink", size: 15, isBold: true)
        panel.draw(into: &drawing, isSmall: false)
        drawing.text(
            xLabel, at: (panel.left + panel.width / 2, size.height - 12), color: Palette.quiet, css: "quiet",
            anchor: .middle)
        // A sentence above the axis is read without turning one's head.
        let hasPoints = curves.contains { $0.style == .points }
        drawing.text(
            yLabel + (hasPoints ? "  (○ published)" : ""), at: (16, 44), color: Palette.quiet, css: "quiet")
        drawNames(of: panel, into: &drawing)
        return drawing.document(
            width: size.width, height: size.height, title: title, description: description, hasGround: hasGround)
    }

    private func drawNames(of panel: Panel, into drawing: inout Drawing) {
        let ends = panel.ends().filter { $0.curve.style != .points }
        let places = Self.spread(ends.map(\.y), apart: 17, within: panel.top...(panel.top + panel.height))
        let right = panel.left + panel.width
        for (end, place) in zip(ends, places) {
            let color = Palette.curve(end.curve.color)
            let number = Palette.classNumber(end.curve.color)
            drawing.line(
                from: (right + 5, end.y), to: (right + 17, place), color: color, css: "line\(number)", width: 1)
            drawing.text(
                end.curve.label, at: (right + 21, place + 4), color: color, css: "fill\(number)", size: 13,
                isBold: true)
        }
    }

    /// Moves places as little as needed for any two to be `distance` apart, in the order of the places.
    static func spread(_ places: [Double], apart distance: Double, within range: ClosedRange<Double>) -> [Double] {
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        // Neighbors that touch move as one group, centered on the mean of where its members want to be.
        var groups: [(members: [Int], center: Double)] = []
        for index in order {
            groups.append(([index], places[index]))
            while groups.count > 1 {
                let last = groups[groups.count - 1]
                let previous = groups[groups.count - 2]
                let needed = Double(last.members.count + previous.members.count) / 2 * distance
                guard last.center - previous.center < needed else { break }
                let members = previous.members + last.members
                groups.removeLast(2)
                groups.append((members, mean(members.map { places[$0] })))
            }
        }
        var result = places
        var floor = -Double.infinity
        for group in groups {
            let extent = Double(group.members.count - 1) * distance
            var start = min(
                max(group.center - extent / 2, range.lowerBound), max(range.lowerBound, range.upperBound - extent))
            start = max(start, floor)
            for (position, member) in group.members.enumerated() {
                result[member] = start + Double(position) * distance
            }
            floor = start + extent + distance
        }
        return result
    }
}
