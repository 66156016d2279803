import Diagnostics

/// Colors for a terminal, or none.
///
/// What is painted is marked within the text by noncharacters; ``shown(_:)`` turns the marks, and nothing else, into escape
/// sequences. Only our own words go through it: a text from elsewhere in which there may be such marks is ``plain(_:)``, or
/// passes ``VisibleText``, before it comes to stand among them.
struct Paint: Sendable {
    /// Whether escape sequences are written.
    let isColored: Bool

    func bold(_ text: String) -> String { mark(text, .bold) }
    func faint(_ text: String) -> String { mark(text, .faint) }
    func red(_ text: String) -> String { mark(text, .red) }
    func green(_ text: String) -> String { mark(text, .green) }
    func yellow(_ text: String) -> String { mark(text, .yellow) }
    func cyan(_ text: String) -> String { mark(text, .cyan) }

    /// A text as a terminal may have it: what is hidden spelled out, marks among it, line ends and tabs kept.
    func plain(_ text: String) -> String { VisibleText.lines(text) }

    /// Our own words, with what is painted in color; what is hidden is spelled out.
    func shown(_ text: String) -> String {
        guard isColored else { return VisibleText.lines(text) }
        var shown = ""
        var rest = text.unicodeScalars[...]
        while let start = rest.firstIndex(of: Self.opening) {
            shown += VisibleText.lines(String(rest[..<start]))
            rest = rest[start...].dropFirst()
            guard let style = rest.first.flatMap(Style.init), let end = rest.firstIndex(of: Self.closing) else {
                shown += VisibleText.escape(Self.opening)
                continue
            }
            shown += "\u{1B}[\(style.code)m\(VisibleText.lines(String(rest[..<end].dropFirst())))\u{1B}[0m"
            rest = rest[end...].dropFirst()
        }
        return shown + VisibleText.lines(String(rest))
    }

    private func mark(_ text: String, _ style: Style) -> String {
        guard isColored else { return text }
        return "\(Self.opening)\(style.rawValue)\(VisibleText.lines(text))\(Self.closing)"
    }

    private static let opening: Unicode.Scalar = "\u{FFFE}"
    private static let closing: Unicode.Scalar = "\u{FFFF}"

    /// What text can look like: the letter of its mark.
    private enum Style: Character {
        case bold = "b"
        case faint = "f"
        case red = "r"
        case green = "g"
        case yellow = "y"
        case cyan = "c"

        init?(_ scalar: Unicode.Scalar) { self.init(rawValue: Character(scalar)) }

        /// The parameter of the escape sequence.
        var code: Int {
            switch self {
            case .bold: 1
            case .faint: 2
            case .red: 31
            case .green: 32
            case .yellow: 33
            case .cyan: 36
            }
        }
    }
}
