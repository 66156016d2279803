import Determinism
import Numerics

/// Blocks of agents with one kind of learner: their learned states and their scratch, side by side.
///
/// A block holds one agent, or all of them where the learner keeps its agents as rows of a few arrays.
struct BlockStorage<L: Learner>: Sendable {
    /// By block where every agent is one; else all equal.
    let learners: [L]
    var blocks: [Block]
    var states: [L.State]
    var scratch: Scratches
    /// How many agents.
    let count: Int
    /// Whether all agents are rows of one state.
    let isShared: Bool

    /// Scratch never leaves the task that uses its block.
    struct Scratches: @unchecked Sendable {
        var items: [L.Scratch]
    }

    /// - Parameter company: all agents of whose worlds they know, where these are some of them.
    init(_ learners: [L], _ members: [Member], company: [Member] = []) {
        let isShared = L.sharesState
        let blocks =
            isShared ? [Block(members: members, company: company)] : members.map { Block(members: [$0]) }
        self.isShared = isShared
        self.learners = learners
        self.blocks = blocks
        count = members.count
        states = zip(learners, blocks).map { $0.initial($1) }
        scratch = Scratches(items: zip(learners, blocks).map { $0.scratch($1) })
    }

    /// Where an agent is: its block, and its index there.
    func place(of agent: Int) -> (block: Int, index: Int) { isShared ? (0, agent) : (agent, 0) }

    func member(_ agent: Int) -> Member {
        let (block, index) = place(of: agent)
        return blocks[block].members[index]
    }

    /// Runs `body` once for each agent in `participants`, in parallel where agents have blocks of their own.
    mutating func forEachAgent(
        _ participants: [Participant], _ workers: Int,
        _ body: @Sendable (_ row: Int, _ index: Int, L, inout Block, inout L.State, inout L.Scratch) -> Void
    ) {
        if isShared {
            for participant in participants {
                body(participant.row, participant.agent, learners[0], &blocks[0], &states[0], &scratch.items[0])
            }
        } else {
            forEach(participants.count, workers, at: { participants[$0].agent }) {
                position, learner, block, state, scratch in
                body(participants[position].row, 0, learner, &block, &state, &scratch)
            }
        }
    }

    /// Runs `body` once for each of `count` blocks, in parallel, with its learner, state and scratch in place.
    mutating func forEach(
        _ count: Int, _ workers: Int, at place: @Sendable (_ position: Int) -> Int,
        _ body: @Sendable (_ position: Int, L, inout Block, inout L.State, inout L.Scratch) -> Void
    ) {
        let learners = learners
        blocks.withUnsafeMutableBufferPointer { blocks in
            states.withUnsafeMutableBufferPointer { states in
                scratch.items.withUnsafeMutableBufferPointer { scratch in
                    let (blocks, states, scratch) = (Shared(blocks), Shared(states), Shared(scratch))
                    ParallelLoop.forEach(count: count, workers: workers) { position in
                        let index = place(position)
                        body(
                            position, learners[index], &blocks.value[index], &states.value[index],
                            &scratch.value[index])
                    }
                }
            }
        }
    }
}
