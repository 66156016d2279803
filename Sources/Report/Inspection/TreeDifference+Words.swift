public import Archive
public import Determinism

extension TreeDifference {
    /// The difference as data; of an array's element its index, both values and the representable numbers between them.
    public var json: CanonicalValue {
        var members: [(String, CanonicalValue)] = [("item", .text(path)), ("difference", .text(description))]
        if case .element(let index, let one, let other, let distance, let count) = kind {
            members += [
                ("index", .list(index.map(CanonicalValue.integer))), ("first", .text(one)), ("second", .text(other)),
                ("ulp", .integer(Int(clamping: distance))), ("elements", .integer(count)),
            ]
        }
        return .object(sorting: members)
    }

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
