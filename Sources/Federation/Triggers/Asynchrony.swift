import Numerics

/// How agents meet a server one by one on a virtual clock.
public struct Asynchrony: Sendable {
    /// Of agents, in rounds per unit of time; drawn once per agent.
    let speed: (low: Double, high: Double)
    /// To the server and back, in units of time; drawn at every meeting.
    let latency: (low: Double, high: Double)
    /// How many uploads the server may have taken in since an agent was last there.
    let staleness: Int
    /// How fast uploads count less with staleness.
    let discount: Double
    /// How much a fresh upload counts.
    let mixing: Double

    static let (slowest, fastest, longest) = (0.001, 1000.0, 1e6)

    /// Whether an upload counts that so many others have come before.
    func takes(staleness others: Int) -> Bool { share(staleness: others) > 0 }

    /// How much an upload counts that so many others have come before: α (1 + s)^(−a).
    func share(staleness others: Int) -> Double {
        guard others <= staleness else { return 0 }
        return others == 0 || discount == 0
            ? mixing : mixing * Elementary.exp(-discount * Elementary.log(1 + Double(others)))
    }
}
