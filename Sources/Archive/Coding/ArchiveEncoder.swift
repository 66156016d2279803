import Numerics

extension ArchiveTree {
    /// The snapshot of a plain value by its `Codable` conformance, synthesized as a rule.
    ///
    /// A struct becomes a group whose names follow `DiskName`; a dense array, `[Double]` and the like one dataset; an array
    /// of structs a group of `0`, `1`, …; a number or Boolean a scalar dataset; a string a text; nil is absent.
    /// - Throws: `ArchiveError` naming the item, for a dictionary, a set, nil within an array, or two properties of one
    ///   name on disk.
    public init(encoding value: some Encodable) throws(ArchiveError) {
        guard case .group(let tree) = try ArchiveNode(encoding: value) else {
            throw ArchiveError("/", "encode", .refused("\(type(of: value)) is a single dataset, not a group"))
        }
        self = tree
    }
}

extension ArchiveNode {
    /// The snapshot of a plain value that may be a single dataset; otherwise as `ArchiveTree(encoding:)`.
    public init(encoding value: some Encodable) throws(ArchiveError) {
        let place = EncodedPlace(path: "")
        do {
            try place.encode(value)
            self = try place.node()
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw ArchiveError("/", "encode", .refused("\(error)"))
        }
    }
}

/// One place of the tree while its value is being encoded. A class because `Codable`'s containers are handed out and filled
/// behind the encoder's back.
private final class EncodedPlace: Encoder {
    enum Content {
        case nothing
        case leaf(ArchiveNode)
        case named
        case numbered
        case refused(String)
    }

    let path: String
    var content = Content.nothing
    var names: [String] = []
    var places: [EncodedPlace] = []

    init(path: String) { self.path = path }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .nothing = content { content = .named }
        return KeyedEncodingContainer(EncodedGroup<Key>(place: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .nothing = content { content = .numbered }
        return EncodedList(place: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { EncodedValue(place: self) }

    func place(named name: String) -> EncodedPlace {
        let place = EncodedPlace(path: path + "/" + name)
        names.append(name)
        places.append(place)
        return place
    }

    func nextPlace() -> EncodedPlace { place(named: String(places.count)) }

    func refuse(_ reason: String) -> ArchiveError {
        ArchiveError(path.isEmpty ? "/" : path, "encode", .refused(reason))
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        if value is any UnorderedCollection {
            throw refuse("\(Value.self) has no order; keep an array, sorted by what identifies its elements")
        }
        if let leaf = value as? any ArchivedLeaf {
            content = .leaf(leaf.archived)
        } else if let array = value as? any DenseArray {
            content = .leaf(.array(ArchiveArray(array)))
        } else {
            try value.encode(to: self)
        }
    }

    /// The finished item; a struct without properties is an empty group.
    func node() throws -> ArchiveNode {
        switch content {
        case .leaf(let node): return node
        case .refused(let reason): throw refuse(reason)
        case .nothing, .named:
            var seen = Set<String>()
            if let twice = names.first(where: { !seen.insert($0).inserted }) {
                throw refuse("two properties have the name '\(twice)' on disk")
            }
            return try group()
        case .numbered:
            guard case .group(let tree) = try group() else { throw refuse("an array is no group") }
            return tree.joined() ?? .group(tree)
        }
    }

    private func group() throws -> ArchiveNode {
        .group(ArchiveTree(try zip(names, places).map { ($0, try $1.node()) }))
    }
}

extension ArchiveTree {
    /// One dataset for an array whose elements are all single numbers of one kind, or all strings; nil for others.
    fileprivate func joined() -> ArchiveNode? {
        guard let first = members.first else { return nil }
        switch first.node {
        case .array(let model) where model.shape.isEmpty:
            var bytes: [UInt8] = []
            for member in members {
                guard case .array(let array) = member.node, array.kind == model.kind, array.shape.isEmpty else {
                    return nil
                }
                bytes += array.bytes
            }
            return .array(ArchiveArray(kind: model.kind, shape: [members.count], bytes: bytes))
        case .text(let model) where !model.isList:
            var values: [String] = []
            for member in members {
                guard case .text(let text) = member.node, !text.isList else { return nil }
                values += text.values
            }
            return .text(ArchiveText(values))
        default: return nil
        }
    }
}

private struct EncodedGroup<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: EncodedPlace
    var codingPath: [any CodingKey] { [] }

    /// Absence stands for nil.
    mutating func encodeNil(forKey key: Key) throws {}

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try place.place(named: DiskName.name(of: key)).encode(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        place.place(named: DiskName.name(of: key)).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        place.place(named: DiskName.name(of: key)).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        place.content = .refused("it is part of a class; state is made of structs")
        return place
    }

    mutating func superEncoder(forKey key: Key) -> any Encoder { superEncoder() }
}

private struct EncodedList: UnkeyedEncodingContainer {
    let place: EncodedPlace
    var codingPath: [any CodingKey] { [] }
    var count: Int { place.places.count }

    mutating func encodeNil() throws { throw place.refuse("an array of state holds nil; leave the element out") }

    mutating func encode<Value: Encodable>(_ value: Value) throws { try place.nextPlace().encode(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        place.nextPlace().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { place.nextPlace().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder {
        place.content = .refused("it is part of a class; state is made of structs")
        return place
    }
}

private struct EncodedValue: SingleValueEncodingContainer {
    let place: EncodedPlace
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() throws { throw place.refuse("nil stands where a value must be") }

    /// Narrow integers, which have no kind of their own, are widened.
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        switch value {
        case let narrow as Int8: place.content = .leaf(Int32(narrow).archived)
        case let narrow as Int16: place.content = .leaf(Int32(narrow).archived)
        case let narrow as UInt16: place.content = .leaf(UInt32(narrow).archived)
        case let wide as UInt: place.content = .leaf(UInt64(wide).archived)
        default: try place.encode(value)
        }
    }
}
