/// One line of source as a terminal shows it: tabs expanded, hidden characters spelled out, wide characters counted as two.
struct DisplayLine {
    /// What is printed.
    private(set) var text = ""
    /// Columns printed before the span.
    private(set) var indent = 0
    /// Columns the span covers; at least one, so that there is a caret.
    private(set) var width = 0

    private static let tabWidth = 4
    /// Columns shown of a long line where nobody says how many there are.
    static let window = 160
    /// Columns shown of a long line.
    private let window: Int
    /// How many of them stand before the span.
    private var lead: Int { window * 3 / 8 }

    /// The first line of a span.
    ///
    /// - Parameter window: columns shown of a longer line.
    init(of span: SourceSpan, window: Int = Self.window) {
        self.window = max(24, window)
        let file = span.file
        let line = file.bytes(ofLine: span.startPosition.line)
        var column = 0
        var start: Int?
        var end: Int?
        var cells: [(text: String, column: Int)] = []
        var offset = line.lowerBound
        // A line of megabytes is only decoded around the span.
        if span.start - offset > 4 * Self.window {
            offset = span.start - 2 * Self.window
            while offset > line.lowerBound, file.bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
        }
        let isCutLeft = offset > line.lowerBound
        let stop = min(line.upperBound, max(span.start, offset) + 4 * Self.window)
        for scalar in String(decoding: file.bytes[offset..<max(offset, stop)], as: UTF8.self).unicodeScalars {
            if offset >= span.start, start == nil { start = column }
            if offset >= span.end, end == nil { end = column }
            let cell = Self.cell(scalar, at: column)
            cells.append((cell.text, column))
            column += cell.width
            offset += UTF8.width(scalar)
        }
        let from = start ?? column
        let to = max(end ?? column, from + 1)
        show(cells, from: from, to: to, columns: column, isCut: (isCutLeft, stop < line.upperBound))
    }

    /// Keeps the whole line where it is short, else the part around the span.
    private mutating func show(
        _ cells: [(text: String, column: Int)], from: Int, to: Int, columns: Int, isCut: (left: Bool, right: Bool)
    ) {
        let first = columns > window || isCut.left ? max(0, from - lead) : 0
        let last = columns > window || isCut.right ? first + window : columns
        if first > 0 || isCut.left { text = "…" }
        let lead = text.isEmpty ? 0 : 1
        let origin = cells.first { $0.column >= first }?.column ?? first
        for cell in cells where cell.column >= first && cell.column < last { text += cell.text }
        if last < columns || isCut.right { text += "…" }
        indent = lead + from - origin
        width = min(to, max(last, from + 1)) - from
        while text.last == " " { text.removeLast() }
    }

    private static func cell(_ scalar: Unicode.Scalar, at column: Int) -> (text: String, width: Int) {
        if scalar == "\t" {
            let width = tabWidth - column % tabWidth
            return (String(repeating: " ", count: width), width)
        }
        if VisibleText.isHidden(scalar) {
            let spelled = VisibleText.escape(scalar)
            return (spelled, spelled.count)
        }
        return (String(Character(scalar)), width(of: scalar))
    }

    /// Columns a code point takes: 0 for combining marks, 2 for East Asian wide characters and emoji.
    static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: return 1
        case 0x200D, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: return 0
            default: return 1
            }
        }
    }
}
