public import Archive

extension TreeDifference {
    /// One line in which long texts are cut to the neighborhood of their first difference.
    public var words: String {
        switch kind {
        case .text(let position, let one, let other):
            let (left, right) = Self.excerpts(one, other)
            return "\(path)[\(position)]: \"\(left)\" ≠ \"\(right)\""
        case .onlyIn, .shape, .element, .attribute: return description
        }
    }

    private static func excerpts(_ one: String, _ other: String) -> (String, String) {
        let (left, right) = (Array(one), Array(other))
        let shared = zip(left, right).prefix { $0 == $1 }.count
        func excerpt(_ characters: [Character]) -> String {
            let start = max(0, shared - 20)
            let end = min(characters.count, shared + 40)
            let middle = String(characters[min(start, end)..<end].map { $0.isNewline ? "⏎" : $0 })
            return (start > 0 ? "…" : "") + middle + (end < characters.count ? "…" : "")
        }
        return (excerpt(left), excerpt(right))
    }
}
