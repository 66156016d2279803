import Synchronization

/// What a spec can say: catalogues of kinds, which may name one another's, and the tables of whole documents.
///
/// A value, passed to whoever reads or writes specs and plans, and extended by making another one of it.
public struct Language: Sendable, Equatable {
    private let storage: Storage

    /// Kinds refer to the storage and the storage to the kinds: a language lives as long as the program.
    private final class Storage: Sendable {
        let catalogues: [any CatalogueOfKinds]
        let tables: [Table]
        private let bound = Mutex(Bound())

        /// The same with their fields bound, by noun and by name; written in `init` alone.
        struct Bound: Sendable {
            var catalogues: [String: any CatalogueOfKinds] = [:]
            var tables: [String: [Field]] = [:]
        }

        init(_ catalogues: [any CatalogueOfKinds], _ tables: [Table]) {
            self.catalogues = catalogues
            self.tables = tables
            let language = Language(self)
            let kinds = catalogues.map { ($0.noun, $0.bound(to: language)) }
            bound.withLock { $0.catalogues = Dictionary(uniqueKeysWithValues: kinds) }
            for table in tables {
                let fields = language.bind(table.fields(language))
                bound.withLock { $0.tables[table.name] = fields }
            }
        }

        func catalogue(_ noun: String) -> (any CatalogueOfKinds)? { bound.withLock { $0.catalogues[noun] } }
        func table(_ name: String) -> [Field]? { bound.withLock { $0.tables[name] } }
    }

    /// The fields of a mapping that is no kind's, such as a whole spec's.
    public struct Table: Sendable {
        let name: String
        let fields: @Sendable (Language) -> [Field]

        /// A table under a name; its fields may follow from the kinds there are.
        public init(_ name: String, _ fields: @escaping @Sendable (Language) -> [Field]) {
            self.name = name
            self.fields = fields
        }
    }

    private init(_ storage: Storage) { self.storage = storage }

    /// A language that can say nothing.
    public init() { storage = Storage([], []) }

    /// Whether both are one; languages made alike are two.
    public static func == (one: Language, other: Language) -> Bool { one.storage === other.storage }

    /// The catalogue of a name.
    public subscript<Product>(_ name: CatalogueName<Product>) -> Catalogue<Product> {
        guard let catalogue = storage.catalogue(name.noun) as? Catalogue<Product> else {
            preconditionFailure("the language has no catalogue of the noun '\(name.noun)' that makes \(Product.self)")
        }
        return catalogue
    }

    /// The fields of a table of the language.
    public subscript(_ table: Table) -> [Field] {
        guard let fields = storage.table(table.name) else {
            preconditionFailure("the language has no table '\(table.name)'")
        }
        return fields
    }

    /// The same with more kinds, of a catalogue there is or of a new one.
    ///
    /// - Throws: ``DuplicateKind`` where a kind is there already.
    public func adding<Product>(_ catalogue: Catalogue<Product>) throws(DuplicateKind) -> Language {
        var all = storage.catalogues
        guard let index = all.firstIndex(where: { $0.noun == catalogue.noun }) else {
            all.append(catalogue)
            return Language(Storage(all, storage.tables))
        }
        guard let present = all[index] as? Catalogue<Product> else {
            preconditionFailure("the catalogue of the noun '\(catalogue.noun)' does not make \(Product.self)")
        }
        all[index] = try present.adding(catalogue)
        return Language(Storage(all, storage.tables))
    }

    /// A language whose kinds are known to be unlike: two of one name are a programmer's error.
    public static func certain(_ make: () throws(DuplicateKind) -> Language) -> Language {
        do throws(DuplicateKind) { return try make() } catch { preconditionFailure("\(error)") }
    }

    /// The same with more tables.
    public func adding(_ tables: [Table]) -> Language { Language(Storage(storage.catalogues, storage.tables + tables)) }

    /// The same fields, with the kinds of this language wherever they name a catalogue.
    func bind(_ fields: [Field]) -> [Field] { fields.map { $0.retyped(binding($0.type)) } }

    func bind(_ component: Component) -> Component { component.bound(to: self, fields: bind(component.fields)) }

    /// The same type, with the kinds of this language wherever it names a catalogue.
    public func binding(_ type: FieldType) -> FieldType {
        switch type {
        case .list(let element, let count): .list(of: binding(element), count: count)
        case .oneOrMany(let element): .oneOrMany(binding(element))
        case .named(let element): .named(binding(element))
        case .table(let fields): .table(bind(fields))
        case .choice(let choices): .choice(choices.bound(to: self))
        case .namedChoice(let choices): .namedChoice(choices.bound(to: self))
        case .boolean, .integer, .number, .text, .name, .word, .path, .duration, .edits, .anything: type
        }
    }

    /// All catalogues and all tables, bound.
    var everything: (catalogues: [any CatalogueOfKinds], tables: [(name: String, fields: [Field])]) {
        (
            storage.catalogues.compactMap { storage.catalogue($0.noun) },
            storage.tables.map { ($0.name, storage.table($0.name) ?? []) }
        )
    }

    /// The kinds of a noun, bound.
    func components(of noun: String) -> [Component] { kinds(of: noun).components }

    /// One kind of a noun, bound; nil where there is none.
    func component(_ kind: String, of noun: String) -> Component? { kinds(of: noun)[kind] }

    private func kinds(of noun: String) -> any CatalogueOfKinds {
        guard let catalogue = storage.catalogue(noun) else {
            preconditionFailure("the language has no catalogue of the noun '\(noun)'")
        }
        return catalogue
    }
}

/// A kind that a catalogue has already.
public struct DuplicateKind: Error, Sendable, CustomStringConvertible {
    /// What is chosen.
    public let noun: String
    /// The word that both are called by.
    public let kind: String

    /// Noun and kind in a sentence.
    public var description: String { "there are two kinds of \(noun) called '\(kind)'" }
}
