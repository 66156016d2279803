internal import Experiment

/// The order in which a plan lists its measures: the first one is what the study asks for, and what headlines are about.
struct MeasureOrder: Sendable {
    private let ranks: [String: Int]

    /// The order of these names.
    init(_ names: [String]) {
        ranks = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether one measure stands before another; what is named within a measure (`evaluation_return.wide`) stands with it.
    func precedes(_ one: String, _ other: String) -> Bool {
        let (left, right) = (rank(one), rank(other))
        return left != right ? left < right : one.utf8.lexicographicallyPrecedes(other.utf8)
    }

    private func rank(_ name: String) -> Int {
        let outer = String(name.prefix { $0 != "." })
        let base = outer.hasSuffix(ReplicaNumbers.suffix) ? String(outer.dropLast(ReplicaNumbers.suffix.count)) : outer
        return ranks[outer] ?? ranks[base] ?? ranks.count
    }
}
