/// Many agents of one kind as one group whose arrays have an agent axis in front.
///
/// A thousand agents as five thousand datasets take over 100 ms to write; stacked they take about one.
public enum CohortStack {
    /// The dataset that names the agents, in the order of the first axis.
    public static let agents = "agents"

    /// Stacks trees of equal structure: every array `[…]` becomes `[agent, …]`, every text a list of texts.
    ///
    /// Attributes must be equal over the agents and are kept once. There is at least one agent. Throws an `ArchiveError`
    /// naming the first agent and item that differ in more than their values.
    public static func stack(_ members: [(agent: String, tree: ArchiveTree)]) throws(ArchiveError) -> ArchiveTree {
        precondition(!members.isEmpty, "a cohort has at least one agent")
        var stacked = ArchiveTree()
        stacked.insert(.text(ArchiveText(members.map(\.agent))), at: agents)
        guard members[0].tree[agents] == nil else {
            throw ArchiveError(agents, "stack", .refused("an agent's own state uses the name of the list of agents"))
        }
        let names = members.map(\.agent)
        let body = try stack(names, members.map { .group($0.tree) }, at: "")
        guard case .group(let group) = body else { return stacked }
        for member in group.members { stacked.insert(member.node, at: member.name) }
        stacked.attributes = group.attributes
        return stacked
    }

    /// The agents' trees, in the order of the dataset `agents`.
    public static func unstack(_ cohort: ArchiveTree) throws(ArchiveError) -> [(agent: String, tree: ArchiveTree)] {
        guard case .text(let names)? = cohort[agents], names.isList else {
            throw ArchiveError(agents, "unstack", .missing)
        }
        var result: [(agent: String, tree: ArchiveTree)] = []
        for (row, agent) in names.values.enumerated() {
            result.append((agent, try slice(cohort, row: row, of: names.values.count, at: "", skipping: agents)))
        }
        return result
    }

    private static func stack(_ agents: [String], _ nodes: [ArchiveNode], at path: String)
        throws(ArchiveError) -> ArchiveNode
    {
        switch nodes[0] {
        case .group(let model):
            var groups: [ArchiveTree] = []
            for (agent, node) in zip(agents, nodes) {
                guard case .group(let group) = node, group.members.map(\.name) == model.members.map(\.name) else {
                    throw differs(agent, path, "its items")
                }
                guard group.attributes == model.attributes else { throw differs(agent, path, "its attributes") }
                groups.append(group)
            }
            var stacked = ArchiveTree()
            for (position, member) in model.members.enumerated() {
                let column = groups.map { $0.members[position].node }
                stacked.insert(try stack(agents, column, at: path + "/" + member.name), at: member.name)
            }
            stacked.attributes = model.attributes
            return .group(stacked)
        case .array(let model):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(model.bytes.count * nodes.count)
            for (agent, node) in zip(agents, nodes) {
                guard case .array(let array) = node, array.kind == model.kind, array.shape == model.shape else {
                    throw differs(agent, path, "its kind or shape")
                }
                guard array.attributes == model.attributes else { throw differs(agent, path, "its attributes") }
                bytes += array.bytes
            }
            var stacked = ArchiveArray(kind: model.kind, shape: [nodes.count] + model.shape, bytes: bytes)
            stacked.attributes = model.attributes
            return .array(stacked)
        case .text(let model):
            var values: [String] = []
            for (agent, node) in zip(agents, nodes) {
                guard case .text(let text) = node, !text.isList, text.attributes == model.attributes else {
                    throw differs(agent, path, "its texts")
                }
                values += text.values
            }
            var stacked = ArchiveText(values)
            stacked.attributes = model.attributes
            return .text(stacked)
        }
    }

    private static func slice(_ group: ArchiveTree, row: Int, of count: Int, at path: String, skipping: String?)
        throws(ArchiveError) -> ArchiveTree
    {
        var result = ArchiveTree()
        for member in group.members where member.name != skipping {
            let path = path + "/" + member.name
            switch member.node {
            case .group(let child):
                result.insert(
                    .group(try slice(child, row: row, of: count, at: path, skipping: nil)), at: member.name)
            case .array(let array):
                guard array.shape.first == count else { throw wrongAxis(path, count) }
                let width = array.bytes.count / count
                var row = ArchiveArray(
                    kind: array.kind, shape: Array(array.shape.dropFirst()),
                    bytes: Array(array.bytes[row * width..<(row + 1) * width]))
                row.attributes = array.attributes
                result.insert(.array(row), at: member.name)
            case .text(let text):
                guard text.isList, text.values.count == count else { throw wrongAxis(path, count) }
                var row = ArchiveText(text.values[row])
                row.attributes = text.attributes
                result.insert(.text(row), at: member.name)
            }
        }
        result.attributes = group.attributes
        return result
    }

    private static func differs(_ agent: String, _ path: String, _ what: String) -> ArchiveError {
        let path = path.isEmpty ? "/" : path
        return ArchiveError(path, "stack", .mismatch("\(what) differ for agent \(agent) from the first agent's"))
    }

    private static func wrongAxis(_ path: String, _ count: Int) -> ArchiveError {
        ArchiveError(path, "unstack", .mismatch("its first axis is not the \(count) agents"))
    }
}
