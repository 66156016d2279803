public import Determinism
internal import Diagnostics

/// The values of one mapping of a plan, read through its field table: what is absent has its default.
///
/// A plan has been checked before it gets here, so a wrong type or a missing value is a programmer's error.
public struct Settings: Sendable {
    private let fields: [Field]
    private let values: CanonicalValue
    private let bound: Language?
    private let readings: Readings?

    /// Values in canonical form, under their table.
    ///
    /// - Parameter language: where what is chosen is made; nil where nothing is.
    public init(_ fields: [Field], _ values: CanonicalValue, in language: Language? = nil) {
        self.init(fields, values, in: language, noting: nil)
    }

    init(_ fields: [Field], _ values: CanonicalValue, in language: Language?, noting readings: Readings?) {
        self.fields = fields
        self.values = values
        bound = language
        self.readings = readings
    }

    /// The language the values are written in.
    public var language: Language {
        guard let bound else { preconditionFailure("these settings are of no language") }
        return bound
    }

    /// The value of a field, or its default; nil for an optional field that is absent.
    public func value(_ key: String) -> CanonicalValue? {
        guard let field = fields.first(where: { $0.key == key }) else {
            preconditionFailure("'\(key)' is not in the field table")
        }
        readings?.note(key)
        if let value = values[key] { return value }
        if case .defaulted(let value) = field.presence { return value }
        return nil
    }

    /// Whether an optional field is present.
    public func has(_ key: String) -> Bool { value(key) != nil }

    /// The number under a key.
    public func number(_ key: String) -> Double { want(key, value(key)?.asNumber) }
    /// A whole number.
    public func integer(_ key: String) -> Int { want(key, value(key)?.asInteger) }
    /// A truth value.
    public func flag(_ key: String) -> Bool { want(key, value(key)?.asBoolean) }
    /// A text, name, word or path.
    public func text(_ key: String) -> String { want(key, value(key)?.asText) }
    /// A list's elements.
    public func list(_ key: String) -> [CanonicalValue] { want(key, value(key).map(\.elements)) }
    /// A list of whole numbers.
    public func integers(_ key: String) -> [Int] { list(key).map { want(key, $0.asInteger) } }
    /// A list of numbers.
    public func numbers(_ key: String) -> [Double] { list(key).map { want(key, $0.asNumber) } }
    /// One of the words that a type has as its raw values.
    ///
    /// Whoever switches over the type leaves no word of the field out.
    public func word<Word: RawRepresentable<String>>(_ key: String) -> Word { want(key, Word(rawValue: text(key))) }
    /// The kind that is chosen under a key, with its values.
    public func choice(_ key: String) -> Choice {
        want(key, value(key).map { Choice($0, noting: readings?.under(key)) })
    }
    /// What a catalogue of the language makes of a choice.
    public func make<Product>(_ key: String, from name: CatalogueName<Product>) -> Product {
        language[name].make(choice(key))
    }
    /// The duration under a key.
    public func duration(_ key: String) -> Duration { want(key, value(key).map(Duration.init)) }

    /// A table nested in this one.
    public func table(_ key: String) -> Settings {
        guard let field = fields.first(where: { $0.key == key }), case .table(let inner) = field.type else {
            preconditionFailure("'\(key)' is not a table")
        }
        return Settings(inner, want(key, value(key)), in: bound, noting: readings?.under(key))
    }

    /// The tables of a list.
    public func tables(_ key: String) -> [Settings] {
        guard let field = fields.first(where: { $0.key == key }), case .list(.table(let inner), _) = field.type else {
            preconditionFailure("'\(key)' is no list of tables")
        }
        return list(key).map { Settings(inner, $0, in: bound, noting: readings?.under(key)) }
    }

    /// The tables under names of the user's; none where the field is absent.
    public func namedTables(_ key: String) -> [(name: String, settings: Settings)] {
        guard let field = fields.first(where: { $0.key == key }), case .named(.table(let inner)) = field.type else {
            preconditionFailure("'\(key)' has no tables under names")
        }
        return (value(key)?.members ?? []).map {
            ($0.key, Settings(inner, $0.value, in: bound, noting: readings?.under(key)))
        }
    }

    /// Whether the table has a field of this key.
    public func offers(_ key: String) -> Bool { fields.contains { $0.key == key } }

    private func want<Value>(_ key: String, _ value: Value?) -> Value {
        guard let value else { preconditionFailure("the plan's '\(key)' is missing or of another type") }
        return value
    }
}

/// A length of training time in one unit.
public struct Duration: Sendable, Equatable {
    /// How many of the unit.
    public let count: Int
    /// What is counted.
    public let unit: Unit

    /// The clocks a duration can count on.
    public enum Unit: String, Sendable, CaseIterable {
        case rounds, episodes, steps, updates

        /// So many of it: `1 episode`, `5 steps`.
        public func words(_ count: Int) -> String { Counted.words(count, String(rawValue.dropLast())) }
    }

    /// `1 episode`, `5 steps`.
    public var words: String { unit.words(count) }

    /// So many of a unit.
    public init(_ count: Int, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// Reads `{unit: count}`.
    public init(_ value: CanonicalValue) {
        guard let member = value.members.first, let unit = Unit(rawValue: member.key),
            let count = member.value.asInteger
        else { preconditionFailure("a duration is {unit: count}: \(value.json)") }
        self.init(count, unit)
    }

    /// How many rounds of `length` this is; nil where it is not a whole number of them or counts on another clock.
    public func rounds(of length: Duration) -> Int? {
        if unit == .rounds { return count }
        guard unit == length.unit, count.isMultiple(of: length.count) else { return nil }
        return count / length.count
    }

    /// `{unit: count}`.
    public var canonical: CanonicalValue { .object([.init(unit.rawValue, .integer(count))]) }
}
