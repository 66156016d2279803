internal import Diagnostics

/// SVG elements, appended one after another; coordinates in pixels with one decimal.
struct Drawing {
    private(set) var body = ""

    mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), color: Palette.Pair, css: String,
        width: Double = 1, dashes: String? = nil
    ) {
        body +=
            "<line class=\"\(css)\" x1=\"\(Self.text(start.x))\" y1=\"\(Self.text(start.y))\" x2=\"\(Self.text(end.x))\""
        body += " y2=\"\(Self.text(end.y))\" stroke=\"\(color.light)\" stroke-width=\"\(Self.text(width))\""
        if let dashes { body += " stroke-dasharray=\"\(dashes)\"" }
        body += "/>\n"
    }

    enum Anchor: String {
        case start, middle, end
    }

    mutating func text(
        _ words: String, at place: (x: Double, y: Double), color: Palette.Pair, css: String, anchor: Anchor = .start,
        size: Double = 12, isBold: Bool = false
    ) {
        body += "<text class=\"\(css)\" x=\"\(Self.text(place.x))\" y=\"\(Self.text(place.y))\" fill=\"\(color.light)\""
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if size != 12 { body += " style=\"font-size:\(Self.text(size))px\"" }
        if isBold { body += " font-weight=\"600\"" }
        body += ">\(Self.escape(words))</text>\n"
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], color: Int, width: Double, dashes: String? = nil) {
        guard points.count > 1 else {
            if let point = points.first { circle(at: point, color: color, radius: width) }
            return
        }
        body +=
            "<path class=\"line\(Palette.classNumber(color))\" fill=\"none\" stroke=\"\(Palette.curve(color).light)\""
        body += " stroke-width=\"\(Self.text(width))\" stroke-linejoin=\"round\" stroke-linecap=\"round\""
        if let dashes { body += " stroke-dasharray=\"\(dashes)\"" }
        body += " d=\"\(Self.path(points))\"/>\n"
    }

    mutating func area(_ points: [(x: Double, y: Double)], color: Int) {
        body +=
            "<path class=\"fill\(Palette.classNumber(color))\" fill=\"\(Palette.curve(color).light)\" fill-opacity=\"0.16\""
        body += " d=\"\(Self.path(points))Z\"/>\n"
    }

    mutating func circle(at point: (x: Double, y: Double), color: Int, radius: Double, isHollow: Bool = false) {
        let number = Palette.classNumber(color)
        let css = isHollow ? "line\(number)" : "fill\(number)"
        let paint = Palette.curve(color).light
        body +=
            "<circle class=\"\(css)\" cx=\"\(Self.text(point.x))\" cy=\"\(Self.text(point.y))\" r=\"\(Self.text(radius))\""
        body += isHollow ? " fill=\"none\" stroke=\"\(paint)\" stroke-width=\"1.5\"/>\n" : " fill=\"\(paint)\"/>\n"
    }

    /// A curve's end where values stop being finite.
    mutating func cross(at point: (x: Double, y: Double), color: Int, radius: Double) {
        let (paint, css) = (Palette.curve(color), "line\(Palette.classNumber(color))")
        for slope in [-1.0, 1] {
            line(
                from: (point.x - radius, point.y - slope * radius), to: (point.x + radius, point.y + slope * radius),
                color: paint, css: css, width: 2)
        }
    }

    /// Any element: its attributes in order, and what stands in it.
    mutating func element(_ name: String, _ attributes: [(name: String, value: String)], _ content: String = "") {
        body += "<" + name
        for attribute in attributes { body += " \(attribute.name)=\"\(attribute.value)\"" }
        body += content.isEmpty ? "/>\n" : ">\(content)</\(name)>\n"
    }

    mutating func open(clip: String) { body += "<g clip-path=\"url(#\(clip))\">\n" }
    mutating func close() { body += "</g>\n" }

    mutating func clip(_ name: String, x: Double, y: Double, width: Double, height: Double) {
        body +=
            "<clipPath id=\"\(name)\"><rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\""
        body += " height=\"\(Self.text(height))\"/></clipPath>\n"
    }

    /// The whole document, with its title and description for those who listen.
    func document(width: Double, height: Double, title: String, description: String, hasGround: Bool) -> String {
        let size = "\(Self.text(width)) \(Self.text(height))"
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" width=\"\(Self.text(width))\""
        text += " height=\"\(Self.text(height))\" role=\"img\">\n"
        text += "<title>\(Self.escape(title))</title>\n<desc>\(Self.escape(description))</desc>\n"
        text += "<style>\(Palette.style)</style>\n"
        if hasGround { text += "<rect class=\"ground\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" }
        return text + body + "</svg>\n"
    }

    private static func path(_ points: [(x: Double, y: Double)]) -> String {
        var text = ""
        for (index, point) in points.enumerated() {
            text += index == 0 ? "M" : index == 1 ? "L" : " "
            text += Self.text(point.x) + " " + Self.text(point.y)
        }
        return text
    }

    /// A coordinate as SVG has it, to a tenth of a pixel.
    static func text(_ value: Double) -> String { NumberText.short(value, decimals: 1) }

    /// Text that XML and HTML read back as it was, with hidden characters, some of which XML forbids, spelled out.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in VisibleText.lines(text).unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
