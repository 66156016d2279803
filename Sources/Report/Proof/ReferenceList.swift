public import Config
public import Determinism

/// What was published of some kinds, each work once, with what it is cited for.
public struct ReferenceList: Sendable {
    /// What is cited for a kind.
    private struct Use: Equatable {
        let kind: String
        let noun: String
        let source: String
        let evidence: String
        let works: [Publication]

        /// For the note of an entry.
        var words: String { "\(kind) (\(noun)), known to Concord from: \(evidence)" }
    }

    private var uses: [Use] = []

    /// A list of nothing.
    public init() {}

    /// Adds what a kind rests on, if it has a source.
    public mutating func add(_ component: Component, noun: String) {
        guard let source = component.source else { return }
        let use = Use(
            kind: component.kind, noun: noun, source: source.citation, evidence: source.evidence.rawValue,
            works: source.works)
        if !uses.contains(use) { uses.append(use) }
    }

    /// BibTeX: the works in the order in which they were cited first, then what is known by words alone.
    public var bibTeX: String {
        works.map { work in
            let own = uses.filter { $0.works.contains(work) }
            return BibTeX.entry(work, note: own.map(\.words).joined(separator: "; "))
        }.joined()
            + uses.filter { $0.works.isEmpty && $0.evidence != Source.Evidence.ours.rawValue }.map { use in
                BibTeX.entry(
                    "misc", "\(use.noun)-\(use.kind)",
                    [
                        ("title", "\(use.kind) (\(use.noun))"), ("howpublished", use.source),
                        ("note", "known to Concord from: \(use.evidence)"),
                    ])
            }.joined()
    }

    /// What is cited, by kind.
    public var value: CanonicalValue {
        .list(
            uses.map { use in
                .object(sorting: [
                    ("kind", .text(use.kind)), ("noun", .text(use.noun)), ("source", .text(use.source)),
                    ("evidence", .text(use.evidence)), ("publications", .list(use.works.map { .text($0.key) })),
                ])
            })
    }

    /// The works as data.
    public var publications: CanonicalValue { .list(works.map(\.value)) }

    /// Each work once, in the order in which they were cited first.
    private var works: [Publication] {
        uses.flatMap(\.works).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension Publication {
    /// All that is known of it; what is not known is not there.
    fileprivate var value: CanonicalValue {
        var members: [(String, CanonicalValue)] = [
            ("key", .text(key)), ("authors", .list(authors.map(CanonicalValue.text))), ("title", .text(title)),
            ("year", .integer(year)), ("text", .text(text)),
        ]
        if let doi { members.append(("doi", .text(doi))) }
        if let arXiv { members.append(("arxiv", .text(arXiv))) }
        return .object(sorting: members)
    }
}
