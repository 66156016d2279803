public import Determinism
public import Learning
import Numerics

/// All agents of a cell, in the spec's order, whatever their learners.
public struct Population: Sendable {
    /// The agents' names, in order.
    public let names: [String]
    /// By kind of learner: the blocks of its agents. Agents of one kind have learners of one type, and equal settings too where
    /// they are rows of one state.
    var kinds: [any AgentBlocks]
    /// The rank whose agents these are; nil where all are here. Then what is told by agent is told of all agents, and every rank
    /// has to ask for it.
    public let rank: Rank?
    /// Where agent `i` of the population is: its kind, and its index there; no kind has it where it is on another rank.
    let places: [(kind: Int, agent: Int)]
    /// By kind: the places of its agents.
    private let agents: [[Int]]
    /// The kinds whose agents are rows of one state, on all ranks together: name in checkpoints, and the places of the agents in
    /// order.
    public let sharedStates: [(name: String, agents: [Int])]
    /// What is known of all agents, where some are on other ranks.
    let known: [KnownAgent]
    /// By kind and agent: where the agent stands in the kind's order of work.
    private let ranks: [[Int]]
    /// By kind: its name in checkpoints, the learner's.
    let kindNames: [String]

    /// Puts agents into blocks by the kinds of their learners.
    ///
    /// - Parameters:
    ///   - settings: what the learners were made from, to tell unequal ones of a type apart; all equal unless told.
    ///   - rank: whose agents are here; of all others no more than what can be known of them is kept. All are unless told.
    public init(
        _ learners: [any Learner], _ members: [Member], settings: [CanonicalValue] = [], rank: Rank? = nil
    ) {
        precondition(learners.count == members.count, "one learner per agent")
        var kindOf: [String: Int] = [:]
        var everybody: [[Int]] = []
        for (index, learner) in learners.enumerated() {
            let type = type(of: learner)
            let own = type.sharesState && !settings.isEmpty ? settings[index].json : ""
            let name = type.component.kind + own
            let kind = kindOf[name] ?? everybody.count
            if kind == everybody.count {
                kindOf[name] = kind
                everybody.append([])
            }
            everybody[kind].append(index)
        }
        names = members.map(\.name)
        self.rank = rank
        let here = everybody.map { all in rank.map { rank in all.filter(rank.own.contains) } ?? all }
        let present = here.indices.filter { !here[$0].isEmpty }
        agents = present.map { here[$0] }
        var places = [(kind: Int, agent: Int)](repeating: (-1, 0), count: learners.count)
        for (kind, own) in agents.enumerated() {
            for (index, agent) in own.enumerated() { places[agent] = (kind, index) }
        }
        self.places = places
        kinds = present.map { kind in
            let own = here[kind]
            return LearnerKinds.blocks(
                of: own.map { learners[$0] }, own.map { members[$0] }, places: own,
                company: rank == nil ? [] : everybody[kind].map { members[$0] })
        }
        known = rank == nil ? [] : zip(learners, members).map(KnownAgent.init)
        ranks = kinds.map { blocks in
            var ranks = [Int](repeating: 0, count: blocks.count)
            for (rank, agent) in blocks.order.enumerated() { ranks[agent] = rank }
            return ranks
        }
        // A name may start with another one and an underscore; then it counts among that one's.
        let learnerNames = everybody.map { type(of: learners[$0[0]]).component.kind }
        let known = Set(learnerNames).sorted()
        var counts: [String: Int] = [:]
        let stateNames = learnerNames.map { kind in
            let others = counts[kind] ?? 0
            let name = others == 0 ? kind : "\(kind)_\(others + 1)"
            for other in known where name == other || name.hasPrefix(other + "_") { counts[other, default: 0] += 1 }
            return name
        }
        kindNames = present.map { stateNames[$0] }
        sharedStates = everybody.indices.filter { type(of: learners[everybody[$0][0]]).sharesState }.map {
            (stateNames[$0], everybody[$0])
        }
    }

    /// How many agents.
    public var count: Int { names.count }

    /// What the last round brought, by agent.
    public var scores: [Score] { gathered(Score()) { $0.scores } }

    /// A 64-bit fingerprint of everything that training changed, by agent.
    public func trace() -> [UInt64] { sweeps(.tracing).map(\.trace) }

    /// A pass over everything that training changed, by agent.
    public func sweeps(_ kind: StateSweep) -> [StateSweep] { gathered(kind) { $0.sweeps(kind) } }

    /// What an agent observes and can do.
    public func spaces(of agent: Int) -> Spaces {
        if rank != nil { return known[agent].spaces }
        return kinds[places[agent].kind].spaces(of: places[agent].agent)
    }

    /// Trains every agent for one round, under what exchanges watch and add.
    public mutating func train(_ round: Round, _ influence: Influence, _ workers: Int) {
        for kind in kinds.indices { kinds[kind].train(round, influence, workers) }
    }

    /// Trains some agents, each for a round of its own, alone.
    mutating func train(_ some: Participants, _ rounds: [Round], _ workers: Int) {
        for kind in kinds.indices { kinds[kind].train(some.byKind[kind].items, rounds, workers) }
    }

    /// Tells some agents how often their federation has been found stalled: what rates that follow its returns go by.
    public mutating func note(stalls: Int, of agents: Range<Int>) {
        for agent in agents where isHere(agent) {
            kinds[places[agent].kind].note(stalls: stalls, of: places[agent].agent)
        }
    }

    /// Trains every agent for one round, alone.
    public mutating func train(_ round: Round, _ workers: Int) { train(round, Influence(), workers) }

    /// Whether an agent is here.
    public func isHere(_ agent: Int) -> Bool { places[agent].kind >= 0 }

    /// Has participants sum up what they have seen of a step, each into its row.
    func sum(step: Int, of participants: Participants, into rows: DoubleRows) {
        for kind in kinds.indices { kinds[kind].sum(step: step, of: participants.byKind[kind].items, into: rows) }
    }

    /// Has participants go on from the plan of a step.
    mutating func take(step: Int, _ plan: DoubleRows, participants: Participants) {
        for kind in kinds.indices {
            kinds[kind].take(step: step, plan, participants: participants.byKind[kind].items)
        }
    }

    /// Has participants make anew what their learners make anew after an exchange.
    mutating func restart(_ participants: Participants) {
        for kind in kinds.indices { kinds[kind].restart(participants.byKind[kind].items) }
    }

    /// Has participants that are held by a penalty be held where they are now.
    mutating func anchor(_ participants: Participants) {
        for kind in kinds.indices { kinds[kind].anchor(participants.byKind[kind].items) }
    }

    /// Has all agents that are held by a penalty be held where they start.
    public mutating func anchor() { anchor(participants(Array(0..<count))) }

    /// Plays fresh episodes in `worlds[agent]` without learning, and sums them up by agent.
    public mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score] {
        var scores = [Score](repeating: Score(), count: count)
        for kind in kinds.indices {
            let agents = agents[kind]
            let own = kinds[kind].evaluate(agents.map { worlds[$0] }, episodes: episodes, rule, workers)
            for (agent, score) in zip(agents, own) { scores[agent] = score }
        }
        rank?.gather(&scores)
        return scores
    }

    /// Plays one greedy episode of every agent in its own world after a round, on streams of its own: the returns, by agent.
    mutating func perform(after round: Int, _ workers: Int) -> [Double] {
        var scores = [Score](repeating: Score(), count: count)
        for kind in kinds.indices {
            let own = kinds[kind].perform(after: round, workers)
            for (agent, score) in zip(agents[kind], own) { scores[agent] = score }
        }
        rank?.gather(&scores)
        return scores.map(\.returns)
    }

    /// Rolls one agent's policy out onto a tape.
    public mutating func roll(
        agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape
    ) {
        let place = places[agent]
        kinds[place.kind].roll(agent: place.agent, in: &world, rule, until: limit, onto: tape)
    }

    /// Asks agents, each after a step toward a target if there is one.
    mutating func answer(
        _ query: Query, after target: Target?, from participants: Participants, into rows: Rows, _ round: Round,
        _ workers: Int
    ) {
        for kind in kinds.indices {
            kinds[kind].answer(
                query, after: target, from: participants.byKind[kind].items, into: rows, round, workers)
        }
    }

    mutating func fit(_ target: Target, participants: Participants, _ round: Round, _ workers: Int) {
        for kind in kinds.indices {
            kinds[kind].fit(target, participants: participants.byKind[kind].items, round, workers)
        }
    }

    mutating func teach(_ lesson: @escaping Lesson, participants: Participants, _ round: Round, _ workers: Int) {
        for kind in kinds.indices {
            kinds[kind].teach(lesson, participants: participants.byKind[kind].items, round, workers)
        }
    }

    /// Some agents as an exchange's participants, by their places.
    func participants(_ agents: [Int]) -> Participants {
        var byKind: [[Participant]] = kinds.map { _ in [] }
        for (row, agent) in agents.enumerated() where isHere(agent) {
            byKind[places[agent].kind].append(Participant(agent: places[agent].agent, row: row))
        }
        // In the order of the kind, whose agents may be many more than these.
        return Participants(
            agents: agents,
            byKind: byKind.indices.map { kind in
                let ranks = ranks[kind]
                return BlockParticipants(byKind[kind].sorted { ranks[$0.agent] < ranks[$1.agent] })
            },
            here: rank?.rowsHere(of: agents) ?? agents.indices)
    }

    private func gathered<Value: BitwiseCopyable>(
        _ absent: Value, _ values: (any AgentBlocks) -> [Value]
    ) -> [Value] {
        if let rank {
            var all = [Value](repeating: absent, count: count)
            for kind in kinds.indices {
                for (agent, value) in zip(agents[kind], values(kinds[kind])) { all[agent] = value }
            }
            rank.gather(&all)
            return all
        }
        // A kind's agents are in the population's order.
        if kinds.count == 1 { return values(kinds[0]) }
        let columns = kinds.map(values)
        return places.map { columns[$0.kind][$0.agent] }
    }
}
