public import Numerics

/// When agents that nobody waits for meet the server next: where each stands on the virtual clock.
public struct Itinerary: Persistent, Equatable {
    /// By agent: rounds it has trained.
    public private(set) var rounds: [Int]
    /// By agent: when it is at the server next, in ticks.
    public private(set) var due: [Int]
    /// By agent: how many uploads the server had taken in when it was there last.
    private(set) var taken: [Int]
    /// Uploads the server has taken in.
    private(set) var uploads = 0

    /// Agents that set out at time 0.
    init(agents: Int, period: Int, _ pace: RoundTimes) {
        rounds = Array(repeating: 0, count: agents)
        taken = rounds
        due = (0..<agents).map { Self.time(of: $0, from: 0, after: 0, period, pace) }
    }

    /// The latest time there is.
    private static let latest = 1 << 62

    /// Columns of one length; counts.
    public var flaw: Flaw? {
        guard due.count == rounds.count, taken.count == rounds.count else {
            return Flaw(at: "due", "there are \(due.count) times and \(taken.count) uploads of \(rounds.count) agents")
        }
        let most = Int(UInt32.max)
        return Flaw.each("rounds", rounds, "rounds are counted from 0 to 2³² − 1") { $0 >= 0 && $0 <= most }
            ?? .each("due", due, "times are counted from 1 to 2⁶²") { $0 > 0 && $0 <= Self.latest }
            ?? .range("uploads", uploads, 0...most, "uploads are counted from 0 to 2³² − 1")
            ?? .each("taken", taken, "no more uploads than there were") { $0 >= 0 && $0 <= uploads }
    }

    /// The next agent to be at the server no later than a time; among equal times the first. Nil where there is none.
    private func next(until end: Int) -> Int? {
        var first: Int?
        for agent in due.indices where due[agent] <= end {
            if let found = first, due[found] <= due[agent] { continue }
            first = agent
        }
        return first
    }

    /// How many uploads the server has taken in since an agent was there.
    func staleness(of agent: Int) -> Int { uploads - taken[agent] }

    /// Has every agent be at the server that is there no later than a time, in the order of the clock, and of the agents among
    /// equal times: the one loop over arrivals, of runs and of plans.
    ///
    /// - Parameters:
    ///   - end: in ticks.
    ///   - meet: an agent is there, who stands where; whether its upload counts.
    mutating func advance(
        until end: Int, period: Int, _ pace: RoundTimes, _ meet: (_ agent: Int, _ standing: Itinerary) -> Bool
    ) {
        while let agent = next(until: end) {
            let counts = meet(agent, self)
            leave(agent, period: period, counts: counts, pace)
        }
    }

    /// An agent was at the server, which took its upload in or dropped it, and sets out again.
    private mutating func leave(_ agent: Int, period: Int, counts: Bool, _ pace: RoundTimes) {
        if counts { uploads += 1 }
        taken[agent] = uploads
        rounds[agent] += period
        due[agent] = Self.time(of: agent, from: due[agent], after: rounds[agent], period, pace)
    }

    private static func time(of agent: Int, from start: Int, after rounds: Int, _ period: Int, _ pace: RoundTimes)
        -> Int
    {
        let work = pace.ticks(of: agent, rounds: rounds + 1...rounds + period)
        return min(latest, start.saturatingPlus(work).saturatingPlus(pace.latency(of: agent, round: rounds + period)))
    }
}
