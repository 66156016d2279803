public import Determinism

/// A type whose values are made from checked settings, described by a field table.
public protocol Configurable: Sendable {
    /// Kind, documentation and field table.
    static var component: Component { get }
    /// What it draws from the streams of each agent it serves; of a learner, beside initialization, environment and actions.
    static var purposes: [Purpose] { get }
    /// Who else draws numbers for a value of such settings, whatever is made of them.
    static func randomSources(_ settings: Settings) -> [RandomSource]
    /// Builds the value; the settings have been checked against the table, so nothing can be missing.
    init(_ settings: Settings)
}

extension Configurable {
    /// Most kinds draw nothing.
    public static var purposes: [Purpose] { [] }
    /// Most kinds draw from agents' streams alone.
    public static func randomSources(_ settings: Settings) -> [RandomSource] { [] }
}

/// The kinds of one noun, and what makes them: one line per type, or value, that can be chosen.
public struct Catalogue<Product>: CatalogueOfKinds {
    /// What is chosen, singular.
    public let noun: String
    private let entries: [Entry]

    private struct Entry: Sendable {
        let component: Component
        let origin: any Sendable
        let make: @Sendable (Settings) -> Product
    }

    /// A catalogue of these types.
    public init(_ name: CatalogueName<Product>, _ types: [any Configurable.Type]) {
        noun = name.noun
        entries = types.map { type in
            Entry(component: type.component, origin: type) { settings in
                guard let product = type.init(settings) as? Product else {
                    preconditionFailure("\(type) stands in the catalogue of \(Product.self) without conforming to it")
                }
                return product
            }
        }
    }

    /// A catalogue of values, each with its component and what settings make of it.
    public init<Value: Sendable>(
        _ name: CatalogueName<Product>, _ values: [Value], _ component: (Value) -> Component,
        make: @escaping @Sendable (Value, Settings) -> Product
    ) {
        noun = name.noun
        entries = values.map { value in Entry(component: component(value), origin: value) { make(value, $0) } }
    }

    private init(noun: String, _ entries: [Entry]) {
        self.noun = noun
        self.entries = entries
    }

    /// The kinds' descriptions, in the order of the list.
    public var components: [Component] { entries.map(\.component) }

    /// The description of a kind; nil where there is none.
    public subscript(kind: String) -> Component? { entry(kind)?.component }

    /// The types, or the values, behind the kinds, in the order of the list.
    public var origins: [any Sendable] { entries.map(\.origin) }

    /// The type, or the value, behind a kind; nil where there is none.
    public func origin(of kind: String) -> (any Sendable)? { entry(kind)?.origin }

    /// Who draws numbers for a choice, beside the agents it serves.
    public func randomSources(of choice: Choice) -> [RandomSource] {
        guard let entry = entry(choice.kind), let type = entry.origin as? any Configurable.Type else { return [] }
        return type.randomSources(choice.settings(entry.component))
    }

    /// Makes the chosen kind from its settings.
    public func make(_ choice: Choice) -> Product {
        guard let entry = entry(choice.kind) else {
            preconditionFailure("no \(noun) is called '\(choice.kind)'; the plan was checked against another catalogue")
        }
        return entry.make(choice.settings(entry.component))
    }

    /// Makes every kind with all its defaults: what law tests run over. Kinds with required fields are left out.
    public var examples: [(kind: String, product: Product)] {
        entries.compactMap { entry in
            guard !entry.component.fields.contains(where: { $0.presence == .required }) else { return nil }
            return (entry.component.kind, entry.make(Choice(kind: entry.component.kind).settings(entry.component)))
        }
    }

    func adding(_ other: Catalogue) throws(DuplicateKind) -> Catalogue {
        var all = entries
        for entry in other.entries {
            let kind = entry.component.kind
            guard !all.contains(where: { $0.component.kind == kind }) else {
                throw DuplicateKind(noun: noun, kind: kind)
            }
            all.append(entry)
        }
        return Catalogue(noun: noun, all)
    }

    func bound(to language: Language) -> any CatalogueOfKinds {
        Catalogue(
            noun: noun,
            entries.map { Entry(component: language.bind($0.component), origin: $0.origin, make: $0.make) })
    }

    func product(of choice: Choice) -> Any { make(choice) }

    private func entry(_ kind: String) -> Entry? { entries.first { $0.component.kind == kind } }
}

/// A catalogue whatever its kinds make.
protocol CatalogueOfKinds: Sendable {
    var noun: String { get }
    var components: [Component] { get }
    subscript(kind: String) -> Component? { get }
    func bound(to language: Language) -> any CatalogueOfKinds
    /// What a choice makes, whatever it is.
    func product(of choice: Choice) -> Any
}

/// A resolved choice: the kind and its values in canonical form.
public struct Choice: Sendable, Equatable {
    /// The kind chosen.
    public let kind: String
    /// The kind's values: an object.
    public let values: CanonicalValue
    private let readings: Readings?

    /// Whether kinds and values are equal.
    public static func == (one: Choice, other: Choice) -> Bool {
        one.kind == other.kind && one.values == other.values
    }

    /// Reads `{kind: {…}}`.
    public init(_ value: CanonicalValue) { self.init(value, noting: nil) }

    init(_ value: CanonicalValue, noting readings: Readings?) {
        guard let member = value.members.first, value.members.count == 1 else {
            preconditionFailure("a choice is a one-key mapping: \(value.json)")
        }
        kind = member.key
        values = member.value
        self.readings = readings?.under(kind)
    }

    /// A kind with all its defaults.
    public init(kind: String) {
        self.kind = kind
        values = .object([])
        readings = nil
    }

    /// The kind's settings under its own table.
    public func settings(_ component: Component) -> Settings {
        Settings(component.fields, values, in: component.language, noting: readings)
    }
}
