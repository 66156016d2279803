import Learning

/// The part of a replay in which the world is seen: its units scaled alike in both directions, and centered.
struct Stage {
    private let left: Double
    private let top: Double
    private let width: Double
    /// In pixels.
    let height: Double
    private let scale: Double
    private let sight: Sight

    private static let heights = 120.0...330.0
    /// The thinnest line that is seen.
    private static let hairline = 1.2

    init(_ sight: Sight, left: Double, top: Double, width: Double) {
        let across = sight.across.upperBound - sight.across.lowerBound
        let up = sight.up.upperBound - sight.up.lowerBound
        height = min(max(width * up / across, Self.heights.lowerBound), Self.heights.upperBound)
        scale = min(width / across, height / up)
        self.left = left
        self.top = top
        self.width = width
        self.sight = sight
    }

    /// Draws what stands still, and over it what moves.
    ///
    /// - Parameter moving: by moment, the same outlines and roles in the same order.
    func draw(_ setting: [Shape], _ moving: [[Shape]], _ frames: KeyFrames, into drawing: inout Drawing) {
        drawing.clip("stage", x: left, y: top, width: width, height: height)
        drawing.open(clip: "stage")
        for shape in setting { draw([shape], frames, into: &drawing) }
        for index in moving[0].indices { draw(moving.map { $0[index] }, frames, into: &drawing) }
        drawing.close()
    }

    /// Draws one shape as it is at each moment.
    private func draw(_ shapes: [Shape], _ frames: KeyFrames, into drawing: inout Drawing) {
        let first = geometry(of: shapes[0])
        var attributes = paint(shapes[0])
        var content = ""
        if case .text(let words, _) = shapes[0].outline { content = Drawing.escape(words) }
        let places = shapes.map { geometry(of: $0).places }
        // Between two pushes to opposite sides there is none through the middle; slow ones glide along with what they push.
        let jumps = shapes[0].role == .effort && frames.areQuick
        for (index, place) in first.places.enumerated() {
            let (value, animation) = frames.attribute(place.name, places.map { $0[index].value }, jumps: jumps)
            attributes.append((place.name, value))
            content += animation
        }
        drawing.element(first.element, attributes, content)
    }

    /// The element that draws a shape, and where it stands.
    private func geometry(of shape: Shape) -> (element: String, places: [(name: String, value: String)]) {
        switch shape.outline {
        case .line(let start, let end):
            return ("line", [("x1", x(start)), ("y1", y(start)), ("x2", x(end)), ("y2", y(end))])
        case .circle(let center, let radius):
            return ("circle", [("cx", x(center)), ("cy", y(center)), ("r", Drawing.text(radius * scale))])
        case .rectangle(let low, let high):
            let size = (high - low) * scale
            return (
                "rect",
                [
                    ("x", x(low)), ("y", y(high)), ("width", Drawing.text(size.x)), ("height", Drawing.text(size.y)),
                ]
            )
        case .polyline(let points): return ("polyline", [("points", list(points))])
        case .polygon(let points): return ("polygon", [("points", list(points))])
        case .text(_, let center): return ("text", [("x", x(center)), ("y", y(center, lowered: 4))])
        }
    }

    /// How a shape is painted: a line by its stroke, an area by its fill.
    private func paint(_ shape: Shape) -> [(name: String, value: String)] {
        let color = shape.role.color
        switch shape.outline {
        case .line, .polyline:
            let width = Drawing.text(max(shape.width * scale, Self.hairline))
            let cap = shape.width > 0 ? "round" : "butt"
            return [
                ("class", shape.role == .faint ? "grid" : "line\(color)"), ("fill", "none"),
                ("stroke", shape.role == .faint ? Palette.grid.light : Palette.curve(color).light),
                ("stroke-width", width), ("stroke-linecap", cap), ("stroke-linejoin", "round"),
            ]
        case .text:
            return [("class", "quiet"), ("fill", Palette.quiet.light), ("text-anchor", "middle")]
        case .circle, .rectangle, .polygon:
            var attributes = [("class", "fill\(color)"), ("fill", Palette.curve(color).light)]
            if shape.role == .danger || shape.role == .goal, case .rectangle = shape.outline {
                attributes.append(("fill-opacity", "0.3"))
            }
            return attributes
        }
    }

    private func x(_ point: Point) -> String { Drawing.text(pixels(point).x) }
    private func y(_ point: Point, lowered: Double = 0) -> String { Drawing.text(pixels(point).y + lowered) }

    private func list(_ points: [Point]) -> String {
        points.map { "\(x($0)),\(y($0))" }.joined(separator: " ")
    }

    private func pixels(_ point: Point) -> Point {
        let middle = Point(
            (sight.across.lowerBound + sight.across.upperBound) / 2, (sight.up.lowerBound + sight.up.upperBound) / 2)
        return Point(left + width / 2 + (point.x - middle.x) * scale, top + height / 2 - (point.y - middle.y) * scale)
    }
}

extension Shape.Role {
    /// Which of the palette's colors.
    fileprivate var color: Int {
        switch self {
        case .faint, .ground: 0
        case .body: 1
        case .limb: 2
        case .joint: 7
        case .goal: 3
        case .danger: 8
        case .effort: 5
        }
    }
}
