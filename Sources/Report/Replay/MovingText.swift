/// Words that change from moment to moment, without a script: for every place in the line a column of the characters that
/// stand there, of which a window shows one. A word costs no more than the changes of its characters.
struct MovingText {
    /// By moment.
    let words: [String]
    let isBold: Bool

    /// Pixels from one character to the next.
    static let advance = 8.4
    private static let lineHeight = 18.0
    /// Characters of one width.
    private static let fonts = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
    private static let baseline = 14.0

    /// The name of the window through which one character of a column is seen.
    private static let window = "character"

    /// Makes the window; once in a document, before any words. (A nested document would be a window too, but browsers give it
    /// a clock of its own.)
    static func defineWindow(in drawing: inout Drawing) {
        drawing.clip(window, x: 0, y: 0, width: advance, height: lineHeight)
    }

    init(_ words: [String], isBold: Bool = false) {
        self.words = words
        self.isBold = isBold
    }

    /// Draws the words with their left end and base line at a place.
    func draw(at place: (x: Double, y: Double), _ frames: KeyFrames, into drawing: inout Drawing) {
        let length = words.map(\.count).max() ?? 0
        let lines = words.map { Array($0) + [Character](repeating: " ", count: length - $0.count) }
        for column in 0..<length {
            let characters = lines.map { $0[column] }
            draw(characters, at: (place.x + Double(column) * Self.advance, place.y), frames, into: &drawing)
        }
    }

    /// One place of the line.
    private func draw(
        _ characters: [Character], at place: (x: Double, y: Double), _ frames: KeyFrames, into drawing: inout Drawing
    ) {
        var known: [Character] = []
        let rows = characters.map { character in
            if let row = known.firstIndex(of: character) { return row }
            known.append(character)
            return known.count - 1
        }
        guard known != [" "] else { return }
        let (top, animation) = frames.attribute(
            "y", rows.map { Drawing.text(Self.baseline - Double($0) * Self.lineHeight) }, jumps: true)
        let middle = Drawing.text(Self.advance / 2)
        var column = Drawing.escape(String(known[0]))
        if known.count > 1 {
            column = known.enumerated().map { row, character in
                let step = row > 0 ? " dy=\"\(Drawing.text(Self.lineHeight))\"" : ""
                return "<tspan x=\"\(middle)\"\(step)>\(Drawing.escape(String(character)))</tspan>"
            }.joined()
        }
        var text = Drawing()
        text.element(
            "text",
            [
                ("class", "ink"), ("x", middle), ("y", top), ("fill", Palette.ink.light), ("text-anchor", "middle"),
                ("style", "font:\(isBold ? 600 : 400) 14px \(Self.fonts)"),
            ], column + animation)
        drawing.element(
            "g",
            [
                ("transform", "translate(\(Drawing.text(place.x)) \(Drawing.text(place.y - Self.baseline)))"),
                ("clip-path", "url(#\(Self.window))"),
            ], text.body)
    }
}
