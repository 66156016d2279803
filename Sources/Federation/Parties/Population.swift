public import Determinism
public import Learning
import Numerics

/// All agents of a cell, in the spec's order, whatever their learners.
public struct Population: Sendable {
    /// The agents' names, in order.
    public let names: [String]
    var cohorts: [any AgentBlocks]
    /// Where agent `i` of the population is: its cohort, and its index there.
    private let places: [(cohort: Int, agent: Int)]
    /// By cohort: the places of its agents.
    private let groups: [[Int]]
    /// By cohort and agent: where the agent stands in the cohort's order.
    private let ranks: [[Int]]
    /// By cohort: its name in checkpoints, the learner's kind.
    private let cohortNames: [String]

    /// Puts agents into cohorts by their learners: those of one type, and of equal settings too where a block of such
    /// learners holds its whole cohort.
    ///
    /// - Parameter settings: what the learners were made from, to tell unequal ones of a type apart; all equal unless told.
    public init(_ learners: [any Learner], _ members: [Member], settings: [CanonicalValue] = []) {
        precondition(learners.count == members.count, "one learner per agent")
        var cohortOf: [String: Int] = [:]
        var groups: [[Int]] = []
        var places: [(cohort: Int, agent: Int)] = []
        for (index, learner) in learners.enumerated() {
            let type = type(of: learner)
            let own = type.sharesStates && !settings.isEmpty ? settings[index].json : ""
            let kind = type.component.kind + own
            let cohort = cohortOf[kind] ?? groups.count
            if cohort == groups.count {
                cohortOf[kind] = cohort
                groups.append([])
            }
            places.append((cohort, groups[cohort].count))
            groups[cohort].append(index)
        }
        names = members.map(\.name)
        self.places = places
        self.groups = groups
        cohorts = groups.map { group in
            LearnerKinds.blocks(of: group.map { learners[$0] }, group.map { members[$0] }, places: group)
        }
        ranks = cohorts.map { cohort in
            var ranks = [Int](repeating: 0, count: cohort.count)
            for (rank, agent) in cohort.order.enumerated() { ranks[agent] = rank }
            return ranks
        }
        // A kind may start with another one and an underscore; then it counts among that one's.
        let ofCohorts = groups.map { type(of: learners[$0[0]]).component.kind }
        let kinds = Set(ofCohorts).sorted()
        var counts: [String: Int] = [:]
        cohortNames = ofCohorts.map { kind in
            let others = counts[kind] ?? 0
            let name = others == 0 ? kind : "\(kind)_\(others + 1)"
            for known in kinds where name == known || name.hasPrefix(known + "_") { counts[known, default: 0] += 1 }
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
        cohorts[places[agent].cohort].spaces(of: places[agent].agent)
    }

    /// Trains every agent for one round, under what exchanges watch and add.
    public mutating func train(_ round: Round, _ influence: Influence, _ workers: Int) {
        for cohort in cohorts.indices { cohorts[cohort].train(round, influence, workers) }
    }

    /// Trains every agent for one round, alone.
    public mutating func train(_ round: Round, _ workers: Int) { train(round, Influence(), workers) }

    /// The parts of an agent that can be uploaded and taken in.
    public func parts(of agent: Int) -> [Part] {
        cohorts[places[agent].cohort].parts(of: places[agent].agent)
    }

    /// What is known of an agent by itself.
    func facts(of agent: Int) -> Facts.Agent {
        Facts.Agent(
            names[agent], spaces: spaces(of: agent), parts: parts(of: agent), pulledPart: pulledPart(of: agent)?.name)
    }

    /// The part of an agent to which exchanges can add during local updates; nil where there is none.
    func pulledPart(of agent: Int) -> Part? { cohorts[places[agent].cohort].pulledPart(of: places[agent].agent) }

    /// Adds the step sizes of the participants' updates of a part, once so many rounds are complete, to their rows of `sums`.
    func addRates(
        of part: Part, after rounds: Range<Int>, for participants: Participants,
        to sums: UnsafeMutablePointer<Double>
    ) {
        for cohort in cohorts.indices {
            cohorts[cohort].addRates(of: part, after: rounds, for: participants.seats[cohort], to: sums)
        }
    }

    /// What an agent would do in every state of a finite world, `states × actions` probabilities; nil where it has no
    /// table.
    public func tabularPolicy(of agent: Int) -> [Double]? {
        cohorts[places[agent].cohort].tabularPolicy(of: places[agent].agent)
    }

    /// Copies one part of some agents, in their order.
    public func read(_ part: Part, from agents: [Int], into rows: PartRows) {
        read(part, from: participants(agents), into: rows)
    }

    /// Copies one part of the participants, in their order.
    func read(_ part: Part, from participants: Participants, into rows: PartRows) {
        for cohort in cohorts.indices { cohorts[cohort].read(part, from: participants.seats[cohort], into: rows) }
    }

    /// Replaces one part of the participants, each by its row, or all by the only row.
    mutating func write(_ part: Part, to participants: Participants, from rows: PartRows) {
        for cohort in cohorts.indices { cohorts[cohort].write(part, to: participants.seats[cohort], from: rows) }
    }

    /// Plays fresh episodes in `worlds[agent]` without learning, and sums them up by agent.
    public mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score] {
        var scores = [Score](repeating: Score(), count: count)
        for cohort in cohorts.indices {
            let agents = groups[cohort]
            let own = cohorts[cohort].evaluate(agents.map { worlds[$0] }, episodes: episodes, rule, workers)
            for (agent, score) in zip(agents, own) { scores[agent] = score }
        }
        return scores
    }

    /// Rolls one agent's policy out onto a tape.
    public mutating func roll(
        agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape
    ) {
        let place = places[agent]
        cohorts[place.cohort].roll(agent: place.agent, in: &world, rule, until: limit, onto: tape)
    }

    /// Gives an agent the network of this name.
    public mutating func adopt(_ network: Network, as name: String, agent: Int) {
        let place = places[agent]
        cohorts[place.cohort].adopt(network, as: name, agent: place.agent)
    }

    /// The cohorts whose agents are rows of one state: name in checkpoints, and the places of the agents in order.
    public var stacks: [(name: String, agents: [Int])] {
        cohorts.indices.filter { cohorts[$0].isStacked }.map { (cohortNames[$0], groups[$0]) }
    }

    /// Whether the agent is a row of a stacked cohort.
    public func isStacked(_ agent: Int) -> Bool { cohorts[places[agent].cohort].isStacked }

    /// Writes the state of the stacked cohort of this name.
    public func encodeStack(_ name: String, to encoder: any Encoder) throws {
        for cohort in cohorts.indices where cohortNames[cohort] == name {
            try cohorts[cohort].encodeStack(to: encoder)
        }
    }

    /// Continues the stacked cohort of this name from where another run stood.
    public mutating func restoreStack(_ name: String, from decoder: any Decoder) throws {
        for cohort in cohorts.indices where cohortNames[cohort] == name {
            try cohorts[cohort].restoreStack(from: decoder)
        }
    }

    /// Writes all an agent is between two rounds.
    public func encode(agent: Int, to encoder: any Encoder) throws {
        let place = places[agent]
        try cohorts[place.cohort].encode(agent: place.agent, to: encoder)
    }

    /// Continues an agent from where another run stood.
    public mutating func restore(agent: Int, from decoder: any Decoder) throws {
        let place = places[agent]
        try cohorts[place.cohort].restore(agent: place.agent, from: decoder)
    }

    /// Asks agents, each after a step toward a target if there is one.
    mutating func answer(
        _ query: Query, after target: Target?, from participants: Participants, into rows: Rows, _ round: Round,
        _ workers: Int
    ) {
        for cohort in cohorts.indices {
            cohorts[cohort].answer(
                query, after: target, from: participants.seats[cohort].items, into: rows, round, workers)
        }
    }

    mutating func fit(_ target: Target, participants: Participants, _ round: Round, _ workers: Int) {
        for cohort in cohorts.indices {
            cohorts[cohort].fit(target, seats: participants.seats[cohort].items, round, workers)
        }
    }

    mutating func teach(_ lesson: @escaping Lesson, participants: Participants, _ round: Round, _ workers: Int) {
        for cohort in cohorts.indices {
            cohorts[cohort].teach(lesson, seats: participants.seats[cohort].items, round, workers)
        }
    }

    /// Some agents as an exchange's participants, by their places.
    func participants(_ agents: [Int]) -> Participants {
        var seats: [[Seat]] = cohorts.map { _ in [] }
        for (row, agent) in agents.enumerated() {
            seats[places[agent].cohort].append(Seat(agent: places[agent].agent, row: row))
        }
        // In the order of the cohort, whose agents may be many more than these.
        return Participants(
            agents: agents,
            seats: seats.indices.map { cohort in
                let ranks = ranks[cohort]
                return Seats(seats[cohort].sorted { ranks[$0.agent] < ranks[$1.agent] })
            })
    }

    private func gathered<Value>(_ values: (any AgentBlocks) -> [Value]) -> [Value] {
        // A cohort's agents are in the population's order.
        if cohorts.count == 1 { return values(cohorts[0]) }
        let columns = cohorts.map(values)
        return places.map { columns[$0.cohort][$0.agent] }
    }
}
