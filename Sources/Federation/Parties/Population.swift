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
    private let places: [(kind: Int, agent: Int)]
    /// By kind: the places of its agents.
    private let agents: [[Int]]
    /// The kinds whose agents are rows of one state, on all ranks together: name in checkpoints, and the places of the agents in
    /// order.
    public let sharedStates: [(name: String, agents: [Int])]
    /// What is known of all agents, where some are on other ranks.
    private let known: [KnownAgent]
    /// By kind and agent: where the agent stands in the kind's order of work.
    private let ranks: [[Int]]
    /// By kind: its name in checkpoints, the learner's.
    private let kindNames: [String]

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

    /// The parts of an agent that can be uploaded and taken in.
    public func parts(of agent: Int) -> [Part] {
        if rank != nil { return known[agent].parts }
        return kinds[places[agent].kind].parts(of: places[agent].agent)
    }

    /// Those parts of an agent that is here that begin by themselves, and not as what they follow.
    public func leadingParts(of agent: Int) -> [Part] {
        kinds[places[agent].kind].leadingParts(of: places[agent].agent)
    }

    /// What is known of an agent by itself.
    func facts(of agent: Int) -> Facts.Agent {
        var facts = Facts.Agent(
            names[agent], spaces: spaces(of: agent), parts: parts(of: agent), pulledPart: pulledPart(of: agent)?.name,
            countedPart: countedPart(of: agent))
        facts.planner = planner(of: agent)
        return facts
    }

    /// The part of an agent to which exchanges can add during local updates; nil where there is none.
    func pulledPart(of agent: Int) -> Part? {
        if rank != nil { return known[agent].pulled }
        return kinds[places[agent].kind].pulledPart(of: places[agent].agent)
    }

    /// The part whose visits an agent counts, by name; nil where it counts none.
    private func countedPart(of agent: Int) -> String? {
        if rank != nil { return known[agent].counted }
        return kinds[places[agent].kind].countedPart(of: places[agent].agent)
    }

    /// What plans for an agent, where it goes by the step of an episode.
    private func planner(of agent: Int) -> StepPlanner? {
        if rank != nil { return known[agent].planner }
        return kinds[places[agent].kind].stepPlanner(of: places[agent].agent)
    }

    /// Whether an agent is here.
    public func isHere(_ agent: Int) -> Bool { places[agent].kind >= 0 }

    /// Adds the step sizes of the participants' updates of a part, once so many rounds are complete, to their rows of `sums`.
    func addRates(
        of part: Part, after rounds: Range<Int>, for participants: Participants,
        to sums: UnsafeMutablePointer<Double>
    ) {
        for kind in kinds.indices {
            kinds[kind].addRates(of: part, after: rounds, for: participants.byKind[kind], to: sums)
        }
    }

    /// What an agent would do in every state of a finite world, `states × actions` probabilities; nil where it has no
    /// table.
    public func tabularPolicy(of agent: Int) -> [Double]? {
        let place = places[agent]
        guard let rank else { return kinds[place.kind].tabularPolicy(of: place.agent) }
        return rank.numbers(of: isHere(agent) ? kinds[place.kind].tabularPolicy(of: place.agent) : nil)
    }

    /// What an agent would do in its next episode, by step and state of the step; nil where it does not go by the step.
    public func episodicPolicy(of agent: Int) -> [Int]? {
        let place = places[agent]
        guard let rank else { return kinds[place.kind].episodicPolicy(of: place.agent) }
        let own = isHere(agent) ? kinds[place.kind].episodicPolicy(of: place.agent) : nil
        return rank.numbers(of: own?.map(Double.init))?.map(Int.init)
    }

    /// How often an agent's policy was planned; nil where none is.
    public func plannings(of agent: Int) -> Int? {
        let place = places[agent]
        guard let rank else { return kinds[place.kind].plannings(of: place.agent) }
        let own = isHere(agent) ? kinds[place.kind].plannings(of: place.agent) : nil
        return rank.numbers(of: own.map { [Double($0)] })?.first.map { Int($0) }
    }

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

    /// Copies one part of some agents, in their order.
    public func read(_ part: Part, from agents: [Int], into rows: PartRows) {
        let some = participants(agents)
        read(part, from: some, into: rows)
        gather(rows.base, stride: rows.stride, of: some)
    }

    /// Brings the rows of all participants here; nothing is to be done where all agents are.
    func gather(_ base: UnsafeMutableRawPointer, stride: Int, of participants: Participants) {
        guard let rank else { return }
        rank.gather(base, stride: stride, rows: rank.rows(of: participants.agents))
    }

    /// Copies one part of the participants, in their order.
    func read(_ part: Part, from participants: Participants, into rows: PartRows) {
        for kind in kinds.indices { kinds[kind].read(part, from: participants.byKind[kind], into: rows) }
    }

    /// Replaces one part of the participants, each by its row, or all by the only row.
    mutating func write(_ part: Part, to participants: Participants, from rows: PartRows) {
        for kind in kinds.indices { kinds[kind].write(part, to: participants.byKind[kind], from: rows) }
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

    /// Gives an agent the network of this name, where it is here.
    public mutating func adopt(_ network: Network, as name: String, agent: Int) {
        network.parameters.withUnsafeBytes { adopt($0, as: name, agent: agent) }
    }

    /// Gives an agent the numbers of its part of this name, which is kept in Float64, where it is here.
    public mutating func adopt(_ numbers: [Double], as name: String, agent: Int) {
        numbers.withUnsafeBytes { adopt($0, as: name, agent: agent) }
    }

    private mutating func adopt(_ row: UnsafeRawBufferPointer, as name: String, agent: Int) {
        let place = places[agent]
        guard isHere(agent) else { return }
        kinds[place.kind].adopt(row, as: name, agent: place.agent)
    }

    /// Whether the agent is a row of a state that others share.
    public func sharesState(_ agent: Int) -> Bool {
        if rank != nil { return known[agent].sharesState }
        return kinds[places[agent].kind].sharesState
    }

    /// Writes the shared state of this name, and where its agents' worlds stand.
    public func encodeSharedState(_ name: String, to encoder: any Encoder) throws {
        for kind in kinds.indices where kindNames[kind] == name {
            try kinds[kind].encodeSharedState(to: encoder)
        }
    }

    /// Continues the shared state of this name from where another run stood.
    public mutating func restoreSharedState(_ name: String, from decoder: any Decoder) throws {
        for kind in kinds.indices where kindNames[kind] == name {
            try kinds[kind].restoreSharedState(from: decoder)
        }
    }

    /// Writes all an agent is between two rounds.
    public func encode(agent: Int, to encoder: any Encoder) throws {
        let place = places[agent]
        try kinds[place.kind].encode(agent: place.agent, to: encoder)
    }

    /// Continues an agent from where another run stood.
    public mutating func restore(agent: Int, from decoder: any Decoder) throws {
        let place = places[agent]
        try kinds[place.kind].restore(agent: place.agent, from: decoder)
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
