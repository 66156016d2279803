public import Determinism

/// One kind a choice can name: an environment, a learner, an optimizer, a method, an aggregation rule …
public struct Component: Sendable {
    /// The key in YAML, such as `cartpole`.
    public let kind: String
    /// One sentence.
    public let summary: String
    /// Paragraphs for `concord explain`: formulas, observation tables, numbered deviations from the paper.
    ///
    /// What a key is where a spec is silent is never written out but referred to, `⟦robust.omega⟧`: see ``DefaultReference``.
    public let details: String
    /// Where it comes from, and how well that is known.
    public let source: Source?
    /// Its keys.
    public let fields: [Field]

    /// Describes one kind.
    public init(_ kind: String, _ summary: String, details: String = "", source: Source? = nil, fields: [Field]) {
        self.kind = kind
        self.summary = summary
        self.details = details
        self.source = source
        self.fields = fields
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
    /// Authors, title, venue, year, as one would cite it.
    public let citation: String
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

    /// A source.
    public init(_ citation: String, evidence: Evidence, grounds: [Ground] = []) {
        self.citation = citation
        self.evidence = evidence
        self.grounds = grounds
    }
}

/// The kinds a choice offers, without the types behind them: what the language needs to know.
public struct Choices: Sendable {
    /// What is chosen, singular: `optimizer`.
    public let noun: String
    /// The kinds, in the order they are listed to people. Lazy, because choices may contain one another.
    public var components: [Component] { list() }
    private let list: @Sendable () -> [Component]

    /// Choices of `noun` among `components`.
    public init(_ noun: String, _ components: @escaping @autoclosure @Sendable () -> [Component]) {
        self.noun = noun
        list = components
    }

    /// The component of this kind.
    public subscript(kind: String) -> Component? { components.first { $0.kind == kind } }
}

/// A type whose values are made from checked settings, described by a field table.
public protocol Configurable: Sendable {
    /// Kind, documentation and field table.
    static var component: Component { get }
    /// Builds the value; the settings have been checked against the table, so nothing can be missing.
    init(_ settings: Settings)
}

/// The list file of a plural protocol: one line per type that can be chosen.
public struct Catalogue<Product>: Sendable {
    /// What is chosen, singular.
    public let noun: String
    private let entries: [Entry]

    private struct Entry: Sendable {
        let component: Component
        let type: any Configurable.Type
        let make: @Sendable (Settings) -> Product
    }

    /// A catalogue of these types.
    public init(_ noun: String, _ types: [any Configurable.Type]) {
        self.noun = noun
        entries = types.map { type in
            Entry(component: type.component, type: type) { settings in
                guard let product = type.init(settings) as? Product else {
                    preconditionFailure("\(type) stands in the catalogue of \(Product.self) without conforming to it")
                }
                return product
            }
        }
    }

    /// The kinds, for the language.
    public var choices: Choices {
        let components = entries.map(\.component)
        return Choices(noun, components)
    }

    /// The type behind a kind; nil where there is none.
    public func type(of kind: String) -> (any Configurable.Type)? {
        entries.first { $0.component.kind == kind }?.type
    }

    /// Makes the chosen kind from its settings.
    public func make(_ choice: Choice) -> Product {
        guard let entry = entries.first(where: { $0.component.kind == choice.kind }) else {
            preconditionFailure("no \(noun) is called '\(choice.kind)'; the plan was checked against another catalogue")
        }
        return entry.make(choice.settings(entry.component))
    }

    /// Makes every kind with all its defaults: what law tests run over. Kinds with required fields are left out.
    public var examples: [(kind: String, product: Product)] {
        entries.compactMap { entry in
            guard !entry.component.fields.contains(where: { $0.presence == .required }) else { return nil }
            return (entry.component.kind, entry.make(Settings(entry.component.fields, .object([]))))
        }
    }
}

/// A resolved choice: the kind and its values in canonical form.
public struct Choice: Sendable, Equatable {
    /// The kind chosen.
    public let kind: String
    /// The kind's values: an object.
    public let values: CanonicalValue

    /// Reads `{kind: {…}}`.
    public init(_ value: CanonicalValue) {
        guard let member = value.members.first, value.members.count == 1 else {
            preconditionFailure("a choice is a one-key mapping: \(value.json)")
        }
        kind = member.key
        values = member.value
    }

    /// The kind's settings under its own table.
    public func settings(_ component: Component) -> Settings { Settings(component.fields, values) }
}
