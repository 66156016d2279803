public import Archive
public import Determinism
internal import Diagnostics

extension TreeDifference {
    /// The difference as data; of an array's element its index, both values and, of real numbers, the representable ones between
    /// them, of a text the character at which the two part, and both lengths.
    ///
    /// - Parameter withDistance: whether to say how many representable numbers lie between: where bits should agree.
    public func json(withDistance: Bool = true) -> CanonicalValue {
        var members: [(String, CanonicalValue)] = [("item", .text(path)), ("difference", .text(words))]
        switch kind {
        case .element(let index, let one, let other, let distance, let count):
            members += [
                ("index", .list(index.map(CanonicalValue.integer))), ("first", .text(one)), ("second", .text(other)),
                ("elements", .integer(count)),
            ]
            if withDistance, let distance { members.append(("ulp", .integer(Int(clamping: distance)))) }
        case .text(_, let one, let other), .attribute(_, let one, let other):
            let parting = TextParting(one, other)
            members += [
                ("character", .integer(parting.shared + 1)),
                ("lengths", .list([.integer(parting.lengths.one), .integer(parting.lengths.other)])),
            ]
        case .onlyIn, .shape: break
        }
        return .object(sorting: members)
    }

    /// One line in which long texts are cut to the neighborhood of their first difference.
    public var words: String { VisibleText.line(excerpts) }

    /// The same without how many representable numbers lie between two that nobody expects to be equal.
    public var wordsWithoutDistance: String {
        guard case .element(let index, let one, let other, _, let count) = kind else { return words }
        let counted = count == 1 ? "1 element differs" : "\(count) elements differ"
        return VisibleText.line("\(path)\(index): \(one) ≠ \(other); \(counted)")
    }

    private var excerpts: String {
        switch kind {
        case .text(let position, let one, let other):
            let parting = TextParting(one, other)
            return "\(path)[\(position)]: \"\(parting.one)\" ≠ \"\(parting.other)\"\(parting.place)"
        case .attribute(let name, let one, let other):
            let parting = TextParting(one, other)
            return "\(path)@\(name): \(parting.one) ≠ \(parting.other)\(parting.place)"
        case .onlyIn, .shape, .element: return description
        }
    }
}

/// Two texts, cut to where they part.
private struct TextParting {
    /// How many characters both begin with.
    let shared: Int
    /// How many characters they have.
    let lengths: (one: Int, other: Int)
    /// The neighborhood of the first difference; a short text whole.
    let one: String
    let other: String

    /// Texts up to this length are shown whole.
    private static let longest = 80
    /// Of longer ones is shown so much before the first difference, and from it on.
    private static let (before, after) = (20, 40)

    init(_ one: String, _ other: String) {
        let (left, right) = (Array(one), Array(other))
        let shared = zip(left, right).prefix { $0 == $1 }.count
        self.shared = shared
        lengths = (left.count, right.count)
        let isShort = max(left.count, right.count) <= Self.longest
        func excerpt(_ characters: [Character]) -> String {
            let start = isShort ? 0 : max(0, shared - Self.before)
            let end = isShort ? characters.count : min(characters.count, shared + Self.after)
            let middle = String(characters[min(start, end)..<end].map { $0.isNewline ? "⏎" : $0 })
            return (start > 0 ? "…" : "") + middle + (end < characters.count ? "…" : "")
        }
        self.one = excerpt(left)
        self.other = excerpt(right)
        place = isShort ? "" : ", at character \(shared + 1) of \(left.count) and \(right.count)"
    }

    /// Where they part, of texts that are cut.
    let place: String
}
