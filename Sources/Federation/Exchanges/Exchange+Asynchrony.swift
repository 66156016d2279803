public import Config
public import Learning

// Agents that nobody waits for.
extension Exchange {
    /// Whether agents meet the server one by one.
    public var isAsynchronous: Bool { composition.isAsynchronous && groups[0].count >= 2 }

    /// Has a server that agents come to one by one begin with what the first one begins with.
    mutating func beginStanding(_ population: Population) {
        guard isAsynchronous else { return }
        let first = population.participants([groups[0][0]])
        let rows = rows(of: first, population)
        axes[0]?.standing?.begin(rows)
    }

    /// By agent: rounds it has trained; nil where all train at once.
    public var roundsByAgent: [Int]? { axes[0]?.standing?.state.itinerary.rounds }

    /// Trains agents and has them meet the server, each when it is ready, up to a time; all meetings in the order of the clock,
    /// and of the agents among equal times.
    ///
    /// Who is on its way trains beside the others: nothing reaches it before it is there. At the end nobody has trained for what
    /// is at the server later.
    ///
    /// - Parameters:
    ///   - end: in ticks.
    ///   - length: how much training a round is.
    /// - Returns: by agent, what its rounds brought.
    public mutating func advance(
        _ population: inout Population, _ ledger: inout Ledger, until end: Int, length: Duration, _ workers: Int
    ) -> [Score] {
        let group = groups[0].agents
        var scores = [Score](repeating: Score(), count: population.count)
        var isTrained = [Bool](repeating: false, count: group.count)
        guard let server = axes[0]?.standing else { return scores }
        let (pace, period) = (server.pace, period)
        var itinerary = server.state.itinerary
        itinerary.advance(until: end, period: period, pace) { agent, standing in
            if !isTrained[agent] {
                let some = train(&population, standing, until: end, length, &isTrained, workers)
                for index in some { scores[group[index.agent]] += index.score }
            }
            isTrained[agent] = false
            return meet(agent, standing, &population, &ledger, length, workers)
        }
        axes[0]?.standing?.state.itinerary = itinerary
        return scores
    }

    /// Trains all who are on their way, and at the server before a time.
    private func train(
        _ population: inout Population, _ itinerary: Itinerary, until end: Int, _ length: Duration,
        _ isTrained: inout [Bool], _ workers: Int
    ) -> [(agent: Int, score: Score)] {
        let some = isTrained.indices.filter { !isTrained[$0] && itinerary.due[$0] <= end }
        let participants = population.participants(some.map { groups[0][$0] })
        var scores = some.map { (agent: $0, score: Score()) }
        for round in 1...period {
            population.train(participants, some.map { Round(itinerary.rounds[$0] + round, length: length) }, workers)
            let all = population.scores
            for index in scores.indices { scores[index].score += all[groups[0][scores[index].agent]] }
        }
        for agent in some { isTrained[agent] = true }
        return scores
    }

    /// One agent is at the server; whether its upload counts there.
    private mutating func meet(
        _ agent: Int, _ standing: Itinerary, _ population: inout Population, _ ledger: inout Ledger,
        _ length: Duration, _ workers: Int
    ) -> Bool {
        let period = period
        guard let number = axes[0]?.standing?.receive(agent, standing, period: period) else { return false }
        let meeting = Meeting(
            participants: population.participants([groups[0][agent]]), group: 0,
            round: Round(number, length: length), period: period)
        hold(meeting, &population, &ledger, publicStates: nil, workers)
        return (axes[0]?.standing?.share ?? 0) > 0
    }
}

extension Composition {
    /// How agents meet a server one by one in a whole run: the clock runs, and nobody trains. Nil where they meet at once.
    ///
    /// - Parameter meet: what an agent brings that is there: who stands where then, and when it came.
    func itinerary(_ facts: Facts, _ meet: (_ agent: Int, _ standing: Itinerary) -> Void = { _, _ in }) -> Itinerary? {
        let names = facts.agents.map(\.name)
        guard names.count >= 2, let rule = trigger.asynchrony, let key = facts.keys.first,
            let pace = times(of: names, key)
        else { return nil }
        var itinerary = Itinerary(agents: names.count, period: facts.period, pace)
        itinerary.advance(until: facts.rounds.saturatingTimes(RoundTimes.unit), period: facts.period, pace) {
            agent, standing in
            meet(agent, standing)
            return rule.takes(staleness: standing.staleness(of: agent))
        }
        return itinerary
    }
}
