/// A value of a plan in its one canonical form: what is fingerprinted, embedded in checkpoints and compared.
///
/// Objects keep their members sorted by the UTF-8 bytes of their keys, so equal values have equal text.
public enum CanonicalValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([CanonicalValue])
    case object([Member])

    /// One key and its value.
    public struct Member: Hashable, Sendable {
        /// The key, unique within its object.
        public let key: String
        /// What stands under the key.
        public var value: CanonicalValue

        /// A member of an object.
        public init(_ key: String, _ value: CanonicalValue) {
            self.key = key
            self.value = value
        }
    }

    /// An object with its members put in canonical order. Keys must be distinct.
    public static func object(sorting members: [(String, CanonicalValue)]) -> CanonicalValue {
        let sorted = members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        for (one, next) in zip(sorted, sorted.dropFirst()) {
            precondition(!one.0.utf8.elementsEqual(next.0.utf8), "an object's keys are distinct: \(one.0)")
        }
        return .object(sorted.map { Member($0.0, $0.1) })
    }

    /// The member of an object with this key; nil where there is none or this is not an object.
    public subscript(key: String) -> CanonicalValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The members of an object; empty for anything else.
    public var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The elements of a list; empty for anything else.
    public var elements: [CanonicalValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    /// The integer, also where it was written as an integral number.
    public var asInteger: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, also where it was written as an integer.
    public var asNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The text of a string.
    public var asText: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The truth value of a boolean.
    public var asBoolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// SHA-256 of the canonical JSON.
    public var fingerprint: Fingerprint { Fingerprint(of: json) }
}
