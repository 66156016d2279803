internal import Numerics

// A tree as bytes, in one form: how processes that share a cell send one another what agents are. No file has it.
extension ArchiveTree {
    /// All of it, little-endian; every text and array behind its length.
    public var bytes: [UInt8] {
        var writer = TreeBytes()
        writer.add(self)
        return writer.bytes
    }

    /// The tree that gave such bytes.
    public init(bytes: [UInt8]) {
        var reader = TreeBytesReader(rest: bytes[...])
        self = reader.tree()
    }
}

private enum NodeTag: Int {
    case group, array, text, texts
}

private enum AttributeTag: Int {
    case text, number, integer, texts, numbers, integers
}

private struct TreeBytes {
    var bytes: [UInt8] = []

    mutating func add(_ number: Int) { withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 } }
    mutating func add(_ number: Double) { withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 } }

    mutating func add(_ text: String) {
        add(text.utf8.count)
        bytes += text.utf8
    }

    mutating func add(_ tree: ArchiveTree) {
        add(tree.members.count)
        for member in tree.members {
            add(member.name)
            switch member.node {
            case .group(let group):
                add(NodeTag.group.rawValue)
                add(group)
            case .array(let array):
                add(NodeTag.array.rawValue)
                add(array.kind.rawValue)
                add(array.shape.count)
                for length in array.shape { add(length) }
                add(array.bytes.count)
                bytes += array.bytes
                add(array.attributes)
            case .text(let text):
                add((text.isList ? NodeTag.texts : .text).rawValue)
                add(text.values.count)
                for value in text.values { add(value) }
                add(text.attributes)
            }
        }
        add(tree.attributes)
    }

    mutating func add(_ attributes: ArchiveAttributes) {
        add(attributes.entries.count)
        for (name, value) in attributes.entries {
            add(name)
            switch value {
            case .text(let value): add(.text, [value]) { $0.add($1) }
            case .number(let value): add(.number, [value]) { $0.add($1) }
            case .integer(let value): add(.integer, [value]) { $0.add($1) }
            case .texts(let values): add(.texts, values) { $0.add($1) }
            case .numbers(let values): add(.numbers, values) { $0.add($1) }
            case .integers(let values): add(.integers, values) { $0.add($1) }
            }
        }
    }

    private mutating func add<Value>(
        _ tag: AttributeTag, _ values: [Value], _ body: (inout TreeBytes, Value) -> Void
    ) {
        add(tag.rawValue)
        add(values.count)
        for value in values { body(&self, value) }
    }
}

private struct TreeBytesReader {
    var rest: ArraySlice<UInt8>

    mutating func word() -> UInt64 {
        let word = rest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        rest = rest.dropFirst(8)
        return UInt64(littleEndian: word)
    }

    mutating func integer() -> Int { Int(Int64(bitPattern: word())) }
    mutating func number() -> Double { Double(bitPattern: word()) }

    mutating func bytes() -> [UInt8] {
        let count = integer()
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func text() -> String { String(decoding: bytes(), as: UTF8.self) }

    mutating func tree() -> ArchiveTree {
        let members = (0..<integer()).map { _ in (text(), node()) }
        return ArchiveTree(members, attributes: attributes())
    }

    private mutating func node() -> ArchiveNode {
        let tag = NodeTag(rawValue: integer())
        switch tag {
        case .group: return .group(tree())
        case .array:
            guard let kind = ScalarKind(rawValue: text()) else { preconditionFailure("a kind of number") }
            let shape = (0..<integer()).map { _ in integer() }
            var array = ArchiveArray(kind: kind, shape: shape, bytes: bytes())
            array.attributes = attributes()
            return .array(array)
        case .text, .texts:
            let values = (0..<integer()).map { _ in text() }
            var node = tag == .texts ? ArchiveText(values) : ArchiveText(values[0])
            node.attributes = attributes()
            return .text(node)
        case nil: preconditionFailure("an item of a tree")
        }
    }

    private mutating func attributes() -> ArchiveAttributes {
        var attributes = ArchiveAttributes()
        for _ in 0..<integer() {
            let (name, tag, count) = (text(), AttributeTag(rawValue: integer()), integer())
            switch tag {
            case .text: attributes[name] = .text(text())
            case .number: attributes[name] = .number(number())
            case .integer: attributes[name] = .integer(integer())
            case .texts: attributes[name] = .texts((0..<count).map { _ in text() })
            case .numbers: attributes[name] = .numbers((0..<count).map { _ in number() })
            case .integers: attributes[name] = .integers((0..<count).map { _ in integer() })
            case nil: preconditionFailure("an attribute of a tree")
            }
        }
        return attributes
    }
}
