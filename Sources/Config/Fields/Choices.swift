/// The kinds a choice offers, without the types behind them: what the language needs to know.
public struct Choices: Sendable {
    /// What is chosen, singular: `optimizer`.
    public let noun: String
    /// The kinds, in the order they are listed to people. Lazy, because choices may contain one another.
    public var components: [Component] { list() }
    private let list: @Sendable () -> [Component]
    /// The component of a kind, without the others.
    private let find: @Sendable (String) -> Component?
    /// Whether the kinds are a catalogue's, and not its own.
    let isOpen: Bool

    /// Choices of `noun` among `components` and no others.
    public init(_ noun: String, _ components: @escaping @autoclosure @Sendable () -> [Component]) {
        self.init(noun, isOpen: false, list: components) { kind in components().first { $0.kind == kind } }
    }

    /// Choices among the kinds of a catalogue, which are known once the field is bound to a language.
    public init<Product>(from name: CatalogueName<Product>) {
        let noun = name.noun
        @Sendable func unbound() -> Never {
            preconditionFailure("which kinds of \(noun) there are, a language says: the field is bound to none")
        }
        self.init(noun, isOpen: true, list: { unbound() }, find: { _ in unbound() })
    }

    private init(
        _ noun: String, isOpen: Bool, list: @escaping @Sendable () -> [Component],
        find: @escaping @Sendable (String) -> Component?
    ) {
        self.noun = noun
        self.isOpen = isOpen
        self.list = list
        self.find = find
    }

    /// The component of this kind.
    public subscript(kind: String) -> Component? { find(kind) }

    /// The same choices, with the kinds of a language where they are a catalogue's.
    func bound(to language: Language) -> Choices {
        let (noun, list, find) = (noun, list, find)
        return isOpen
            ? Choices(noun, isOpen: true, list: { language.components(of: noun) }) { language.component($0, of: noun) }
            : Choices(noun, isOpen: false, list: { list().map(language.bind) }) { find($0).map(language.bind) }
    }
}

/// What a catalogue is found by: the noun of what is chosen, and the type of what a choice makes.
///
/// A field names one, `.choice(from: Optimizers.name)`; which kinds there are, the language says that a spec is read in.
public struct CatalogueName<Product>: Sendable {
    /// What is chosen, singular: `optimizer`.
    public let noun: String

    /// The name of a catalogue.
    public init(_ noun: String) { self.noun = noun }
}

extension FieldType {
    /// One kind of a catalogue.
    public static func choice<Product>(from name: CatalogueName<Product>) -> FieldType {
        .choice(Choices(from: name))
    }

    /// One kind of a catalogue, or one under a name of the user's.
    public static func namedChoice<Product>(from name: CatalogueName<Product>) -> FieldType {
        .namedChoice(Choices(from: name))
    }
}
