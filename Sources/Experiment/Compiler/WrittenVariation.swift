import Diagnostics

/// Where a spec writes its arms and the factors of its sweep.
struct WrittenVariation: Sendable {
    /// The arms, in order.
    let arms: [(name: String, span: SourceSpan?)]
    /// The factors, in order.
    let factors: [Factor]

    /// A factor, the labels of its levels and the paths that they set.
    struct Factor: Sendable {
        let name: String
        let span: SourceSpan?
        let labels: [String]
        let paths: [[String]]
    }

    init(_ spec: SpecTree) {
        arms = spec.arms.map { ($0.name, $0.span) }
        factors = spec.factors.map { factor in
            Factor(
                name: factor.name, span: factor.span, labels: factor.levels.map(\.label),
                paths: factor.levels.flatMap { $0.edits.map(\.path) })
        }
    }
}
