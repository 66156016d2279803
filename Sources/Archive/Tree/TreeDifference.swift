import Numerics

/// One place where two trees differ, precise to the element.
public struct TreeDifference: Equatable, Sendable, CustomStringConvertible {
    /// How the two differ there.
    public enum Kind: Equatable, Sendable {
        /// Only one of the two has the item: the first, or else the second.
        case onlyIn(first: Bool)
        /// Both have it, as different things: their summaries.
        case shape(String, String)
        /// The first element that differs: its index along every axis, both values as text, how many representable
        /// numbers lie between them (0 where only NaN payloads or signs of zero differ; nil of whole numbers, which show it
        /// themselves), and how many elements differ.
        case element(index: [Int], String, String, distance: UInt64?, count: Int)
        /// The first text that differs: its position, and both texts.
        case text(position: Int, String, String)
        /// An attribute: its name and both values, `–` where there is none.
        case attribute(name: String, String, String)
    }

    /// The item, as a path.
    public let path: String
    /// In what the two items there differ.
    public let kind: Kind

    /// A difference at a path.
    public init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// Path and difference in one line.
    public var description: String {
        switch kind {
        case .onlyIn(let first): "\(path): only in the \(first ? "first" : "second")"
        case .shape(let one, let other): "\(path): \(one) ≠ \(other)"
        case .element(let index, let one, let other, let distance, let count):
            "\(path)\(index): \(one) ≠ \(other)\(distance.map { ", \($0) ULP apart" } ?? ""); "
                + (count == 1 ? "1 element differs" : "\(count) elements differ")
        case .text(let position, let one, let other): "\(path)[\(position)]: \"\(one)\" ≠ \"\(other)\""
        case .attribute(let name, let one, let other): "\(path)@\(name): \(one) ≠ \(other)"
        }
    }
}

extension ArchiveTree {
    /// Where this tree and another differ, in this tree's order: one entry per item, at most `limit` of them.
    public func differences(from other: ArchiveTree, limit: Int = .max) -> [TreeDifference] {
        var found: [TreeDifference] = []
        compare(self, other, at: "", limit: limit, into: &found)
        return found
    }

    /// The first place where this tree and another differ; nil where they are equal to the bit.
    public func firstDifference(from other: ArchiveTree) -> TreeDifference? {
        differences(from: other, limit: 1).first
    }
}

private func compare(
    _ one: ArchiveTree, _ other: ArchiveTree, at path: String, limit: Int, into found: inout [TreeDifference]
) {
    compare(one.attributes, other.attributes, at: path.isEmpty ? "/" : path, limit: limit, into: &found)
    for member in one.members {
        guard found.count < limit else { return }
        let path = path + "/" + member.name
        if let counterpart = other[member.name] {
            compare(member.node, counterpart, at: path, limit: limit, into: &found)
        } else {
            found.append(TreeDifference(path: path, kind: .onlyIn(first: true)))
        }
    }
    for member in other.members where one[member.name] == nil {
        guard found.count < limit else { return }
        found.append(TreeDifference(path: path + "/" + member.name, kind: .onlyIn(first: false)))
    }
}

private func compare(
    _ one: ArchiveNode, _ other: ArchiveNode, at path: String, limit: Int, into found: inout [TreeDifference]
) {
    switch (one, other) {
    case (.group(let one), .group(let other)): compare(one, other, at: path, limit: limit, into: &found)
    case (.array(let one), .array(let other)) where one.kind == other.kind && one.shape == other.shape:
        compare(one.attributes, other.attributes, at: path, limit: limit, into: &found)
        guard found.count < limit, let kind = elementDifference(one, other) else { return }
        found.append(TreeDifference(path: path, kind: kind))
    case (.text(let one), .text(let other)) where one.isList == other.isList && one.values.count == other.values.count:
        compare(one.attributes, other.attributes, at: path, limit: limit, into: &found)
        let position = zip(one.values, other.values).enumerated().first { $1.0 != $1.1 }?.offset
        guard found.count < limit, let position else { return }
        let kind = TreeDifference.Kind.text(position: position, one.values[position], other.values[position])
        found.append(TreeDifference(path: path, kind: kind))
    default: found.append(TreeDifference(path: path, kind: .shape(one.summary, other.summary)))
    }
}

private func compare(
    _ one: ArchiveAttributes, _ other: ArchiveAttributes, at path: String, limit: Int,
    into found: inout [TreeDifference]
) {
    let names = one.entries.map(\.name) + other.entries.map(\.name).filter { one[$0] == nil }
    for name in names where found.count < limit {
        if let left = one[name], let right = other[name], left.isIdentical(to: right) { continue }
        let kind = TreeDifference.Kind.attribute(name: name, words(one[name]), words(other[name]))
        found.append(TreeDifference(path: path, kind: kind))
    }
}

private func words(_ attribute: ArchiveAttribute?) -> String {
    switch attribute {
    case nil: "–"
    case .text(let value): value
    case .number(let value): value.description
    case .integer(let value): value.description
    case .texts(let values): values.description
    case .numbers(let values): values.description
    case .integers(let values): values.description
    }
}

private func elementDifference(_ one: ArchiveArray, _ other: ArchiveArray) -> TreeDifference.Kind? {
    guard one.bytes != other.bytes else { return nil }
    let width = one.kind.byteCount
    let differing = (0..<one.count).filter { position in
        let range = position * width..<(position + 1) * width
        return one.bytes[range] != other.bytes[range]
    }
    guard let first = differing.first else { return nil }
    let values = (value(one, first), value(other, first))
    return .element(
        index: index(of: first, in: one.shape), values.0.words, values.1.words,
        distance: distance(values.0.rank, values.1.rank),
        count: differing.count)
}

private func distance(_ one: UInt64?, _ other: UInt64?) -> UInt64? {
    guard let one, let other else { return nil }
    return max(one, other) - min(one, other)
}

/// An element in words, and, of a real number, its place in the order of all numbers of its kind.
private func value(_ array: ArchiveArray, _ position: Int) -> (words: String, rank: UInt64?) {
    array.bytes.withUnsafeBytes { bytes in
        func load<Number>(_ type: Number.Type) -> Number {
            bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<Number>.size, as: type)
        }
        // Numbers below zero count downward from the middle, so that −0 and 0 share a place and neighbors are 1 apart.
        let middle: UInt64 = 1 << 63
        switch array.kind {
        case .float32:
            let number = load(Float.self)
            let magnitude = UInt64(number.bitPattern & 0x7FFF_FFFF)
            let shown = words(number.description, number.bitPattern, canonical: number.canonical.bitPattern)
            return (shown, number.sign == .minus ? middle - magnitude : middle + magnitude)
        case .float64:
            let number = load(Double.self)
            let magnitude = number.bitPattern & 0x7FFF_FFFF_FFFF_FFFF
            let shown = words(number.description, number.bitPattern, canonical: number.canonical.bitPattern)
            return (shown, number.sign == .minus ? middle - magnitude : middle + magnitude)
        case .int32: return (load(Int32.self).description, nil)
        case .int64: return (load(Int64.self).description, nil)
        case .uint8: return (load(UInt8.self).description, nil)
        case .uint32: return (load(UInt32.self).description, nil)
        case .uint64: return (load(UInt64.self).description, nil)
        }
    }
}

/// A number in words; of what is no number, in another form than its one, the bits too.
private func words<Bits: FixedWidthInteger>(_ words: String, _ bits: Bits, canonical: Bits) -> String {
    bits == canonical ? words : "\(words) of bits 0x\(String(bits, radix: 16))"
}

private func index(of position: Int, in shape: [Int]) -> [Int] {
    var rest = position
    var index: [Int] = []
    for length in shape.reversed() {
        index.insert(rest % length, at: 0)
        rest /= length
    }
    return index
}
