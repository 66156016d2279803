import Config
import Determinism

/// How long agents' rounds take on the virtual clock, and their ways to the server: drawn by agent and round, and by nothing
/// else, so that a plan knows them.
public struct RoundTimes: Sendable {
    /// Ticks of one unit of time: what a round takes at speed 1.
    public static let unit = 1_000_000

    private let asynchrony: Asynchrony?
    private let slowdowns: [Slowdown]
    private let key: StreamKey
    /// By agent of the group: rounds per unit of time.
    private let speeds: [Double]

    /// Some agents whose rounds can take longer.
    private struct Slowdown: Sendable {
        let fault: any SlowingFault
        let phase: Int
        let isSlow: [Bool]
    }

    /// The pace of a group's agents in an exchange; nil where nothing says anything of time.
    ///
    /// - Parameter names: of the agents, in order.
    init?(_ asynchrony: Asynchrony?, _ faults: [any Fault], names: [String], key: StreamKey) {
        self.asynchrony = asynchrony
        self.key = key
        slowdowns = faults.enumerated().compactMap { index, fault in
            guard let fault = fault as? any SlowingFault else { return nil }
            var stream = key.stream(.exchange, round: 0, episode: ExchangePhase.faults + index)
            var isSlow = [Bool](repeating: false, count: names.count)
            for agent in fault.slow(among: names, &stream) { isSlow[agent] = true }
            return Slowdown(fault: fault, phase: ExchangePhase.slowness + index << 24, isSlow: isSlow)
        }
        guard asynchrony != nil || !slowdowns.isEmpty else { return nil }
        var draws = key.stream(.exchange, round: 0, episode: ExchangePhase.trigger)
        let range = asynchrony?.speed ?? (low: 1, high: 1)
        speeds = names.map { _ in range.low == range.high ? range.low : draws.uniform(from: range.low, to: range.high) }
    }

    /// Rounds per unit of time of an agent that nothing slows down.
    public func speed(of agent: Int) -> Double { speeds[agent] }

    /// Ticks that an agent's round takes; at least one.
    public func ticks(of agent: Int, round: Int) -> Int {
        var time = 1 / speeds[agent]
        for slowdown in slowdowns where slowdown.isSlow[agent] {
            var stream = key.stream(.exchange, round: round, episode: slowdown.phase + agent)
            time *= slowdown.fault.factor(&stream)
        }
        return max(1, Int((time * Double(Self.unit)).rounded()))
    }

    /// Ticks that an agent's rounds take, from one to another.
    func ticks(of agent: Int, rounds: ClosedRange<Int>) -> Int {
        guard slowdowns.contains(where: { $0.isSlow[agent] }) else {
            return ticks(of: agent, round: rounds.lowerBound).saturatingTimes(rounds.count)
        }
        return rounds.reduce(0) { $0.saturatingPlus(ticks(of: agent, round: $1)) }
    }

    /// Ticks that an agent's way to the server and back takes after a round of its own.
    func latency(of agent: Int, round: Int) -> Int {
        guard let range = asynchrony?.latency, range.high > 0 else { return 0 }
        var stream = key.stream(.exchange, round: round, episode: ExchangePhase.latency + agent)
        return Int((stream.uniform(from: range.low, to: range.high) * Double(Self.unit)).rounded())
    }
}
