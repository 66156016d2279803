/// One kind a choice can name: an environment, a learner, an optimizer, a method, an aggregation rule …
public struct Component: Sendable {
    /// The key in YAML, such as `cartpole`.
    public let kind: String
    /// What it is, in one sentence: the line of `concord list`.
    public let summary: String
    /// Paragraphs for `concord explain`: formulas, observation tables, numbered deviations from the paper.
    ///
    /// What a key is where a spec is silent is never written out but referred to, `⟦robust.omega⟧`: see ``DefaultReference``.
    public let details: String
    /// Where it comes from, and how well that is known.
    public let source: Source?
    /// The keys that may stand under the kind.
    public let fields: [Field]
    /// Why it has no key that others of its catalogue have and people look for, by that key: advice for who writes it.
    public let lacks: [String: String]
    /// The language whose kinds its fields name; nil where it has not been bound to one.
    let language: Language?

    /// Describes one kind.
    public init(
        _ kind: String, _ summary: String, details: String = "", source: Source? = nil, fields: [Field],
        lacks: [String: String] = [:]
    ) {
        self.kind = kind
        self.summary = summary
        self.details = details
        self.source = source
        self.fields = fields
        self.lacks = lacks
        language = nil
    }

    private init(_ component: Component, fields: [Field], language: Language) {
        kind = component.kind
        summary = component.summary
        details = component.details
        source = component.source
        self.fields = fields
        lacks = component.lacks
        self.language = language
    }

    func bound(to language: Language, fields: [Field]) -> Component {
        Component(self, fields: fields, language: language)
    }

    /// The same kind with one field replaced, where it has that field.
    public func replacing(_ key: String, _ change: (Field) -> Field) -> Component {
        let fields = fields.map { $0.key == key ? change($0) : $0 }
        return Component(kind, summary, details: details, source: source, fields: fields, lacks: lacks)
    }

    /// The key of the file it reads; nil where it reads none. Beside it, `content` says what was in it.
    public var fileKey: String? {
        fields.first { if case .path = $0.type { true } else { false } }?.key
    }

    /// The field with this key.
    public func field(_ key: String) -> Field? { fields.first { $0.key == key } }

    /// The field at a dotted path through tables and kinds; nil where there is none.
    public func innerField(_ path: String) -> Field? {
        FieldType.table(fields).field(at: path.split(separator: ".").map(String.init))
    }
}

/// Where a component comes from and what the knowledge of it rests on.
public struct Source: Sendable {
    /// What was published of it; empty where nothing was.
    public let works: [Publication]
    /// What is to be said beside the works, or in their place where nothing was published.
    public let note: String
    /// What was read.
    public let evidence: Evidence
    /// Which parts of a component rest on what, where they rest on several things. May refer to defaults as details do.
    public let grounds: [Ground]

    /// What rests on one kind of evidence.
    public struct Ground: Sendable {
        /// The evidence; nil for what the source has and nobody here could find.
        public let evidence: Evidence?
        /// What rests on it, in a list of words.
        public let what: String

        /// What rests on some evidence.
        public static func from(_ evidence: Evidence, _ what: String) -> Ground {
            Ground(evidence: evidence, what: what)
        }

        /// What the source must have and nobody here could find.
        public static func unknown(_ what: String) -> Ground { Ground(evidence: nil, what: what) }

        /// How it is introduced: `author code`, `unknown`.
        public var heading: String { evidence?.rawValue ?? "unknown" }
    }

    /// What was read, strongest first.
    public enum Evidence: String, Sendable {
        /// The authors' own program.
        case authorCode = "author code"
        /// The paper's text.
        case paper
        /// A reference implementation that others compare with.
        case reference = "reference implementation"
        /// Memory of the literature, not checked against it.
        case recalled
        /// Concord's own design.
        case ours
    }

    /// A source that was published, how sure what is taken from it is, and on what grounds.
    public init(_ works: Publication..., note: String = "", evidence: Evidence, grounds: [Ground] = []) {
        self.works = works
        self.note = note
        self.evidence = evidence
        self.grounds = grounds
    }

    /// A source that was not published, in words.
    public init(_ words: String, evidence: Evidence, grounds: [Ground] = []) {
        works = []
        note = words
        self.evidence = evidence
        self.grounds = grounds
    }

    /// Authors, title, venue, year of every work, and what is to be said beside them.
    public var citation: String { (works.map(\.text) + (note.isEmpty ? [] : [note])).joined(separator: "; ") }
}
