import Numerics

/// A threshold on a trailing average of returns of training.
public struct Crossing: Sendable, Equatable {
    /// Whose returns are averaged.
    public enum Over: String, Sendable {
        case meanOfAgents = "mean_of_agents"
        case eachAgent = "each_agent"
        case bestAgent = "best_agent"
        case worstAgent = "worst_agent"
    }

    let over: Over
    let window: Int
    let threshold: Double

    init(over: Over, window: Int, threshold: Double) {
        self.over = over
        self.window = window
        self.threshold = threshold
    }

    /// What is kept between rounds: the last `window` values of each series, and where each crossed.
    struct Progress: Persistent, Equatable {
        /// The last values, `series × window`, as a ring; unset entries are zero. NaN where there was none, and infinite
        /// where it was not finite.
        var latest: [Double]
        /// Rounds seen.
        var rounds: Int
        /// By series: the round of the first crossing, or 0.
        var crossed: [Int]

        var flaw: Flaw? {
            Flaw.count("rounds", rounds)
                ?? .each("crossed", crossed, "it is a round that was seen, or 0") { $0 >= 0 && $0 <= Flaw.most }
        }
    }

    /// What in a progress no run to the end of a round can have left there; nil where nothing is wrong.
    func flaw(of progress: Progress, agents: Int, round: Int) -> Flaw? {
        let start = start(agents: agents)
        return Flaw.unless(
            progress.latest.count == start.latest.count, "latest",
            "it has \(progress.latest.count) numbers, where this plan's measure keeps \(start.latest.count)")
            ?? .unless(
                progress.crossed.count == start.crossed.count, "crossed",
                "it has \(progress.crossed.count) numbers, where this plan's measure keeps \(start.crossed.count)")
            ?? .unless(progress.rounds == round, "rounds", "it is \(progress.rounds), where \(round) were trained")
            ?? .each("crossed", progress.crossed, "\(round) rounds were trained") { $0 <= round }
    }

    func start(agents: Int) -> Progress {
        let series = over == .meanOfAgents ? 1 : agents
        return Progress(
            latest: [Double](repeating: 0, count: series * window), rounds: 0,
            crossed: [Int](repeating: 0, count: series))
    }

    /// Takes in one round's returns of training, by agent.
    func update(_ progress: inout Progress, _ returns: [Double?], round: Int) {
        let known = returns.map { $0.map { $0.isFinite ? $0 : .infinity } ?? .nan }
        let values = over == .meanOfAgents ? [Self.mean(known[...])] : known
        for (series, value) in values.enumerated() {
            let ring = series * window
            progress.latest[ring + progress.rounds % window] = value
            guard progress.crossed[series] == 0, progress.rounds + 1 >= window else { continue }
            // Summed in ring order each time: a running sum would drift with the rounds it has seen.
            let average = Self.mean(progress.latest[ring..<ring + window])
            if average >= threshold, average.isFinite { progress.crossed[series] = round }
        }
        progress.rounds += 1
    }

    /// The mean of the values that are numbers; NaN where none is.
    private static func mean(_ values: ArraySlice<Double>) -> Double {
        var (sum, count) = (0.0, 0)
        for value in values where !value.isNaN { (sum, count) = (sum + value, count + 1) }
        return sum / Double(count)
    }

    /// The rounds of crossing so far, nil where not yet: one per agent for `each_agent`, else one.
    func result(_ progress: Progress) -> [Int?] {
        let rounds = progress.crossed.map { $0 == 0 ? nil : $0 }
        switch over {
        case .meanOfAgents, .eachAgent: return rounds
        case .bestAgent: return [rounds.compactMap { $0 }.min()]
        case .worstAgent: return [rounds.contains(nil) ? nil : rounds.compactMap { $0 }.max()]
        }
    }
}
