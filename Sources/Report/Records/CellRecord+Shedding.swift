extension CellRecord {
    /// How many numbers it holds: what of a record grows with its rounds.
    public var numberCount: Int {
        rounds.count + totals.reduce(0) { $0 + $1.values.count } + measures.reduce(0) { $0 + $1.numberCount }
    }

    /// Lets go of the rows, and keeps what tables need of them: by measure the mean over all rounds and over the last, and where the
    /// values of every agent were kept, each one's.
    ///
    /// - Parameter tail: how many rounds at the end final means cover.
    public mutating func shed(lastRounds tail: Int) {
        guard !isShed else { return }
        for index in measures.indices {
            let name = measures[index].name
            measures[index].shed(
                Measure.Rest(
                    all: mean(of: name, lastRounds: nil), last: mean(of: name, lastRounds: tail),
                    agents: measures[index].hasAgents ? agentMeans(of: name, lastRounds: tail) : nil,
                    density: density(of: name)))
        }
        for index in totals.indices {
            let values = totals[index].values
            totals[index].values = [values.first, values.last].compactMap(\.self)
        }
        rounds = rounds.suffix(1)
        isShed = true
    }

    /// The mean over the agents' means of the last rounds, or of all; nil where nothing was measured, and not finite where a value
    /// was not.
    func mean(of measure: String, lastRounds tail: Int?) -> Double? {
        guard let found = self.measure(measure) else { return nil }
        if let rest = found.rest { return tail == nil ? rest.all : rest.last }
        let rows = tail.map { self.rows(after: lastRound - $0) } ?? rounds.indices
        return meanOfMeasured(found.means[rows])
    }

    /// The same up to a round, after which nothing counts.
    ///
    /// - Precondition: its rows are there.
    func mean(of measure: String, lastRounds tail: Int?, upTo end: Int) -> Double? {
        guard let found = self.measure(measure) else { return nil }
        let first = tail.map { rows(after: end - $0).lowerBound } ?? 0
        return meanOfMeasured(found.means[first..<rows(after: end).lowerBound])
    }

    /// Each agent's mean over the last rounds, and over its copies in all replicas; what is measured of all together, or of
    /// replicas, has one, in the first place.
    func agentMeans(of measure: String, lastRounds tail: Int) -> [Double?] {
        guard let found = self.measure(measure) else { return agents.map { _ in nil } }
        if found.isOfReplicas {
            return agents.indices.map { $0 == 0 ? mean(of: measure, lastRounds: tail) : nil }
        }
        if let rest = found.rest { return rest.agents ?? agents.map { _ in nil } }
        return agentMeans(of: found, in: rows(after: lastRound - tail))
    }

    /// How often a measure was taken; nil where it never was.
    func density(of measure: String) -> Measure.Density? {
        guard let found = self.measure(measure) else { return nil }
        if let rest = found.rest { return rest.density }
        let rows = found.means.indices.filter { found.means[$0] != nil }
        guard let first = rows.first, let last = rows.last else { return nil }
        return Measure.Density(count: rows.count, first: rounds[first], last: rounds[last])
    }
}
