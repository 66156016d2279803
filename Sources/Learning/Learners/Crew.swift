import Determinism
import Numerics

/// The only cohort: blocks of agents, their learned states and their scratch, side by side. A block holds one agent.
struct Crew<L: Learner>: Cohort {
    private let learners: [L]
    private var blocks: [Block]
    private var states: [L.State]
    private var scratch: Scratches
    /// Blocks in falling order of the work they make, so that the last task to start is a short one.
    let order: [Int]

    /// Scratch never leaves the task that uses its block.
    private struct Scratches: @unchecked Sendable {
        var items: [L.Scratch]
    }

    init(_ learners: [L], _ members: [Member]) {
        self.learners = learners
        blocks = members.map { Block(members: [$0]) }
        states = zip(learners, blocks).map { $0.initial($1) }
        scratch = Scratches(items: zip(learners, blocks).map { $0.scratch($1) })
        let work = blocks.map { block in
            L.networks.reduce(0) { $0 + block.members[0].shape(of: $1).parameterCount }
        }
        order = blocks.indices.sorted { (work[$0], $1) > (work[$1], $0) }
    }

    var count: Int { blocks.count }

    var scores: [Score] { blocks.map { $0.members[0].score } }

    func spaces(of agent: Int) -> Spaces { blocks[agent].members[0].world.spaces }

    mutating func train(_ round: Round, _ workers: Int) {
        forEach(order, workers) { _, learner, block, state, scratch in
            learner.train(&state, &block, round, &scratch)
        }
    }

    mutating func answer(_ query: Query, from seats: [Seat], into rows: Rows, _ workers: Int) {
        forEach(seats.map(\.agent), workers) { position, learner, block, state, scratch in
            let row = seats[position].row
            learner.answer(query, by: state, block, into: rows.rows(row..<row + 1), &scratch)
        }
    }

    mutating func fit(_ target: Target, seats: [Seat], _ round: Round, _ workers: Int) {
        forEach(seats.map(\.agent), workers) { _, learner, block, state, scratch in
            learner.fit(&state, block, to: target, round, &scratch)
        }
    }

    mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score] {
        var scores = [Score](repeating: Score(), count: count)
        scores.withUnsafeMutableBufferPointer { buffer in
            let slots = Slots(buffer)
            forEach(Array(0..<count), workers) { position, learner, block, state, scratch in
                var world = worlds[position]
                let spaces = world.spaces
                let tape = Tape(
                    observationWidth: spaces.observation.count, distributionWidth: spaces.action.distributionWidth)
                var score = Score()
                for _ in 0..<episodes {
                    tape.clear()
                    score += world.roll(
                        learner.actor(state, member: 0, rule, &scratch), until: .episodes(1), onto: tape)
                }
                slots.base[position] = score
            }
        }
        return scores
    }

    mutating func roll(
        agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape
    ) {
        _ = world.roll(
            learners[agent].actor(states[agent], member: 0, rule, &scratch.items[agent]), until: limit, onto: tape)
    }

    mutating func adopt(_ network: Network, as name: String, agent: Int) {
        learners[agent].adopt(network, as: name, member: 0, into: &states[agent])
        scratch.items[agent] = learners[agent].scratch(blocks[agent])
    }

    func trace() -> [UInt64] {
        blocks.indices.map { index in
            var fingerprint = LaneFingerprint()
            learners[index].trace(states[index], member: 0, into: &fingerprint)
            return fingerprint.value
        }
    }

    func encode(agent: Int, to encoder: any Encoder) throws {
        try states[agent].encode(to: encoder)
        var container = encoder.container(keyedBy: AgentKey.self)
        try blocks[agent].members[0].world.encode(into: &container, forKey: .environmentState)
    }

    mutating func restore(agent: Int, from decoder: any Decoder) throws {
        states[agent] = try L.State(from: decoder)
        let container = try decoder.container(keyedBy: AgentKey.self)
        try blocks[agent].members[0].world.restore(from: container, forKey: .environmentState)
        scratch.items[agent] = learners[agent].scratch(blocks[agent])
    }

    /// Runs `body` once for each chosen agent, in parallel, with its block, state and scratch in place.
    private mutating func forEach(
        _ chosen: [Int], _ workers: Int,
        _ body: @Sendable (_ position: Int, L, inout Block, inout L.State, inout L.Scratch) -> Void
    ) {
        let learners = learners
        blocks.withUnsafeMutableBufferPointer { blocks in
            states.withUnsafeMutableBufferPointer { states in
                scratch.items.withUnsafeMutableBufferPointer { scratch in
                    let (blocks, states, scratch) = (Slots(blocks), Slots(states), Slots(scratch))
                    ParallelLoop.forEach(count: chosen.count, workers: workers) { position in
                        let index = chosen[position]
                        body(
                            position, learners[index], &blocks.base[index], &states.base[index],
                            &scratch.base[index])
                    }
                }
            }
        }
    }

    private enum AgentKey: String, CodingKey {
        case environmentState
    }
}

/// Elements that parallel tasks change, each its own.
private struct Slots<Element>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>

    init(_ buffer: UnsafeMutableBufferPointer<Element>) {
        guard let base = buffer.baseAddress else {
            preconditionFailure("a cohort is never empty")
        }
        self.base = base
    }
}
