/// A small annotation of a group or dataset: what it means, where it came from.
public enum ArchiveAttribute: Hashable, Sendable {
    /// One string.
    case text(String)
    /// One number, stored as Float64.
    case number(Double)
    /// One integer, stored as Int64.
    case integer(Int)
    /// Several strings.
    case texts([String])
    /// Several numbers.
    case numbers([Double])
    /// Several integers.
    case integers([Int])
}

extension ArchiveAttribute {
    /// Appends the attribute in its one binary form: a tag, a count, the values.
    func contribute(to hash: TreeHash) {
        switch self {
        case .text(let value):
            hash.add(tag: "t")
            hash.add(text: value)
        case .number(let value):
            hash.add(tag: "n")
            hash.add(word: value.bitPattern)
        case .integer(let value):
            hash.add(tag: "i")
            hash.add(count: value)
        case .texts(let values):
            hash.add(tag: "T")
            hash.add(count: values.count)
            for value in values { hash.add(text: value) }
        case .numbers(let values):
            hash.add(tag: "N")
            hash.add(count: values.count)
            for value in values { hash.add(word: value.bitPattern) }
        case .integers(let values):
            hash.add(tag: "I")
            hash.add(count: values.count)
            for value in values { hash.add(count: value) }
        }
    }
}

/// Attributes by name, in the order of their names' bytes, so that equal annotations are equal values.
public struct ArchiveAttributes: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    /// The names and values, sorted by name.
    public private(set) var entries: [(name: String, value: ArchiveAttribute)] = []

    /// No attributes.
    public init() {}

    /// The attributes of a literal; a later entry replaces an earlier one of the same name.
    public init(dictionaryLiteral elements: (String, ArchiveAttribute)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// The attribute of this name; setting nil removes it.
    public subscript(name: String) -> ArchiveAttribute? {
        get { entries.first { $0.name == name }?.value }
        set {
            let position = entries.firstIndex { !$0.name.utf8.lexicographicallyPrecedes(name.utf8) } ?? entries.count
            if position < entries.count, entries[position].name == name { entries.remove(at: position) }
            if let newValue { entries.insert((name, newValue), at: position) }
        }
    }

    /// Sets all attributes that others have.
    mutating func add(_ others: ArchiveAttributes) {
        guard !entries.isEmpty else {
            entries = others.entries
            return
        }
        for (name, value) in others.entries { self[name] = value }
    }

    /// Whether both hold the same names with the same values, numbers compared by their bits.
    public static func == (one: ArchiveAttributes, other: ArchiveAttributes) -> Bool {
        one.entries.count == other.entries.count
            && zip(one.entries, other.entries).allSatisfy { $0.name == $1.name && $0.value.isIdentical(to: $1.value) }
    }

    func contribute(to hash: TreeHash) {
        hash.add(count: entries.count)
        for entry in entries {
            hash.add(text: entry.name)
            entry.value.contribute(to: hash)
        }
    }
}

extension ArchiveAttribute {
    /// Equality in which NaN equals itself and −0 differs from 0.
    func isIdentical(to other: ArchiveAttribute) -> Bool {
        switch (self, other) {
        case (.number(let one), .number(let other)): one.bitPattern == other.bitPattern
        case (.numbers(let one), .numbers(let other)): one.map(\.bitPattern) == other.map(\.bitPattern)
        default: self == other
        }
    }
}
