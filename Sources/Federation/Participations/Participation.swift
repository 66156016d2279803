import Config
public import Determinism

/// Which agents come to a meeting: one axis of an exchange.
///
/// Whoever is not chosen sends nothing, receives nothing and trains on. Drawn from the exchange's own streams, so that a plan
/// knows who will be there.
public protocol Participation: Axis {
    /// Who of so many agents comes to a meeting.
    ///
    /// - Parameters:
    ///   - present: by agent of the group, whether it comes; all do, as given.
    ///   - stream: of this choice, at this meeting.
    func choose(_ present: inout [Bool], _ stream: inout RandomStream)
    /// How many of so many agents come, at most.
    func most(of agents: Int) -> Int
}

extension Participation {
    /// Those who are chosen can talk.
    func unfitCount(_ facts: Facts, at path: String) -> [Unfit] {
        let (all, chosen) = (facts.size, most(of: facts.size))
        guard all >= 2, chosen < 2 else { return [] }
        return [
            Unfit(
                .count,
                "'\(facts.exchange)' never meets: \(chosen) of \(all) agents \(chosen == 1 ? "takes" : "take") part",
                at: .exchange("participation.\(path)"), help: "at least two have to be chosen")
        ]
    }
}
