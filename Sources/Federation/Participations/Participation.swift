import Config
public import Determinism
public import Learning

/// Which agents come to a meeting: one axis of an exchange.
///
/// Whoever is not chosen sends nothing, receives nothing and trains on. How they are chosen, a participation says by conforming:
/// ``DrawnParticipation`` by chance, ``TimedParticipation`` by how long their rounds take, ``RankingParticipation`` by how they train.
public protocol Participation: Axis {
    /// Whether everybody comes: then nobody is chosen.
    var takesEverybody: Bool { get }
    /// How many of so many agents come: as many as are chosen, unless faults take them away.
    func most(of agents: Int) -> Int
}

/// Who comes is drawn from the exchange's own streams, so that a plan knows who will be there.
public protocol DrawnParticipation: Participation {
    /// Who of so many agents comes to a meeting.
    ///
    /// - Parameters:
    ///   - present: by agent of the group, whether it comes; all do, as given.
    ///   - stream: of this choice, at this meeting.
    func choose(_ present: inout [Bool], _ stream: inout RandomStream)
}

/// Who comes depends on how long agents' rounds take on the virtual clock, which is drawn: so a plan knows who will be there.
public protocol TimedParticipation: Participation {
    /// Who comes to a meeting.
    ///
    /// - Parameters:
    ///   - present: by agent of the group, whether it comes; all do, as given.
    ///   - ticks: by agent, how long its rounds since they could meet before took: those of the exchange's `every`.
    func choose(_ present: inout [Bool], _ ticks: [Int])
}

/// Who comes depends on how agents train, which everybody who could come reports; so a plan knows how many will be there, and not
/// who.
public protocol RankingParticipation: Participation {
    /// Which of some agents meet, by their places in the group, in rising order: as many as ``Participation/most(of:)`` says.
    ///
    /// - Parameters:
    ///   - present: the places of those who could come.
    ///   - training: what they report: episodes and returns since the exchange met.
    func choose(among present: [Int], _ training: [Score], _ state: inout State) -> [Int]
}

extension RankingParticipation {
    /// Chooses by it.
    public var countsTraining: Bool { true }
    /// What everybody who could come says of its training.
    var report: Report { Report(kind: "returns", bytes: 8) }
}

extension Participation {
    /// Some are chosen.
    public var takesEverybody: Bool { false }

    /// Those who are chosen can talk.
    ///
    /// - Parameter remedy: the kind, and a share in hundredths with which two of the agents are chosen.
    func unfitCount(_ facts: Facts, at path: String, _ remedy: (kind: String, hundredths: Int)) -> [Unfit] {
        let (all, chosen) = (facts.size, most(of: facts.size))
        guard all >= 2, chosen < 2 else { return [] }
        return [
            Unfit(
                .count,
                "'\(facts.exchange)' never meets: \(chosen) of \(all) agents \(chosen == 1 ? "takes" : "take") part",
                at: .exchange("participation.\(path)"), other: facts.agentsRemark,
                help: "participation: {\(remedy.kind): \(Double(remedy.hundredths) / 100)}, or participation: all")
        ]
    }
}
