// What blocks are in checkpoints: agents of their own blocks one by one, those of one block as a whole.
extension LearnerBlocks {
    var sharesState: Bool { storage.isShared }

    func encode(agent: Int, to encoder: any Encoder) throws {
        precondition(!sharesState, "agents that are rows of one state are encoded as a whole")
        try storage.states[agent].encode(to: encoder)
        var container = encoder.container(keyedBy: AgentKey.self)
        try storage.blocks[agent].members[0].world.encode(into: &container, forKey: .environmentState)
    }

    mutating func restore(agent: Int, from decoder: any Decoder) throws {
        precondition(!sharesState, "agents that are rows of one state are restored as a whole")
        storage.states[agent] = try state(from: decoder, of: agent)
        let container = try decoder.container(keyedBy: AgentKey.self)
        try storage.blocks[agent].members[0].world.restore(from: container, forKey: .environmentState)
        storage.scratch.items[agent] = storage.learners[agent].scratch(storage.blocks[agent])
    }

    func encodeSharedState(to encoder: any Encoder) throws {
        precondition(sharesState, "agents of their own blocks are encoded one by one")
        try storage.states[0].encode(to: encoder)
        let members = storage.blocks[0].members
        guard members.contains(where: \.world.hasBegun) else { return }
        var container = encoder.container(keyedBy: AgentKey.self)
        var worlds = container.nestedContainer(keyedBy: RowKey.self, forKey: .environmentState)
        for (row, member) in members.enumerated() {
            try member.world.encode(into: &worlds, forKey: RowKey(intValue: row))
        }
    }

    mutating func restoreSharedState(from decoder: any Decoder) throws {
        precondition(sharesState, "agents of their own blocks are restored one by one")
        storage.states[0] = try state(from: decoder, of: 0)
        try restoreWorlds(from: decoder)
        // What there was goes first: of finite worlds it is most of what the block takes.
        storage.scratch.items.removeAll()
        storage.scratch.items.append(storage.learners[0].scratch(storage.blocks[0]))
    }

    /// Learners of known models play nothing in their members' worlds; then checkpoints say nothing of where those stand.
    private mutating func restoreWorlds(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: AgentKey.self)
        guard container.contains(.environmentState) else {
            for row in storage.blocks[0].members.indices where storage.blocks[0].members[row].world.hasBegun {
                let member = storage.blocks[0].members[row]
                storage.blocks[0].members[row].world = member.world.fresh(.training(member.key))
            }
            return
        }
        let worlds = try container.nestedContainer(keyedBy: RowKey.self, forKey: .environmentState)
        for row in storage.blocks[0].members.indices {
            try storage.blocks[0].members[row].world.restore(from: worlds, forKey: RowKey(intValue: row))
        }
    }

    /// A block's state, after it was asked for flaws.
    private func state(from decoder: any Decoder, of block: Int) throws -> L.State {
        let state = try L.State.restored(from: decoder)
        if let flaw = able.checks?.flaw(storage.learners[block], state, storage.blocks[block]) { throw flaw }
        return state
    }

    private enum AgentKey: String, CodingKey {
        case environmentState
    }

    /// A row of a block, from 0.
    private struct RowKey: CodingKey {
        let stringValue: String
        let intValue: Int?

        init(intValue: Int) {
            stringValue = String(intValue)
            self.intValue = intValue
        }

        init?(stringValue: String) {
            guard let row = Int(stringValue) else { return nil }
            self.init(intValue: row)
        }
    }
}
