import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// CAESAR and averages by visits against formulas written out, in corridors of two kinds.
@Suite("Agents that choose whom they learn from, and what they know more of")
struct CAESARTests {
    static let count = 6

    /// Tabular learners in corridors, and one exchange.
    private struct Corridors {
        var population: Population
        var exchanges: [Exchange] = []
        var ledger = Ledger()
        private var number = 0
        private static let length = Duration(40, .steps)

        init(_ method: String, _ axes: String) throws {
            let language = Language.federation
            let learner = try CanonicalValue(
                parsing:
                    #"{"online_table": {"initial": {"normal": {}}, "behavior": {"epsilon_greedy": {"epsilon": 0.2}}}}"#)
            let sgd = language[Optimizers.name].make(
                Choice(.object([.init("sgd", .object([.init("learning_rate", .number(0.125))]))])))
            let members = (0..<CAESARTests.count).map { index in
                let key = StreamKey(seed: 2, owner: "agent/a\(index)")
                let world = language[Environments.name].make(
                    Choice(
                        .object([
                            .init(
                                "corridor",
                                .object(sorting: [
                                    ("cells", .integer(9)), ("reward_sign", .integer(index % 2 == 0 ? 1 : -1)),
                                ]))
                        ])))
                return Member(
                    name: "a\(index)", key: key, world: world.world(.training(key)), designs: [:],
                    optimizers: ["q": sgd])
            }
            population = Population(
                members.map { _ in language[Learners.name].make(Choice(learner)) }, members)
            let composition = try #require(
                language[Methods.name].make(Choice(.object([.init(method, try CanonicalValue(parsing: axes))]))))
            exchanges = [Exchange(composition, period: 1, among: population)]
        }

        mutating func train() {
            number += 1
            population.train(Round(number, length: Self.length), among: &exchanges, 2)
        }

        mutating func exchange() {
            exchanges[0].run(&population, &ledger, publicStates: nil, Round(number, length: Self.length), 1)
        }

        /// The returns that the agents will report.
        func performances() -> [Double] {
            var copy = population
            return copy.perform(after: number, 1)
        }

        var rows: [[Double]] { population.onlyRows }

        /// Uniform numbers that the weights draw at the last meeting.
        func draws(_ count: Int) -> [Double] {
            var stream = StreamKey(seed: 0, owner: "exchange/\(exchanges[0].composition.name)").stream(
                .exchange, round: number, episode: ExchangePhase.weights)
            return (0..<count).map { _ in stream.uniform() }
        }
    }

    private static func distance(_ one: [Double], _ other: [Double]) -> Double {
        zip(one, other).map { abs($0 - $1) }.reduce(0, +) / Double(one.count)
    }

    @Test(
        "Who is learned from, and how far agents go, are what the formulas say",
        arguments: [(true, true), (true, false), (false, true)])
    func formulas(converging: Bool, better: Bool) throws {
        let axes = #"{"weights": {"caesar": {"converging": \#(converging), "better": \#(better), "step": 0.25}}}"#
        var corridors = try Corridors("caesar", axes)
        let count = Self.count
        var near = (0..<count * count).map { $0 % (count + 1) == 0 ? 1.0 : 0 }
        var noted: [Double]?
        var (moved, idle, drawn) = (0, 0, 0)
        for _ in 1...60 {
            corridors.train()
            let (rows, did) = (corridors.rows, corridors.performances())
            if let noted {
                for pair in near.indices where pair % (count + 1) != 0 {
                    let falls = noted[pair] - Self.distance(rows[pair / count], rows[pair % count]) > 1e-4
                    near[pair] = min(max(near[pair] + (falls ? 0.25 : -0.25), 0), 1)
                }
            }
            let uniform = converging ? corridors.draws(count * count) : []
            let expected = (0..<count).map { one -> [Double] in
                let some = (0..<count).filter { other in
                    (!converging || uniform[one * count + other] < near[one * count + other])
                        && (!better || did[other] > did[one])
                }
                drawn += some.count
                guard !some.isEmpty else {
                    idle += 1
                    return rows[one]
                }
                moved += 1
                return rows[one].indices.map { column in
                    let mean = some.map { rows[$0][column] }.reduce(0, +) / Double(some.count)
                    return rows[one][column] - 0.1 * (rows[one][column] - mean)
                }
            }
            noted = near.indices.map { Self.distance(expected[$0 / count], expected[$0 % count]) }
            corridors.exchange()
            for (row, wanted) in zip(corridors.rows, expected) {
                for (number, other) in zip(row, wanted) { #expect(abs(number - other) < 1e-14) }
            }
        }
        // All that can happen has happened.
        #expect(moved > 20 && (better ? idle > 20 : idle == 0) && drawn > moved)
        let reported = corridors.ledger.entries.filter { $0.kind == "performance" }.map(\.bytes)
        #expect(reported == (better ? [60 * count * 8] : []))
        let down = corridors.ledger.entries.filter { $0.direction == .down }.map(\.bytes)
        #expect(down == [moved * corridors.rows[0].count * 8])
    }

    @Test(
        "Whom nobody does better than keeps its bits, and episodes that are played for others change nobody's training")
    func untouched() throws {
        var (one, other) = (try Corridors("caesar", "{}"), try Corridors("caesar", #"{"weights": {"identity": {}}}"#))
        for meeting in 1...2 {
            one.train()
            other.train()
            #expect(one.rows == other.rows)
            // Nobody has come nearer to anybody yet at the first meeting.
            one.exchange()
            other.exchange()
            if meeting == 1 { #expect(!one.ledger.entries.contains { $0.direction == .down }) }
        }
    }

    @Test("Averages by visits weigh by powers, and are the mean where all have been as often")
    func importance() throws {
        var corridors = try Corridors("imavg", #"{"weights": {"importance": {"rate": 0.125}}}"#)
        var unlike = 0.0
        for _ in 1...12 {
            corridors.train()
            let rows = corridors.rows
            let visits = try #require(corridors.exchanges[0].axes[0]?.visits?.rows(of: Array(0..<Self.count)))
            #expect(visits.joined().reduce(0, +) == Double(Self.count * 40))
            let expected = rows[0].indices.map { column in
                var (sum, whole) = (0.0, 0.0)
                for agent in rows.indices {
                    // (1 − 1/8)^−N, by multiplication.
                    let power = (0..<Int(visits[agent][column])).reduce(1.0) { power, _ in power / 0.875 }
                    sum += power * rows[agent][column]
                    whole += power
                }
                return sum / whole
            }
            let mean = rows[0].indices.map { column in
                rows.map { $0[column] }.reduce(0, +) / Double(Self.count)
            }
            corridors.exchange()
            for row in corridors.rows {
                for column in row.indices {
                    #expect(abs(row[column] - expected[column]) < 1e-12)
                    if Set(visits.map { $0[column] }).count == 1 { #expect(abs(row[column] - mean[column]) < 1e-15) }
                }
            }
            unlike = max(unlike, zip(expected, mean).map { abs($0 - $1) }.max() ?? 0)
        }
        #expect(unlike > 0.01)
        #expect(
            corridors.ledger.entries.filter { $0.kind == "visits" }.map(\.bytes) == [12 * Self.count * 22 * 8])
    }

    @Test("Checkpoints with probabilities or distances that cannot be are refused")
    func forged() throws {
        let facts = Facts("x", agents: [])
        let weights = CAESARWeights(Settings(CAESARWeights.component.fields, .object([])))
        var state = weights.initial(facts, agents: 3)
        #expect(state.flaw == nil && state.probability.elements[4] == 1 && state.probability.elements[1] == 0)
        state.probability.elements[1] = 1.5
        #expect(state.flaw != nil)
        state = weights.initial(facts, agents: 3)
        state.distance.elements[1] = -0.5
        #expect(state.flaw != nil)
    }
}
