import Determinism
import Numerics

/// The only blocks of agents: those of one type of learner, and what that type can do.
struct LearnerBlocks<L: Learner>: AgentBlocks {
    var storage: BlockStorage<L>
    let able = Abilities<L>()
    /// The agents' places in the population.
    private let places: [Int]
    let order: [Int]
    /// Whether members may still hold what watched them.
    private var isWatched = false
    /// Whether an exchange plans for the members.
    private var arePlannedFor = false
    /// The first of the rows that pull at the members; nil where none does.
    private var pulls: Shared<UnsafeMutableRawPointer>?
    /// The first of the rows to which members add their visits; nil where nobody asks.
    private var visits: Shared<UnsafeMutableRawPointer>?
    /// By member: the step size of updates of the pulled part, where no round changes it.
    let pulledRates: [Double]?
    /// Every part that some of the agents have. Where parts are is the same in all of them.
    let slots: [Slot<L.State>]
    /// Their names.
    let slotNames: [String]

    init(_ learners: [L], _ members: [Member], _ places: [Int], company: [Member] = []) {
        storage = BlockStorage(learners, members, company: company)
        self.places = places
        let work = zip(learners, members).map { learner, member in
            learner.networks.reduce(0) { $0 + member.shape(of: $1).parameterCount }
        }
        order = members.indices.sorted { (work[$0], $1) > (work[$1], $0) }
        let optimizers = able.pulled.map { part in members.map { $0.optimizer(part) } } ?? []
        pulledRates =
            !optimizers.isEmpty && optimizers.allSatisfy { $0.decay is NoDecay }
            ? optimizers.map { $0.rate(after: 0) } : nil
        var slots: [Slot<L.State>] = []
        if let finder = able.slots {
            for (learner, block) in zip(learners, storage.blocks) {
                for slot in finder.slots(learner, block.members[0])
                where !slots.contains(where: { $0.part.name == slot.part.name }) { slots.append(slot) }
            }
        }
        self.slots = slots
        slotNames = slots.map(\.part.name)
    }

    var count: Int { storage.count }

    var scores: [Score] {
        storage.isShared ? storage.blocks[0].scores : (0..<count).map { storage.blocks[$0].members[0].score }
    }

    func spaces(of agent: Int) -> Spaces {
        let (block, index) = storage.place(of: agent)
        return storage.blocks[block].members[index].world.spaces
    }

    mutating func train(_ round: Round, _ influence: Influence, _ workers: Int) {
        prepare(influence, workers)
        if storage.isShared {
            // In place: a loop over one block would look up more types than a short round takes.
            let learner = storage.learners[0]
            return learner.train(&storage.states[0], &storage.blocks[0], round, &storage.scratch.items[0])
        }
        let order = order
        storage.forEach(order.count, workers, at: { order[$0] }) { _, learner, block, state, scratch in
            learner.train(&state, &block, round, &scratch)
        }
    }

    mutating func train(_ some: [Participant], _ rounds: [Round], _ workers: Int) {
        precondition(!storage.isShared, "agents that are rows of one state train at one time")
        guard !some.isEmpty else { return }
        prepare(Influence(), workers)
        storage.forEach(some.count, workers, at: { some[$0].agent }) { position, learner, block, state, scratch in
            learner.train(&state, &block, rounds[some[position].row], &scratch)
        }
    }

    mutating func note(stalls: Int, of agent: Int) {
        let (block, index) = storage.place(of: agent)
        storage.blocks[block].members[index].note(stalls: stalls)
    }

    func sweeps(_ kind: StateSweep) -> [StateSweep] {
        var sweeps = [StateSweep](repeating: kind, count: count)
        for agent in 0..<count {
            let (block, index) = storage.place(of: agent)
            storage.learners[block].sweep(storage.states[block], member: index, with: &sweeps[agent])
        }
        return sweeps
    }

    /// Tells every member what watches it and what pulls at it.
    private mutating func prepare(_ influence: Influence, _ workers: Int) {
        for block in storage.blocks.indices { storage.blocks[block].workers = workers }
        if influence.watcher != nil || isWatched {
            isWatched = influence.watcher != nil
            for agent in 0..<count {
                let (block, index) = storage.place(of: agent)
                let place = places[agent]
                storage.blocks[block].members[index].watcher = nil
                if let watch = influence.watcher {
                    storage.blocks[block].members[index].watcher = { tape in watch(place, tape) }
                }
            }
        }
        if influence.plans != arePlannedFor {
            arePlannedFor = influence.plans
            for agent in 0..<count {
                let (block, index) = storage.place(of: agent)
                storage.blocks[block].members[index].isPlannedFor = influence.plans
            }
        }
        // The rows stay where they are from round to round.
        if influence.pulls?.base != pulls?.value {
            pulls = influence.pulls.map { Shared($0.base) }
            for agent in 0..<count {
                let (block, index) = storage.place(of: agent)
                storage.blocks[block].members[index].pull = influence.pulls.map { Pull($0.row(places[agent])) }
            }
        }
        if influence.visits?.base != visits?.value {
            visits = influence.visits.map { Shared($0.base) }
            for agent in 0..<count {
                let (block, index) = storage.place(of: agent)
                storage.blocks[block].members[index].visits = influence.visits.map {
                    CountedVisits($0.row(places[agent]).assumingMemoryBound(to: Double.self))
                }
            }
        }
    }
}

// MARK: What only some learners do

extension LearnerBlocks {
    mutating func answer(
        _ query: Query, after target: Target?, from participants: [Participant], into rows: Rows, _ round: Round,
        _ workers: Int
    ) {
        needed(able.answering, "action distributions").answer(
            &storage, query, target, participants, rows, round, workers)
    }

    mutating func fit(_ target: Target, participants: [Participant], _ round: Round, _ workers: Int) {
        needed(able.answering, "action distributions").fit(&storage, target, participants, round, workers)
    }

    mutating func teach(_ lesson: @escaping Lesson, participants: [Participant], _ round: Round, _ workers: Int) {
        needed(able.answering, "action distributions").teach(&storage, lesson, participants, round, workers)
    }

    mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score] { needed(able.acting, "way to act").evaluate(&storage, worlds, episodes, rule, workers) }

    mutating func perform(after round: Int, _ workers: Int) -> [Score] {
        let worlds = (0..<count).map { agent -> any World in
            let member = storage.member(agent)
            return member.world.fresh(.performance(member.key, round: round))
        }
        return evaluate(worlds, episodes: 1, .greedy, workers)
    }

    mutating func roll(
        agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape
    ) { needed(able.acting, "way to act").roll(&storage, agent, &world, rule, limit, tape) }

    func tabularPolicy(of agent: Int) -> [Double]? {
        let (block, index) = storage.place(of: agent)
        return storage.member(agent).world.model.flatMap { model in
            able.table?.policy(storage.learners[block], storage.states[block], index, model)
        }
    }

    func stepPlanner(of agent: Int) -> StepPlanner? {
        let block = storage.place(of: agent).block
        return storage.learners[block].stepPlanner(in: storage.member(agent).world)
    }

    func sum(step: Int, of participants: [Participant], into rows: DoubleRows) {
        needed(able.planning, "plan by steps").sum(storage, step, participants, rows)
    }

    mutating func take(step: Int, _ plan: DoubleRows, participants: [Participant]) {
        needed(able.planning, "plan by steps").take(&storage, step, participants, plan)
    }

    func episodicPolicy(of agent: Int) -> [Int]? {
        let (block, index) = storage.place(of: agent)
        return able.episodic?.policy(storage.learners[block], storage.states[block], index)
    }

    func plannings(of agent: Int) -> Int? {
        let (block, index) = storage.place(of: agent)
        return able.episodic?.plannings(storage.learners[block], storage.states[block], index)
    }

    /// An ability that whoever asks for it has made sure of: a spec that wants it of other learners is refused.
    private func needed<Phases>(_ phases: Phases?, _ what: String) -> Phases {
        guard let phases else {
            preconditionFailure("\(L.component.kind) has no \(what): a spec that needs it is refused")
        }
        return phases
    }
}

/// Puts agents into blocks by the type of their learner.
public enum LearnerKinds {
    /// The blocks of agents whose learners are all of one type.
    ///
    /// - Parameters:
    ///   - learners: one per member, all of one type, and equal where agents are rows of one state.
    ///   - places: the members' places in the population.
    ///   - company: all agents of the kind, where these are some of them.
    public static func blocks(
        of learners: [any Learner], _ members: [Member], places: [Int], company: [Member] = []
    ) -> any AgentBlocks {
        precondition(!learners.isEmpty && learners.count == members.count, "there is one learner per member")
        // Whoever knows nothing of others needs none of them.
        let knows = !learners[0].knownFromOracle.isEmpty
        return type(of: learners[0]).blocks(learners, members, places, company: knows ? company : [])
    }
}

extension Learner {
    fileprivate static func blocks(
        _ learners: [any Learner], _ members: [Member], _ places: [Int], company: [Member]
    ) -> any AgentBlocks {
        let own = learners.map { learner in
            guard let own = learner as? Self else {
                preconditionFailure("blocks hold learners of one type, not \(type(of: learner)) too")
            }
            return own
        }
        return LearnerBlocks(own, members, places, company: company)
    }
}
