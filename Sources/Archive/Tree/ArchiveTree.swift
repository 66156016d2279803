public import Determinism

/// One item of an archive: a group, numbers, or text.
public enum ArchiveNode: Equatable, Sendable {
    /// A group of named items.
    case group(ArchiveTree)
    /// Numbers under a shape.
    case array(ArchiveArray)
    /// One string or a list of strings.
    case text(ArchiveText)
}

/// A snapshot of state as a plain value: named groups, arrays and texts, in the order they were added.
///
/// This is what the engine hands to the archive thread, what `diff` compares and what a state fingerprint covers. It knows
/// nothing of HDF5. Paths are names joined by `/`; a leading `/` is allowed.
public struct ArchiveTree: Sendable {
    /// A name and what it names.
    public struct Member: Equatable, Sendable {
        /// Unique within its group.
        public let name: String
        /// What stands under the name.
        public fileprivate(set) var node: ArchiveNode
    }

    /// The items in the order they were added: the creation order on disk.
    public private(set) var members: [Member] = []
    /// What the group means.
    public var attributes = ArchiveAttributes()
    /// Where each name stands in `members`; looked up, never iterated.
    private var positions: [String: Int] = [:]

    /// An empty group.
    public init() {}

    /// A group of these items, whose names are distinct.
    public init(_ members: [(String, ArchiveNode)], attributes: ArchiveAttributes = [:]) {
        for (name, node) in members {
            precondition(positions[name] == nil, "a group's names are distinct: \(name)")
            append(name, node)
        }
        self.attributes = attributes
    }

    /// The item at a path; nil where there is none. The empty path names the whole tree.
    public subscript(path: String) -> ArchiveNode? {
        let (name, rest) = Self.split(path)
        guard !name.isEmpty else { return .group(self) }
        guard let position = positions[name] else { return nil }
        let node = members[position].node
        if rest.isEmpty { return node }
        guard case .group(let group) = node else { return nil }
        return group[rest]
    }

    /// Where the member of this name stands in `members`.
    func position(of name: String) -> Int? { positions[name] }

    /// Puts an item at a path, replacing what was there and creating the groups on the way.
    ///
    /// A leaf on the way is replaced by a group; that is a programmer's error, and trapped.
    public mutating func insert(_ node: ArchiveNode, at path: String) {
        let (name, rest) = Self.split(path)
        precondition(!name.isEmpty, "an item needs a name")
        if rest.isEmpty {
            if let position = positions[name] { members[position].node = node } else { append(name, node) }
            return
        }
        if positions[name] == nil { append(name, .group(ArchiveTree())) }
        updateGroup(named: name) { $0.insert(node, at: rest) }
    }

    /// Sets an attribute of the item at a path, or removes it; the empty path names the tree itself. The item exists.
    public mutating func annotate(_ path: String = "", _ name: String, _ value: ArchiveAttribute?) {
        let (first, rest) = Self.split(path)
        guard !first.isEmpty else {
            attributes[name] = value
            return
        }
        guard let position = positions[first] else { preconditionFailure("nothing to annotate at \(path)") }
        switch members[position].node {
        case .group: updateGroup(named: first) { $0.annotate(rest, name, value) }
        case .array(var array):
            array.attributes[name] = value
            members[position].node = .array(array)
        case .text(var text):
            text.attributes[name] = value
            members[position].node = .text(text)
        }
    }

    /// Sets several attributes of the item at a path. The item exists, and is not the tree itself.
    public mutating func annotate(_ path: String, adding attributes: ArchiveAttributes) {
        let (first, rest) = Self.split(path)
        guard let position = positions[first] else { preconditionFailure("nothing to annotate at \(path)") }
        switch members[position].node {
        case .group where !rest.isEmpty: updateGroup(named: first) { $0.annotate(rest, adding: attributes) }
        case .group(var group):
            group.attributes.add(attributes)
            members[position].node = .group(group)
        case .array(var array):
            array.attributes.add(attributes)
            members[position].node = .array(array)
        case .text(var text):
            text.attributes.add(attributes)
            members[position].node = .text(text)
        }
    }

    /// This group without some of its members.
    public func leaving(out names: [String]) -> ArchiveTree {
        var rest = self
        for name in names { _ = rest.remove(name) }
        return rest
    }

    /// Takes a member out of this group; nil where there is none of this name.
    mutating func remove(_ name: String) -> ArchiveNode? {
        guard let position = positions[name] else { return nil }
        let node = members.remove(at: position).node
        positions[name] = nil
        for index in members.indices.dropFirst(position) { positions[members[index].name] = index }
        return node
    }

    /// Visits every item below this group, groups before their contents, in creation order, with its path.
    public func visit(under prefix: String = "", _ body: (_ path: String, _ node: ArchiveNode) throws -> Void) rethrows
    {
        for member in members {
            let path = prefix + "/" + member.name
            try body(path, member.node)
            if case .group(let group) = member.node { try group.visit(under: path, body) }
        }
    }

    /// The bytes of all numbers and texts.
    public var byteCount: Int {
        members.reduce(0) { count, member in
            switch member.node {
            case .group(let group): count + group.byteCount
            case .array(let array): count + array.bytes.count
            case .text(let text): count + text.values.reduce(0) { $0 + $1.utf8.count }
            }
        }
    }

    /// SHA-256 over names, shapes, kinds, values and attributes, independent of HDF5 and of the order items were added.
    public var fingerprint: Fingerprint { ArchiveNode.group(self).fingerprint }

    /// The first name of a path and what follows it.
    private static func split(_ path: String) -> (first: String, rest: String) {
        let trimmed = path.drop { $0 == "/" }
        guard let slash = trimmed.firstIndex(of: "/") else { return (String(trimmed), "") }
        return (String(trimmed[..<slash]), String(trimmed[slash...].drop { $0 == "/" }))
    }

    private mutating func append(_ name: String, _ node: ArchiveNode) {
        positions[name] = members.count
        members.append(Member(name: name, node: node))
    }

    /// Changes a group where it stands, taking it out first so that nothing is copied.
    private mutating func updateGroup(named name: String, _ body: (inout ArchiveTree) -> Void) {
        guard let position = positions[name], case .group(var group) = members[position].node else {
            preconditionFailure("\(name) is not a group")
        }
        members[position].node = .group(ArchiveTree())
        body(&group)
        members[position].node = .group(group)
    }
}

extension ArchiveTree: Equatable {
    /// Whether both hold the same items in the same order, numbers compared by their bits.
    public static func == (one: ArchiveTree, other: ArchiveTree) -> Bool {
        one.members == other.members && one.attributes == other.attributes
    }
}

extension ArchiveNode {
    /// What kind of item this is, in a few words: `f32 [64, 4]`, `a text`, `a group of 3`.
    public var summary: String {
        switch self {
        case .group(let tree): "a group of \(tree.members.count)"
        case .array(let array): "\(array.kind.rawValue) \(array.shape)"
        case .text(let text): text.isList ? "a list of \(text.values.count) texts" : "a text"
        }
    }
}
