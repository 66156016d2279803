import Numerics

/// One place of the tree while its value is being decoded; it remembers which items were asked for. A class because
/// `Codable`'s containers are handed out and read behind the decoder's back.
final class DecodedPlace: Decoder {
    let node: ArchiveNode
    let path: String
    /// The positions of the group's members that were read.
    private var wasRead: [Bool] = []
    /// Places whose containers were handed out without a type of their own.
    private var nested: [DecodedPlace] = []

    init(_ node: ArchiveNode, path: String) {
        self.node = node
        self.path = path
        if case .group(let tree) = node { wasRead = Array(repeating: false, count: tree.members.count) }
    }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var tree: ArchiveTree? { if case .group(let tree) = node { tree } else { nil } }

    func failure(_ reason: ArchiveError.Reason) -> ArchiveError {
        ArchiveError(path.isEmpty ? "/" : path, "decode", reason)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let tree else { throw failure(.mismatch("it is a dataset where a group is expected")) }
        return KeyedDecodingContainer(DecodedGroup<Key>(place: self, tree: tree))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        DecodedList(place: self, elements: try elements())
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { DecodedValue(place: self) }

    /// The elements of a list: a group's members in order, or the entries of a one-dimensional dataset.
    private func elements() throws -> [ArchiveNode] {
        switch node {
        case .group(let tree): return tree.members.map(\.node)
        case .text(let text) where text.isList: return text.values.map { .text(ArchiveText($0)) }
        case .array(let array) where array.shape.count == 1:
            let width = array.kind.byteCount
            return (0..<array.count).map { position in
                let bytes = Array(array.bytes[position * width..<(position + 1) * width])
                return .array(ArchiveArray(kind: array.kind, shape: [], bytes: bytes))
            }
        default: throw failure(.mismatch("it is not a list"))
        }
    }

    func place(at position: Int, named name: String, _ node: ArchiveNode) -> DecodedPlace {
        if position < wasRead.count { wasRead[position] = true }
        return DecodedPlace(node, path: path + "/" + name)
    }

    func nestedPlace(at position: Int, named name: String, _ node: ArchiveNode) -> DecodedPlace {
        let place = place(at: position, named: name, node)
        nested.append(place)
        return place
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type is any UnorderedCollection.Type { throw failure(.mismatch("\(type) has no order and is never stored")) }
        if let leaf = type as? any ArchivedLeaf.Type {
            guard let value = leaf.init(archived: node) as? Value else { throw mismatch(type) }
            return value
        }
        if let dense = type as? any DenseArray.Type {
            guard let value = dense.init(archived: node) as? Value else { throw mismatch(type) }
            return value
        }
        let value = try type.init(from: self)
        try refuseUnread()
        if let state = value as? any Persistent, let flaw = state.flaw { throw ArchiveError(flaw, in: path, "decode") }
        return value
    }

    private func mismatch(_ type: any Any.Type) -> ArchiveError {
        failure(.mismatch("it is \(node.summary), which is no \(type)"))
    }

    func refuseUnread() throws {
        for place in nested { try place.refuseUnread() }
        guard let tree, let position = wasRead.firstIndex(of: false) else { return }
        let name = tree.members[position].name
        throw ArchiveError(path + "/" + name, "decode", .mismatch("the state's type has no such property to restore"))
    }
}

private struct DecodedGroup<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let place: DecodedPlace
    let tree: ArchiveTree
    var codingPath: [any CodingKey] { [] }

    /// The keys of an enum's cases: names that the rule maps to the members.
    var allKeys: [Key] {
        tree.members.compactMap { member in
            let parts = member.name.split(separator: "_")
            let camel = parts.dropFirst().reduce(String(parts.first ?? "")) { name, part in
                name + part.prefix(1).uppercased() + part.dropFirst()
            }
            return Key(stringValue: member.name) ?? Key(stringValue: camel)
        }
    }

    func contains(_ key: Key) -> Bool { tree[DiskName.name(of: key)] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { !contains(key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (position, name, node) = try member(key)
        return try place.place(at: position, named: name, node).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        let (position, name, node) = try member(key)
        return try place.nestedPlace(at: position, named: name, node).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        let (position, name, node) = try member(key)
        return try place.place(at: position, named: name, node).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        throw place.failure(.mismatch("it is part of a class; state is made of structs"))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }

    private func member(_ key: Key) throws -> (Int, String, ArchiveNode) {
        let name = DiskName.name(of: key)
        guard let position = tree.position(of: name) else {
            throw ArchiveError(place.path + "/" + name, "decode", .missing)
        }
        return (position, name, tree.members[position].node)
    }
}

private struct DecodedList: UnkeyedDecodingContainer {
    let place: DecodedPlace
    let elements: [ArchiveNode]
    var codingPath: [any CodingKey] { [] }
    var currentIndex = 0
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    init(place: DecodedPlace, elements: [ArchiveNode]) {
        self.place = place
        self.elements = elements
    }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let node = try current()
        let value = try place.place(at: currentIndex, named: String(currentIndex), node).decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let node = try current()
        defer { currentIndex += 1 }
        return try place.nestedPlace(at: currentIndex, named: String(currentIndex), node).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let node = try current()
        defer { currentIndex += 1 }
        return try place.place(at: currentIndex, named: String(currentIndex), node).unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        throw place.failure(.mismatch("it is part of a class; state is made of structs"))
    }

    private func current() throws -> ArchiveNode {
        guard !isAtEnd else {
            throw ArchiveError(place.path + "/\(currentIndex)", "decode", .missing)
        }
        return elements[currentIndex]
    }
}

private struct DecodedValue: SingleValueDecodingContainer {
    let place: DecodedPlace
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        switch type {
        case is Int8.Type: return try narrow(Int32.self, { Int8(exactly: $0) }, type)
        case is Int16.Type: return try narrow(Int32.self, { Int16(exactly: $0) }, type)
        case is UInt16.Type: return try narrow(UInt32.self, { UInt16(exactly: $0) }, type)
        case is UInt.Type: return try narrow(UInt64.self, { UInt(exactly: $0) }, type)
        default: return try place.decode(type)
        }
    }

    private func narrow<Wide: ArchivedLeaf & Decodable, Narrow, Value>(
        _ wide: Wide.Type, _ convert: (Wide) -> Narrow?, _ type: Value.Type
    ) throws -> Value {
        guard let value = convert(try place.decode(wide)) as? Value else {
            throw place.failure(.mismatch("its number does not fit \(type)"))
        }
        return value
    }
}
