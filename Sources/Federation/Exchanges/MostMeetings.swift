internal import Learning

/// How often an agent of an exchange can have met others until the end of a round.
public enum MostMeetings: Sendable, Equatable {
    /// After every so many rounds, and no more than so often.
    case every(Int, most: Int)
    /// By meeting of whoever has been at most: the round until whose end it is, in rising order.
    case at(rounds: [Int])

    /// The most meetings until the end of a round.
    public func until(_ round: Int) -> Int {
        switch self {
        case .every(let period, let most): return min(most, round / period)
        case .at(let rounds):
            var (low, high) = (0, rounds.count)
            while low < high {
                let middle = (low + high) / 2
                if rounds[middle] <= round { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}

extension Composition {
    /// Where agents meet the server one by one: the rounds until whose ends one of them has been there once more than anybody before.
    func itineraryMeetings(_ facts: Facts) -> [Int] {
        var rounds: [Int] = []
        _ = itinerary(facts) { agent, standing in
            if standing.rounds[agent] / facts.period + 1 > rounds.count {
                rounds.append((standing.due[agent] + RoundTimes.unit - 1) / RoundTimes.unit)
            }
        }
        return rounds
    }
}
