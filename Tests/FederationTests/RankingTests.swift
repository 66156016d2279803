import Config
import Determinism
import Numerics
import Testing

@testable import Federation
@testable import Learning

@Suite("Who meets by how agents train")
struct RankingTests {
    static func running(_ json: String, agents: Int) throws -> any RunningParticipation {
        let participation: any Participation = Language.federation[Participations.name].make(
            Choice(try CanonicalValue(parsing: json)))
        let ranking = try #require(participation as? any RankingParticipation)
        return ranking.running(Facts("test", agents: []), agents: agents)
    }

    static func scores(_ returns: [Double?]) -> [Score] {
        returns.map { value in
            var score = Score()
            score.episodes = value == nil ? 0 : 2
            score.returns = 2 * (value ?? 0)
            return score
        }
    }

    @Test(
        "The best are those with the highest returns, the first of equal ones, and nobody without an episode before others"
    )
    func best() throws {
        var best = try Self.running(#"{"best": {"number": 2}}"#, agents: 6)
        #expect(best.choose(among: [0, 2, 3, 5], Self.scores([1, 7, nil, 7])) == [2, 5])
        #expect(best.choose(among: [0, 2, 3, 5], Self.scores([7, 1, 7, 7])) == [0, 3])
        #expect(best.choose(among: [0, 2, 3], Self.scores([nil, nil, -4])) == [0, 3])
        #expect(best.choose(among: [1, 4], Self.scores([0, 1])) == [1, 4])
        #expect(best.choose(among: [0, 1, 2], Self.scores([.nan, 1, 2])) == [1, 2])
    }

    /// The bandit once more, written down from its formula.
    struct Bandit {
        var (counts, sums, latest, pending) = ([0, 0, 0, 0], [0.0, 0, 0, 0], [0.0, 0, 0, 0], Set<Int>())

        mutating func choose(_ returns: [Double], _ c: Double, improves: Bool) -> [Int] {
            for arm in 0..<4 {
                if pending.remove(arm) != nil {
                    counts[arm] += 1
                    sums[arm] += improves ? returns[arm] - latest[arm] : returns[arm]
                }
                latest[arm] = returns[arm]
            }
            let t = Double(counts.reduce(0, +))
            let ranks = (0..<4).map { arm -> (Double, Int) in
                let n = Double(counts[arm])
                return (n == 0 ? -.infinity : -(sums[arm] / n + c * (2 * Elementary.log(t) / n).squareRoot()), arm)
            }
            let chosen = ranks.sorted { $0 < $1 }.prefix(2).map(\.1).sorted()
            pending.formUnion(chosen)
            return chosen
        }
    }

    @Test("The bandit chooses as UCB1's index says, and comes to prefer what pays", arguments: [true, false])
    func bandit(improves: Bool) throws {
        let reward = improves ? "improvement" : "return"
        var ucb = try Self.running(
            #"{"ucb": {"number": 2, "exploration": 0.25, "reward": "\#(reward)"}}"#, agents: 4)
        var bandit = Bandit()
        var stream = StreamKey(seed: 3, owner: "test/bandit").stream(.sampling)
        var times = [0, 0, 0, 0]
        for round in 0..<200 {
            // Agents 1 and 3 have higher returns, which rise.
            let returns = (0..<4).map { arm in
                (arm % 2 == 1 ? 1 + Double(round) * 0.5 : 0) + stream.uniform()
            }
            let chosen = ucb.choose(among: [0, 1, 2, 3], Self.scores(returns))
            #expect(chosen == bandit.choose(returns, 0.25, improves: improves))
            for arm in chosen { times[arm] += 1 }
        }
        #expect(times[1] > times[0] && times[3] > times[2])
        #expect(times.allSatisfy { $0 > 0 })
    }
}
