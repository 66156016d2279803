import Determinism
import Numerics

/// The only cohort: blocks of agents, their learned states and their scratch, side by side.
///
/// A block holds one agent, or all of them where the learner keeps its agents as rows of a few arrays.
struct Crew<L: Learner>: Cohort {
    let learners: [L]
    var blocks: [Block]
    var states: [L.State]
    var scratch: Scratches
    /// The agents' places in the population.
    private let places: [Int]
    /// Blocks in falling order of the work they make, so that the last task to start is a short one.
    private let blockOrder: [Int]
    let order: [Int]
    let count: Int
    /// Whether members may still hold what watched them.
    private var isWatched = false
    /// The first of the rows that pull at the members; nil where none does.
    private var pulls: UnsafeRawPulls?
    /// By member: the step size of updates of the pulled part, where no round changes it.
    private let pulledRates: [Double]?

    /// Scratch never leaves the task that uses its block.
    struct Scratches: @unchecked Sendable {
        var items: [L.Scratch]
    }

    init(_ learners: [L], _ members: [Member], _ places: [Int]) {
        self.learners = learners
        self.places = places
        count = members.count
        let blocks = L.holdsWholeCohort ? [Block(members: members)] : members.map { Block(members: [$0]) }
        self.blocks = blocks
        states = zip(learners, blocks).map { $0.initial($1) }
        scratch = Scratches(items: zip(learners, blocks).map { $0.scratch($1) })
        let work = zip(learners, members).map { learner, member in
            learner.networks.reduce(0) { $0 + member.shape(of: $1).parameterCount }
        }
        order = members.indices.sorted { (work[$0], $1) > (work[$1], $0) }
        blockOrder = L.holdsWholeCohort ? [0] : order
        let optimizers = L.pulledPart.map { part in members.map { $0.optimizer(part) } } ?? []
        pulledRates =
            !optimizers.isEmpty && optimizers.allSatisfy { $0.decay is NoDecay }
            ? optimizers.map { $0.rate(after: 0) } : nil
    }

    var scores: [Score] {
        L.holdsWholeCohort ? blocks[0].scores : (0..<count).map { blocks[$0].members[0].score }
    }

    var isStacked: Bool { L.holdsWholeCohort }

    func spaces(of agent: Int) -> Spaces { member(agent).world.spaces }

    mutating func train(_ round: Round, _ influence: Influence, _ workers: Int) {
        prepare(influence, workers)
        let order = blockOrder
        forEach(order.count, workers, at: { order[$0] }) { _, learner, block, state, scratch in
            learner.train(&state, &block, round, &scratch)
        }
    }

    mutating func answer(
        _ query: Query, after target: Target?, from seats: [Seat], into rows: Rows, _ round: Round, _ workers: Int
    ) {
        forEachAgent(seats, workers) { row, index, learner, block, state, scratch in
            if let target { learner.fit(&state, member: index, block, to: target, round, &scratch) }
            learner.answer(query, by: state, member: index, block, into: rows.rows(row..<row + 1), &scratch)
        }
    }

    mutating func fit(_ target: Target, seats: [Seat], _ round: Round, _ workers: Int) {
        forEachAgent(seats, workers) { _, index, learner, block, state, scratch in
            learner.fit(&state, member: index, block, to: target, round, &scratch)
        }
    }

    mutating func teach(_ lesson: Lesson, seats: [Seat], _ round: Round, _ workers: Int) {
        forEachAgent(seats, workers) { row, index, learner, block, state, scratch in
            lesson(row, block.members[index]) { target in
                learner.fit(&state, member: index, block, to: target, round, &scratch)
            }
        }
    }

    func parts(of agent: Int) -> [Part] { learners[agent].parts(of: member(agent)) }

    func pulledPart(of agent: Int) -> Part? { parts(of: agent).first { $0.name == L.pulledPart } }

    func addRates(of part: Part, after rounds: Range<Int>, for seats: Seats, to sums: UnsafeMutablePointer<Double>) {
        if part.name == L.pulledPart, let rates = pulledRates {
            for seat in seats.items { for _ in rounds { sums[seat.row] += rates[seat.agent] } }
            return
        }
        for seat in seats.items {
            let optimizer = member(seat.agent).optimizer(part.name)
            for round in rounds { sums[seat.row] += optimizer.rate(after: round) }
        }
    }

    func read(_ part: Part, from seats: Seats, into rows: PartRows) {
        if L.holdsWholeCohort {
            let learner = learners[0]
            if let run = seats.run {
                let own = rows.rows(run.row..<run.row + run.agents.count)
                return learner.read(part, members: run.agents, of: states[0], into: own)
            }
            for seat in seats.items { learner.read(part, member: seat.agent, of: states[0], into: rows.row(seat.row)) }
            return
        }
        for seat in seats.items {
            learners[seat.agent].read(part, member: 0, of: states[seat.agent], into: rows.row(seat.row))
        }
    }

    mutating func write(_ part: Part, to seats: Seats, from rows: PartRows) {
        let isShared = rows.count == 1
        if L.holdsWholeCohort, let run = seats.run {
            let own = isShared ? rows : rows.rows(run.row..<run.row + run.agents.count)
            return learners[0].write(part, members: run.agents, of: &states[0], from: own)
        }
        for seat in seats.items {
            let row = rows.row(isShared ? 0 : seat.row)
            let (block, index) = place(of: seat.agent)
            learners[block].write(part, member: index, of: &states[block], from: row)
        }
    }

    mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score] {
        var scores = [Score](repeating: Score(), count: count)
        scores.withUnsafeMutableBufferPointer { buffer in
            let slots = Slots(buffer)
            let seats = (0..<count).map { Seat(agent: $0, row: $0) }
            forEachAgent(seats, workers) { agent, index, learner, block, state, scratch in
                var world = worlds[agent]
                let tape = Tape(world.spaces)
                var score = Score()
                for _ in 0..<episodes {
                    tape.clear()
                    score += world.roll(
                        learner.actor(state, member: index, rule, &scratch), until: .episodes(1), onto: tape)
                }
                slots.base[agent] = score
            }
        }
        return scores
    }

    mutating func roll(
        agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape
    ) {
        let (block, index) = place(of: agent)
        _ = world.roll(
            learners[block].actor(states[block], member: index, rule, &scratch.items[block]), until: limit, onto: tape)
    }

    mutating func adopt(_ network: Network, as name: String, agent: Int) {
        let (block, index) = place(of: agent)
        learners[block].adopt(network, as: name, member: index, into: &states[block])
        scratch.items[block] = learners[block].scratch(blocks[block])
    }

    func tabularPolicy(of agent: Int) -> [Double]? {
        let (block, index) = place(of: agent)
        return learners[block].tabularPolicy(of: states[block], member: index)
    }

    func sweeps(_ kind: StateSweep) -> [StateSweep] {
        (0..<count).map { agent in
            var sweep = kind
            let (block, index) = place(of: agent)
            learners[block].sweep(states[block], member: index, with: &sweep)
            return sweep
        }
    }
}

extension Crew {
    /// Where an agent is: its block, and its index there.
    private func place(of agent: Int) -> (block: Int, index: Int) { L.holdsWholeCohort ? (0, agent) : (agent, 0) }

    private func member(_ agent: Int) -> Member {
        let (block, index) = place(of: agent)
        return blocks[block].members[index]
    }

    /// Tells every member what watches it and what pulls at it.
    private mutating func prepare(_ influence: Influence, _ workers: Int) {
        for block in blocks.indices { blocks[block].workers = workers }
        if influence.watcher != nil || isWatched {
            isWatched = influence.watcher != nil
            for agent in 0..<count {
                let (block, index) = place(of: agent)
                let place = places[agent]
                blocks[block].members[index].watcher = nil
                if let watch = influence.watcher {
                    blocks[block].members[index].watcher = { tape in watch(place, tape) }
                }
            }
        }
        // The rows stay where they are from round to round.
        guard influence.pulls?.base != pulls?.base else { return }
        pulls = influence.pulls.map { UnsafeRawPulls(base: $0.base) }
        for agent in 0..<count {
            let (block, index) = place(of: agent)
            blocks[block].members[index].pull = influence.pulls.map { Pull($0.row(places[agent])) }
        }
    }

    /// Runs `body` once for each agent in `seats`, in parallel where agents have blocks of their own.
    private mutating func forEachAgent(
        _ seats: [Seat], _ workers: Int,
        _ body: @Sendable (_ row: Int, _ index: Int, L, inout Block, inout L.State, inout L.Scratch) -> Void
    ) {
        if L.holdsWholeCohort {
            for seat in seats {
                body(seat.row, seat.agent, learners[0], &blocks[0], &states[0], &scratch.items[0])
            }
        } else {
            forEach(seats.count, workers, at: { seats[$0].agent }) { position, learner, block, state, scratch in
                body(seats[position].row, 0, learner, &block, &state, &scratch)
            }
        }
    }

    /// Runs `body` once for each of `count` blocks, in parallel, with its learner, state and scratch in place.
    private mutating func forEach(
        _ count: Int, _ workers: Int, at place: @Sendable (_ position: Int) -> Int,
        _ body: @Sendable (_ position: Int, L, inout Block, inout L.State, inout L.Scratch) -> Void
    ) {
        let learners = learners
        blocks.withUnsafeMutableBufferPointer { blocks in
            states.withUnsafeMutableBufferPointer { states in
                scratch.items.withUnsafeMutableBufferPointer { scratch in
                    let (blocks, states, scratch) = (Slots(blocks), Slots(states), Slots(scratch))
                    ParallelLoop.forEach(count: count, workers: workers) { position in
                        let index = place(position)
                        body(
                            position, learners[index], &blocks.base[index], &states.base[index],
                            &scratch.base[index])
                    }
                }
            }
        }
    }
}

/// The first of the rows that pull at members, remembered to see whether they moved.
private struct UnsafeRawPulls: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
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
