/// The texts of an SVG drawing with their places, read back from its markup.
struct DrawnTexts {
    struct Line {
        let words: String
        let x: Double
        let y: Double
        let anchor: String
        let size: Double
        let isBold: Bool
    }

    let lines: [Line]
    let width: Double
    let height: Double

    init?(_ drawing: String) {
        guard let box = Self.value("viewBox", in: drawing)?.split(separator: " ").compactMap({ Double($0) }),
            box.count == 4
        else { return nil }
        (width, height) = (box[2], box[3])
        var lines: [Line] = []
        for piece in Self.pieces(of: drawing, after: "<text ") {
            guard let end = piece.firstIndex(of: ">") else { return nil }
            let head = String(piece[..<end])
            let words = piece[piece.index(after: end)...].prefix { $0 != "<" }
            guard let x = Self.value("x", in: head).flatMap(Double.init),
                let y = Self.value("y", in: head).flatMap(Double.init)
            else { return nil }
            let style = Self.value("style", in: head) ?? ""
            let size = style.isEmpty ? 12 : Double(style.filter { $0.isNumber || $0 == "." }) ?? .nan
            lines.append(
                Line(
                    words: Self.unescaped(String(words)), x: x, y: y,
                    anchor: Self.value("text-anchor", in: head) ?? "start",
                    size: size, isBold: head.contains("font-weight")))
        }
        self.lines = lines
    }

    /// What stands after every occurrence of a mark, to the next one.
    static func pieces(of text: String, after mark: String) -> [Substring] {
        Array(text.split(separator: mark, omittingEmptySubsequences: false).dropFirst())
    }

    private static func value(_ name: String, in text: String) -> String? {
        var rest = Substring(text)
        let mark = " \(name)=\""
        if rest.hasPrefix(mark.dropFirst()) { return String(rest.dropFirst(mark.count - 1).prefix { $0 != "\"" }) }
        while let start = rest.firstIndex(of: " ") {
            rest = rest[start...]
            if rest.hasPrefix(mark) { return String(rest.dropFirst(mark.count).prefix { $0 != "\"" }) }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func unescaped(_ text: String) -> String {
        var text = text
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
            text = text.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
        }
        return text
    }
}
