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
    /// Where agent `i` of the population is: its kind, and its index there.
    private let places: [(kind: Int, agent: Int)]
    /// By kind: the places of its agents.
    private let agents: [[Int]]
    /// By kind and agent: where the agent stands in the kind's order of work.
    private let ranks: [[Int]]
    /// By kind: its name in checkpoints, the learner's.
    private let kindNames: [String]

    /// Puts agents into blocks by the kinds of their learners.
    ///
    /// - Parameter settings: what the learners were made from, to tell unequal ones of a type apart; all equal unless told.
    public init(_ learners: [any Learner], _ members: [Member], settings: [CanonicalValue] = []) {
        precondition(learners.count == members.count, "one learner per agent")
        var kindOf: [String: Int] = [:]
        var agents: [[Int]] = []
        var places: [(kind: Int, agent: Int)] = []
        for (index, learner) in learners.enumerated() {
            let type = type(of: learner)
            let own = type.sharesState && !settings.isEmpty ? settings[index].json : ""
            let name = type.component.kind + own
            let kind = kindOf[name] ?? agents.count
            if kind == agents.count {
                kindOf[name] = kind
                agents.append([])
            }
            places.append((kind, agents[kind].count))
            agents[kind].append(index)
        }
        names = members.map(\.name)
        self.places = places
        self.agents = agents
        kinds = agents.map { own in
            LearnerKinds.blocks(of: own.map { learners[$0] }, own.map { members[$0] }, places: own)
        }
        ranks = kinds.map { blocks in
            var ranks = [Int](repeating: 0, count: blocks.count)
            for (rank, agent) in blocks.order.enumerated() { ranks[agent] = rank }
            return ranks
        }
        // A name may start with another one and an underscore; then it counts among that one's.
        let learnerNames = agents.map { type(of: learners[$0[0]]).component.kind }
        let known = Set(learnerNames).sorted()
        var counts: [String: Int] = [:]
        kindNames = learnerNames.map { kind in
            let others = counts[kind] ?? 0
            let name = others == 0 ? kind : "\(kind)_\(others + 1)"
            for other in known where name == other || name.hasPrefix(other + "_") { counts[other, default: 0] += 1 }
            return name
        }
    }

    /// How many agents.
    public var count: Int { names.count }

    /// What the last round brought, by agent.
    public var scores: [Score] { gathered { $0.scores } }

    /// A 64-bit fingerprint of everything that training changed, by agent.
    public func trace() -> [UInt64] { sweeps(.tracing).map(\.trace) }

    /// A pass over everything that training changed, by agent.
    public func sweeps(_ kind: StateSweep) -> [StateSweep] { gathered { $0.sweeps(kind) } }

    /// What an agent observes and can do.
    public func spaces(of agent: Int) -> Spaces {
        kinds[places[agent].kind].spaces(of: places[agent].agent)
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
        for agent in agents { kinds[places[agent].kind].note(stalls: stalls, of: places[agent].agent) }
    }

    /// Trains every agent for one round, alone.
    public mutating func train(_ round: Round, _ workers: Int) { train(round, Influence(), workers) }

    /// The parts of an agent that can be uploaded and taken in.
    public func parts(of agent: Int) -> [Part] {
        kinds[places[agent].kind].parts(of: places[agent].agent)
    }

    /// What is known of an agent by itself.
    func facts(of agent: Int) -> Facts.Agent {
        var facts = Facts.Agent(
            names[agent], spaces: spaces(of: agent), parts: parts(of: agent), pulledPart: pulledPart(of: agent)?.name,
            countedPart: kinds[places[agent].kind].countedPart(of: places[agent].agent))
        facts.planner = kinds[places[agent].kind].stepPlanner(of: places[agent].agent)
        return facts
    }

    /// The part of an agent to which exchanges can add during local updates; nil where there is none.
    func pulledPart(of agent: Int) -> Part? { kinds[places[agent].kind].pulledPart(of: places[agent].agent) }

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
        kinds[places[agent].kind].tabularPolicy(of: places[agent].agent)
    }

    /// What an agent would do in its next episode, by step and state of the step; nil where it does not go by the step.
    public func episodicPolicy(of agent: Int) -> [Int]? {
        kinds[places[agent].kind].episodicPolicy(of: places[agent].agent)
    }

    /// How often an agent's policy was planned; nil where none is.
    public func plannings(of agent: Int) -> Int? { kinds[places[agent].kind].plannings(of: places[agent].agent) }

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
        read(part, from: participants(agents), into: rows)
    }

    /// Copies one part of the participants, in their order.
    func read(_ part: Part, from participants: Participants, into rows: PartRows) {
        for kind in kinds.indices { kinds[kind].read(part, from: participants.byKind[kind], into: rows) }
    }

    /// Replaces one part of the participants, each by its row, or all by the only row.
    mutating func write(_ part: Part, to participants: Participants, from rows: PartRows) {
        for kind in kinds.indices { kinds[kind].write(part, to: participants.byKind[kind], from: rows) }
    }

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
        return scores
    }

    /// Rolls one agent's policy out onto a tape.
    public mutating func roll(
        agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape
    ) {
        let place = places[agent]
        kinds[place.kind].roll(agent: place.agent, in: &world, rule, until: limit, onto: tape)
    }

    /// Gives an agent the network of this name.
    public mutating func adopt(_ network: Network, as name: String, agent: Int) {
        let place = places[agent]
        kinds[place.kind].adopt(network, as: name, agent: place.agent)
    }

    /// The kinds whose agents are rows of one state: name in checkpoints, and the places of the agents in order.
    public var sharedStates: [(name: String, agents: [Int])] {
        kinds.indices.filter { kinds[$0].sharesState }.map { (kindNames[$0], agents[$0]) }
    }

    /// Whether the agent is a row of a state that others share.
    public func sharesState(_ agent: Int) -> Bool { kinds[places[agent].kind].sharesState }

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
        for (row, agent) in agents.enumerated() {
            byKind[places[agent].kind].append(Participant(agent: places[agent].agent, row: row))
        }
        // In the order of the kind, whose agents may be many more than these.
        return Participants(
            agents: agents,
            byKind: byKind.indices.map { kind in
                let ranks = ranks[kind]
                return BlockParticipants(byKind[kind].sorted { ranks[$0.agent] < ranks[$1.agent] })
            })
    }

    private func gathered<Value>(_ values: (any AgentBlocks) -> [Value]) -> [Value] {
        // A kind's agents are in the population's order.
        if kinds.count == 1 { return values(kinds[0]) }
        let columns = kinds.map(values)
        return places.map { columns[$0.kind][$0.agent] }
    }
}
