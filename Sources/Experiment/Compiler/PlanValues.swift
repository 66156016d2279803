public import Config
public import Determinism

extension PlanDifference {
    /// A value that differs.
    public struct Value: Sendable, Equatable {
        /// Where it stands, as a dotted path.
        public let path: String
        /// What the old plan has there.
        public let before: Held
        /// What the new plan has there.
        public let after: Held
    }

    /// What a plan has at a place.
    public enum Held: Sendable, Equatable {
        /// It is written there.
        case written(CanonicalValue)
        /// Nothing is written, and this default holds.
        case standard(CanonicalValue)
        /// The plan has no such place: an agent that it does not have, a key of another kind.
        case nothing

        /// What holds there; nil where there is no such place.
        public var value: CanonicalValue? {
            switch self {
            case .written(let value), .standard(let value): value
            case .nothing: nil
            }
        }
    }

    /// The values that differ, the innermost ones that stand in both plans, in the order of the language.
    ///
    /// A choice of another kind differs as a whole, and so does what only one of the plans has. Entries of lists are compared by
    /// their names or kinds where each has its own, and by their places otherwise.
    public static func values(from old: CanonicalValue, to new: CanonicalValue, in language: Language) -> [Value] {
        var walk = PlanWalk()
        walk.compare(.written(old), .written(new), as: .table(language.plan), at: "")
        return walk.found
    }
}

/// A walk through two plans side by side, along the field tables.
private struct PlanWalk {
    private(set) var found: [PlanDifference.Value] = []

    typealias Held = PlanDifference.Held

    /// - Parameter isListed: whether the path ends with the entry's kind already, as in dotted paths through lists.
    mutating func compare(
        _ one: Held, _ other: Held, as type: FieldType, at path: String, isListed: Bool = false
    ) {
        let values = (one.value, other.value)
        guard values.0 != values.1 else { return }
        guard let before = values.0, let after = values.1 else { return note(one, other, at: path) }
        switch (type, before, after) {
        case (.table(let fields), .object, .object): compare(one, other, fields, at: path)
        case (.choice(let choices), .object(let left), .object(let right)),
            (.namedChoice(let choices), .object(let left), .object(let right)):
            guard left.count == 1, right.count == 1, left[0].key == right[0].key else {
                return note(one, other, at: path)
            }
            let key = left[0].key
            let inner = isListed ? path : Self.inner(path, key)
            if let component = choices[key] {
                compare(one[key], other[key], component.fields, at: inner)
            } else {
                // One under a name of the user's.
                compare(one[key], other[key], as: .choice(choices), at: inner)
            }
        case (.named(let element), .object, .object):
            for key in Self.keys(before, after) {
                compare(one[key], other[key], as: element, at: Self.inner(path, key))
            }
        case (.list(let element, _), .list(let left), .list(let right)):
            guard (left + right).contains(where: { !$0.members.isEmpty }) else { return note(one, other, at: path) }
            entries(one, other, as: element, at: path)
        default: note(one, other, at: path)
        }
    }

    private mutating func compare(_ one: Held, _ other: Held, _ fields: [Field], at path: String) {
        guard one.value?.asMembers != nil, other.value?.asMembers != nil else { return note(one, other, at: path) }
        for field in fields where field.alias == nil {
            compare(
                one.member(field), other.member(field), as: field.type, at: Self.inner(path, field.key))
        }
        // A text from elsewhere may have keys that are no fields.
        for key in Self.keys(one.value, other.value) where !fields.contains(where: { $0.key == key }) {
            compare(one[key], other[key], as: .anything, at: Self.inner(path, key))
        }
    }

    private mutating func entries(_ one: Held, _ other: Held, as element: FieldType, at path: String) {
        let (left, right) = (one.value?.elements ?? [], other.value?.elements ?? [])
        guard let before = left.addresses, let after = right.addresses else {
            for index in 0..<max(left.count, right.count) {
                compare(
                    one.holding(left.indices.contains(index) ? left[index] : nil),
                    other.holding(right.indices.contains(index) ? right[index] : nil), as: element,
                    at: Self.inner(path, String(index + 1)))
            }
            return
        }
        let places = (Self.places(before), Self.places(after))
        for name in before + after.filter({ places.0[$0] == nil }) {
            compare(
                one.holding(places.0[name].map { left[$0] }), other.holding(places.1[name].map { right[$0] }),
                as: element, at: Self.inner(path, name), isListed: true)
        }
        let shared = (before.filter { places.1[$0] != nil }, after.filter { places.0[$0] != nil })
        if shared.0 != shared.1 {
            note(
                one.holding(.list(before.map(CanonicalValue.text))),
                other.holding(.list(after.map(CanonicalValue.text))), at: path)
        }
    }

    private mutating func note(_ one: Held, _ other: Held, at path: String) {
        found.append(PlanDifference.Value(path: path, before: one, after: other))
    }

    private static func inner(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The keys of two objects, the second one's own last.
    private static func keys(_ one: CanonicalValue?, _ other: CanonicalValue?) -> [String] {
        let keys = one?.members.map(\.key) ?? []
        let known = Set(keys)
        return keys + (other?.members.map(\.key) ?? []).filter { !known.contains($0) }
    }

    private static func places(_ addresses: [String]) -> [String: Int] {
        Dictionary(zip(addresses, addresses.indices), uniquingKeysWith: { first, _ in first })
    }
}

extension PlanDifference.Held {
    /// What holds under a key of an object: written or by default as the object is.
    fileprivate subscript(key: String) -> Self { holding(value?[key]) }

    /// What holds under the key of a field, or by its default.
    fileprivate func member(_ field: Field) -> Self {
        if let value = value?[field.key] { return holding(value) }
        return field.defaultValue.map { .standard(Resolver.canonical($0, field.type)) } ?? .nothing
    }

    /// A part of what holds here.
    fileprivate func holding(_ part: CanonicalValue?) -> Self {
        guard let part else { return .nothing }
        if case .standard = self { return .standard(part) }
        return .written(part)
    }
}

extension CanonicalValue {
    /// The members of an object; nil for anything else.
    fileprivate var asMembers: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// All leaves with their dotted paths: list entries by name, kind or number; lists of plain values are leaves.
    public var leaves: [(path: String, value: CanonicalValue)] {
        var found: [(path: String, value: CanonicalValue)] = []
        collect(at: "", into: &found)
        return found
    }

    private func collect(at path: String, into found: inout [(path: String, value: CanonicalValue)]) {
        func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch self {
        case .object(let members) where !members.isEmpty:
            for member in members { member.value.collect(at: inner(member.key), into: &found) }
        case .list(let elements) where elements.contains(where: { !$0.members.isEmpty }):
            let addresses = elements.addresses
            for (index, element) in elements.enumerated() {
                if let addresses {
                    element.belowItsAddress.collect(at: inner(addresses[index]), into: &found)
                } else {
                    element.collect(at: inner(String(index + 1)), into: &found)
                }
            }
        default: found.append((path, self))
        }
    }

    /// What stands below the address of a list's entry in dotted paths.
    private var belowItsAddress: CanonicalValue {
        self["name"]?.asText == nil && members.count == 1 ? members[0].value : self
    }
}

extension [CanonicalValue] {
    /// The addresses of a list's entries in dotted paths, their names or kinds; nil where they are not told apart by those, as
    /// worlds of one kind are.
    fileprivate var addresses: [String]? {
        let addresses = enumerated().map { index, element in
            if let name = element["name"]?.asText { return name }
            guard let only = element.members.first, element.members.count == 1 else { return String(index) }
            return only.value["name"]?.asText ?? only.key
        }
        return Set(addresses).count == addresses.count ? addresses : nil
    }
}
