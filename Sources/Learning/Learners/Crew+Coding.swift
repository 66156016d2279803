// What a crew is in checkpoints: agents of their own blocks one by one, those of one block as a whole.
extension Crew {
    func encode(agent: Int, to encoder: any Encoder) throws {
        precondition(!isStacked, "a stacked cohort is encoded as a whole")
        try states[agent].encode(to: encoder)
        var container = encoder.container(keyedBy: AgentKey.self)
        try blocks[agent].members[0].world.encode(into: &container, forKey: .environmentState)
    }

    mutating func restore(agent: Int, from decoder: any Decoder) throws {
        precondition(!isStacked, "a stacked cohort is restored as a whole")
        states[agent] = try state(from: decoder, of: agent)
        let container = try decoder.container(keyedBy: AgentKey.self)
        try blocks[agent].members[0].world.restore(from: container, forKey: .environmentState)
        scratch.items[agent] = learners[agent].scratch(blocks[agent])
    }

    func encodeStack(to encoder: any Encoder) throws {
        precondition(isStacked, "agents of their own blocks are encoded one by one")
        try states[0].encode(to: encoder)
    }

    mutating func restoreStack(from decoder: any Decoder) throws {
        precondition(isStacked, "agents of their own blocks are restored one by one")
        states[0] = try state(from: decoder, of: 0)
        // What there was goes first: of finite worlds it is most of what the cohort takes.
        scratch.items.removeAll()
        scratch.items.append(learners[0].scratch(blocks[0]))
    }

    /// A block's state, after it was asked for flaws.
    private func state(from decoder: any Decoder, of block: Int) throws -> L.State {
        let state = try L.State.restored(from: decoder)
        if let flaw = learners[block].flaw(of: state, in: blocks[block]) { throw flaw }
        return state
    }

    private enum AgentKey: String, CodingKey {
        case environmentState
    }
}
