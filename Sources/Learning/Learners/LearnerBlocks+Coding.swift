// What blocks are in checkpoints: agents of their own blocks one by one, those of one block as a whole.
extension LearnerBlocks {
    var isStacked: Bool { storage.isShared }

    func encode(agent: Int, to encoder: any Encoder) throws {
        precondition(!isStacked, "agents that are rows of one state are encoded as a whole")
        try storage.states[agent].encode(to: encoder)
        var container = encoder.container(keyedBy: AgentKey.self)
        try storage.blocks[agent].members[0].world.encode(into: &container, forKey: .environmentState)
    }

    mutating func restore(agent: Int, from decoder: any Decoder) throws {
        precondition(!isStacked, "agents that are rows of one state are restored as a whole")
        storage.states[agent] = try state(from: decoder, of: agent)
        let container = try decoder.container(keyedBy: AgentKey.self)
        try storage.blocks[agent].members[0].world.restore(from: container, forKey: .environmentState)
        storage.scratch.items[agent] = storage.learners[agent].scratch(storage.blocks[agent])
    }

    func encodeStack(to encoder: any Encoder) throws {
        precondition(isStacked, "agents of their own blocks are encoded one by one")
        try storage.states[0].encode(to: encoder)
    }

    mutating func restoreStack(from decoder: any Decoder) throws {
        precondition(isStacked, "agents of their own blocks are restored one by one")
        storage.states[0] = try state(from: decoder, of: 0)
        // What there was goes first: of finite worlds it is most of what the block takes.
        storage.scratch.items.removeAll()
        storage.scratch.items.append(storage.learners[0].scratch(storage.blocks[0]))
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
}
