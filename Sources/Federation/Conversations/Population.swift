public import Learning
import Numerics

/// All agents of a cell, in the spec's order, whatever their learners.
public struct Population: Sendable {
    /// The agents' names, in order.
    public let names: [String]
    var cohorts: [any Cohort]
    /// Where agent `i` of the population is: its cohort, and its index there.
    private let places: [(cohort: Int, agent: Int)]

    /// Puts agents into cohorts by the type of their learner.
    public init(_ learners: [any Learner], _ members: [Member]) {
        precondition(learners.count == members.count, "one learner per agent")
        var kinds: [ObjectIdentifier] = []
        var groups: [[Int]] = []
        var places: [(cohort: Int, agent: Int)] = []
        for (index, learner) in learners.enumerated() {
            let kind = ObjectIdentifier(type(of: learner))
            let cohort = kinds.firstIndex(of: kind) ?? kinds.count
            if cohort == kinds.count {
                kinds.append(kind)
                groups.append([])
            }
            places.append((cohort, groups[cohort].count))
            groups[cohort].append(index)
        }
        names = members.map(\.name)
        self.places = places
        cohorts = groups.map { group in Cohorts.cohort(of: group.map { learners[$0] }, group.map { members[$0] }) }
    }

    /// How many agents.
    public var count: Int { names.count }

    /// What the last round brought, by agent.
    public var scores: [Score] { gathered { $0.scores } }

    /// A 64-bit fingerprint of everything that training changed, by agent.
    public func trace() -> [UInt64] { gathered { $0.trace() } }

    /// What an agent observes and can do.
    public func spaces(of agent: Int) -> Spaces {
        cohorts[places[agent].cohort].spaces(of: places[agent].agent)
    }

    /// Trains every agent for one round.
    public mutating func train(_ round: Round, _ workers: Int) {
        for cohort in cohorts.indices { cohorts[cohort].train(round, workers) }
    }

    /// Plays fresh episodes in `worlds[agent]` without learning, and sums them up by agent.
    public mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score] {
        var scores = [Score](repeating: Score(), count: count)
        for cohort in cohorts.indices {
            let agents = places.indices.filter { places[$0].cohort == cohort }
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

    mutating func answer(_ query: Query, from participants: [Int], into rows: Rows, _ workers: Int) {
        for cohort in cohorts.indices {
            cohorts[cohort].answer(query, from: seats(of: participants, in: cohort), into: rows, workers)
        }
    }

    mutating func fit(_ target: Target, participants: [Int], _ round: Round, _ workers: Int) {
        for cohort in cohorts.indices {
            cohorts[cohort].fit(target, seats: seats(of: participants, in: cohort), round, workers)
        }
    }

    /// The participants in this cohort, those with most work first.
    private func seats(of participants: [Int], in cohort: Int) -> [Seat] {
        var rows = [Int?](repeating: nil, count: cohorts[cohort].count)
        for (row, agent) in participants.enumerated() where places[agent].cohort == cohort {
            rows[places[agent].agent] = row
        }
        return cohorts[cohort].order.compactMap { agent in rows[agent].map { Seat(agent: agent, row: $0) } }
    }

    private func gathered<Value>(_ values: (any Cohort) -> [Value]) -> [Value] {
        let columns = cohorts.map(values)
        return places.map { columns[$0.cohort][$0.agent] }
    }
}
