// States of agents that are rows of a few arrays, in parts: what several ranks have of one state.
extension ArchiveTree {
    /// The tree of which these are the rows of some agents each, one after the other: arrays follow one another along their first
    /// axis, and groups that are numbered by rows go on counting.
    public init(joining parts: [ArchiveTree]) {
        self.init()
        guard let first = parts.first else { return }
        guard !first.isNumbered else {
            for member in parts.flatMap(\.members) { insert(member.node, at: String(members.count)) }
            return
        }
        attributes = first.attributes
        for member in first.members {
            let nodes = parts.compactMap { $0[member.name] }
            switch member.node {
            case .group:
                let groups = nodes.compactMap { node -> ArchiveTree? in
                    guard case .group(let group) = node else { return nil }
                    return group
                }
                insert(.group(ArchiveTree(joining: groups)), at: member.name)
            case .array(let array):
                let arrays = nodes.compactMap { node -> ArchiveArray? in
                    guard case .array(let array) = node else { return nil }
                    return array
                }
                precondition(!array.shape.isEmpty, "what agents share is rows of arrays")
                let rows = arrays.reduce(0) { $0 + $1.shape[0] }
                var all = ArchiveArray(
                    kind: array.kind, shape: [rows] + array.shape.dropFirst(), bytes: arrays.flatMap(\.bytes))
                all.attributes = array.attributes
                insert(.array(all), at: member.name)
            case .text: insert(member.node, at: member.name)
            }
        }
    }

    /// Some agents' rows of a tree, of those that were joined. Of arrays with fewer rows nothing is left out.
    public func rows(_ some: Range<Int>) -> ArchiveTree {
        guard !isNumbered else {
            let own = members.indices.filter(some.contains)
            return ArchiveTree(own.enumerated().map { (String($0.offset), members[$0.element].node) })
        }
        return ArchiveTree(
            members.map { member in
                switch member.node {
                case .group(let group): (member.name, .group(group.rows(some)))
                case .array(let array): (member.name, .array(array.rows(some)))
                case .text: (member.name, member.node)
                }
            }, attributes: attributes)
    }

    /// Whether the members are the rows of a state, by number.
    private var isNumbered: Bool {
        !members.isEmpty && members.indices.allSatisfy { members[$0].name == String($0) }
    }
}

extension ArchiveArray {
    /// Some of the rows, with the same attributes; all of them where there are fewer.
    fileprivate func rows(_ some: Range<Int>) -> ArchiveArray {
        guard let count = shape.first, count >= some.upperBound, count > 0 else { return self }
        let width = bytes.count / count
        var rows = ArchiveArray(
            kind: kind, shape: [some.count] + shape.dropFirst(),
            bytes: Array(bytes[some.lowerBound * width..<some.upperBound * width]))
        rows.attributes = attributes
        return rows
    }
}
