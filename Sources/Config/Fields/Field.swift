public import Determinism

/// One key of the spec language: the single source of its decoding, diagnostics, explanation, JSON Schema, canonical
/// form and share in the fingerprints.
public struct Field: Sendable {
    /// The key in YAML, in plans and in dotted paths.
    public let key: String
    /// What values it takes.
    public private(set) var type: FieldType
    /// One sentence, in the field's terms.
    public let summary: String
    /// The unit of a number, such as `m/s²`.
    public private(set) var unit: String?
    /// Whether the key must be written, and what holds where it is not.
    public private(set) var presence: Presence = .required
    /// What changing the value changes.
    public private(set) var shapes: Shapes = .state
    /// Whether the bare value may stand for the whole mapping (`every: {rounds: 5}`, `soft: 0.5`).
    public private(set) var isMain = false
    /// Whether a range may stand in place of the number, drawn once per agent at compile time.
    public private(set) var mayBeDrawn = false
    /// Whether a uniform draw gives all agents and worlds the same number.
    public private(set) var isDrawnAlike = false
    /// Where the value really lives, relative to the same mapping: a short name for an inner path.
    public private(set) var alias: [String]?
    /// Whether the elements of the list are all different: names are checked where a spec is compiled, seeds where they are read.
    public private(set) var isDistinct = false
    /// Whether the numbers of the list stand in their order, the least first.
    public private(set) var isAscending = false
    /// Why the key, though part of the language, is refused today, and what to write instead.
    public private(set) var unavailable: String?

    /// Why the key chooses nothing: it has one word, and is kept so that specs that say it still give the plans they gave. `check`
    /// warns, and nothing else names it.
    public private(set) var retired: String?

    /// Whether the key stands in plans only, which the program writes.
    public private(set) var isForPlans = false

    /// Whether the key, though it may be absent here, has to stand somewhere: agents inherit it.
    public private(set) var isInherited = false

    /// Whether people are told of the key.
    public var isShown: Bool { unavailable == nil && retired == nil && !isForPlans }

    /// The number of the same table that this one may not exceed.
    public private(set) var ceiling: Ceiling?

    /// The numbers of the same table that this one is multiplied with, where that has an upper bound.
    public private(set) var product: Product?

    /// The number of the same table without which this one shapes nothing: where that is 0.
    public private(set) var companion: String?

    /// The key of the same table without which this one says nothing.
    public private(set) var precondition: String?

    /// The key of the same table beside which this one says nothing, since that says the same in another way.
    public private(set) var rival: String?

    /// A bound of a product: what is made of several numbers together may be too much where each alone is fine.
    public struct Product: Sendable, Equatable {
        /// The keys of the other numbers; one that counts twice stands there twice.
        public let keys: [String]
        /// The most that the product may be.
        public let limit: Int
    }

    /// An order among two numbers of one table.
    public struct Ceiling: Sendable, Equatable {
        /// The key of the greater one.
        public let key: String
        /// Whether equal numbers are refused too.
        public let isStrict: Bool
    }

    /// Whether a key must be written.
    public enum Presence: Sendable, Equatable {
        /// Its absence is an error.
        case required
        /// Its absence means something of its own; there is no value then.
        case optional
        /// Its absence means this value. Frozen: the canonical form omits a field equal to it.
        case defaulted(CanonicalValue)
    }

    /// A required field.
    public init(_ key: String, _ type: FieldType, _ summary: String) {
        self.key = key
        self.type = type
        self.summary = summary
    }

    /// The same field with a default, in canonical form (`{kind: {…}}` for a choice).
    public func defaults(to value: CanonicalValue) -> Field { with { $0.presence = .defaulted(value) } }

    /// The same field, allowed to be absent.
    public var optional: Field { with { $0.presence = .optional } }

    /// The same field, allowed to be absent where what it stands in inherits it.
    public var inherited: Field { optional.with { $0.isInherited = true } }

    /// The same field, allowed to be absent, and written in plans only: people are not told of it.
    public var inPlans: Field { optional.with { $0.isForPlans = true } }

    /// The same field with a unit.
    public func unit(_ unit: String) -> Field { with { $0.unit = unit } }

    /// The same field, shaping something other than the state.
    public func shaping(_ shapes: Shapes) -> Field { with { $0.shapes = shapes } }

    /// The same field, whose bare value may stand for the whole mapping.
    public var main: Field { with { $0.isMain = true } }

    /// The same number, for which a range may be given.
    public var drawn: Field { with { $0.mayBeDrawn = true } }

    /// The same number, for which a range may be given; drawn uniformly, it is the same for all agents and worlds.
    public var drawnAlike: Field {
        with {
            $0.mayBeDrawn = true
            $0.isDrawnAlike = true
        }
    }

    /// The same number, which must be less than the one under another key of the table.
    public func below(_ key: String) -> Field { with { $0.ceiling = Ceiling(key: key, isStrict: true) } }

    /// The same number, which may equal the one under another key of the table, and not exceed it.
    public func atMost(_ key: String) -> Field { with { $0.ceiling = Ceiling(key: key, isStrict: false) } }

    /// The same number, which multiplied with those under other keys of the table may be no more than so many.
    public func times(_ keys: String..., atMost limit: Int) -> Field {
        with { $0.product = Product(keys: keys, limit: limit) }
    }

    /// The same number, which shapes nothing where the one under another key of the table is 0.
    public func idle(without key: String) -> Field { with { $0.companion = key } }

    /// The same field, which is written where another key of the table is, and else refused.
    public func needing(_ key: String) -> Field { with { $0.precondition = key } }

    /// The same field, which is not written where another key of the table is, or holds by a default around; else refused.
    public func insteadOf(_ key: String) -> Field { with { $0.rival = key } }

    /// The same list, in which nothing stands twice: the schema says so, and `check` does.
    public var distinct: Field { with { $0.isDistinct = true } }

    /// The same list of numbers, of which none is less than the one before it.
    public var ascending: Field { with { $0.isAscending = true } }

    /// A short name for an inner path of the same mapping, such as `passes` for `digest.distill.passes`.
    public static func alias(_ key: String, of path: String, _ summary: String) -> Field {
        Field(key, .anything, summary).optional.with { $0.alias = path.split(separator: ".").map(String.init) }
    }

    /// The same field, refused by name: this version cannot do it. `instead` says what to write.
    public func unavailable(_ instead: String) -> Field { optional.with { $0.unavailable = instead } }

    /// The same field, which chooses nothing any more. `reason` says why, as the end of a sentence.
    public func retired(_ reason: String) -> Field { with { $0.retired = reason } }

    /// The same field, taking other values.
    func retyped(_ type: FieldType) -> Field { with { $0.type = type } }

    /// The value that holds where none is written.
    public var defaultValue: CanonicalValue? {
        if case .defaulted(let value) = presence { value } else { nil }
    }

    private func with(_ change: (inout Field) -> Void) -> Field {
        var copy = self
        change(&copy)
        return copy
    }
}

/// What a field's value shapes, and so which fingerprint covers it.
public enum Shapes: String, Sendable, CaseIterable {
    /// The bits of the state: only this refuses a directory.
    case state
    /// What is recorded about the state: evaluation, measures, rows, trace.
    case record
    /// What is kept on disk, and when: neither the state nor its record.
    case storage
    /// How far the run goes.
    case extent
    /// Nothing: words for people.
    case nothing
}
