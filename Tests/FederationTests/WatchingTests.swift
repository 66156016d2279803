import Config
import Determinism
import Numerics
import Testing

@testable import Federation
@testable import Learning

@Suite("Agents that meet by what they see of themselves")
struct WatchingTests {
    private static func numbers(_ value: Double) -> String { CanonicalValue.number(value).json }

    private static func notices(_ federation: TabularFederation) -> Int {
        federation.ledger.entries.first { $0.kind == "notice" }?.bytes ?? 0
    }

    @Test(
        "Agents meet once a count has doubled, and whoever is away says so when it is back",
        arguments: ["stationary", "markovian"],
        [("", 2.0), ("", 1.25), ("", 7), (#", "participation": {"count": {"number": 2}}"#, 2)])
    func doubling(sampling: String, axes: (more: String, factor: Double)) throws {
        let event = #"{"when": {"event": {"of": {"count_doubling": {"factor": \#(Self.numbers(axes.factor))}}}}"#
        var federation = try VisitsTests.federation(
            event + axes.more + "}", sampling: sampling, features: "one_hot", steps: 5)
        var twin = try VisitsTests.federation("{}", sampling: sampling, features: "one_hot", steps: 5)
        let composition = federation.exchanges[0].composition
        let key = StreamKey(seed: 0, owner: "exchange/fedlsa")
        let attendance = Attendance(
            composition.participation as? any DrawnParticipation, composition.faults, keys: [key], count: 3)
        var known = [[Double]](repeating: [0, 0, 0, 0], count: 3)
        var fresh = known
        var (meetings, looks, told) = (0, 120, 0)
        for round in 1...looks {
            twin.set([0, 0, 0, 0])
            twin.train()
            for (agent, visits) in VisitsTests.visits(twin.rows).enumerated() {
                for state in 0..<4 { fresh[agent][state] += visits[state] }
            }
            federation.train()
            let before = federation.rows
            federation.exchange()
            let present = attendance.present(0, after: round)
            let doubled = present.filter { agent in
                (0..<4).contains { state in
                    fresh[agent][state] > 0
                        && (known[agent][state] + fresh[agent][state]) / axes.factor >= known[agent][state]
                }
            }
            told += doubled.count
            #expect(Self.notices(federation) == told)
            #expect((federation.rows != before) == !doubled.isEmpty, "round \(round)")
            guard !doubled.isEmpty else { continue }
            meetings += 1
            for agent in present {
                for state in 0..<4 { known[agent][state] += fresh[agent][state] }
                fresh[agent] = [0, 0, 0, 0]
            }
        }
        // Meetings grow with the logarithm of time.
        #expect(meetings > 3 && meetings < looks / 2)
        var facts = Facts("fedlsa", agents: (0..<3).map { federation.population.facts(of: $0) })
        facts.keys = [key]
        facts.meetings = looks
        let forecast = composition.forecast(facts, groups: 1)
        for line in federation.ledger.entries {
            let most = forecast.ledger.entries.first { $0.kind == line.kind && $0.direction == line.direction }
            #expect(line.bytes <= most?.bytes ?? 0)
        }
        #expect(forecast.least.total == 0)
    }

    private static func planner(states: Int, actions: Int, horizon: Int) -> StepPlanner {
        StepPlanner(
            horizon: horizon, states: states, actions: actions, confidence: 0.05, sums: 1, answers: 1
        ) { _, _, _ in }
    }

    @Test("S_max of unlike worlds is 14 ε T H K + 182 K (ln(6 S A H/δ) + ln(6e(2T + 1)))")
    func reach() throws {
        func rule(_ settings: String) throws -> DoublingRule {
            DoublingRule(Choice(.object([.init("mixture", try CanonicalValue(parsing: settings))])))
        }
        let planner = Self.planner(states: 5, actions: 5, horizon: 4)
        // By Python: 14·0.1·2000·4·10 + 1820 (ln 12000 + ln(6e·4001)).
        let unlike = try rule(#"{"contamination": 0.1, "episodes": 2000}"#).reach(planner, agents: 10)
        #expect(abs(unlike - 149271.27223247688) < 1e-6)
        let alike = try rule(#"{"contamination": 0, "episodes": 2000}"#).reach(planner, agents: 10)
        #expect(abs(unlike - alike - 112_000) < 1e-6)
    }

    @Test(
        "A visit quota is ⌊N/(K H (H + 1))⌋, one at least",
        arguments: [(0.0, 1.0), (17, 1), (35, 1), (36, 2), (53, 2), (54, 3), (180, 10)])
    func quota(known: Double, threshold: Double) {
        // K = 3, H = 2: a share of 18.
        let trigger = VisitQuota(Settings(VisitQuota.component.fields, .object([])))
        var state = trigger.initial(Facts("x", agents: []), agents: 3)
        state.known = Tensor(shape: [3, 2], elements: [known, 1e6, 0, 0, 0, 0])
        func look(_ visits: Double) -> Verdict {
            var view = AgentView(scores: [], rows: [])
            view.visits = Tensor(shape: [3, 2], elements: [0, 0, visits, 0, 0, 0])
            view.planner = Self.planner(states: 2, actions: 1, horizon: 2)
            return trigger.look(view, among: [0, 1, 2], &state)
        }
        #expect(!look(threshold - 1).meets && look(threshold - 1).notices == 0)
        #expect(look(threshold).meets && look(threshold).notices == 1)
    }

    private static func done(_ who: String) throws -> EnvironmentDone {
        EnvironmentDone(
            Settings(
                EnvironmentDone.component.fields,
                .object(sorting: [("return", .number(10)), ("who", .text(who))])))
    }

    private static func view(_ returns: [Double?]) -> AgentView {
        AgentView(
            scores: returns.map { mean in
                var score = Score()
                if let mean { (score.episodes, score.returns) = (2, 2 * mean) }
                return score
            }, rows: [])
    }

    @Test("Any agent that is done tells once, when it is there, and they meet for it")
    func any() throws {
        let trigger = try Self.done("any")
        var state = trigger.initial(Facts("x", agents: []), agents: 3)
        func look(_ returns: [Double?], _ present: [Int], _ meets: Bool, _ notices: Int) {
            let verdict = trigger.look(Self.view(returns), among: present, &state)
            #expect(verdict.meets == meets && verdict.notices == notices)
        }
        look([9, nil, 9.5], [0, 1, 2], false, 0)
        // The first one is done and away.
        look([10, nil, 3], [1, 2], false, 0)
        look([0, nil, 3], [0, 1], true, 1)
        look([20, nil, 3], [0, 1, 2], false, 0)
        look([20, 20, 20], [0, 1, 2], true, 2)
        look([20, 20, 20], [0, 1, 2], false, 0)
        #expect(trigger.most(of: 3, looks: 100).meetings == 3 && trigger.most(of: 3, looks: 100).notices == 3)
        #expect(trigger.most(of: 3, looks: 2).meetings == 2 && trigger.most(of: 3, looks: 0).notices == 0)
    }

    @Test("Where all have to be done, each one's notice counts when it comes, and the last one's is the meeting")
    func all() throws {
        let trigger = try Self.done("all")
        var state = trigger.initial(Facts("x", agents: []), agents: 3)
        func look(_ returns: [Double?], _ present: [Int], _ meets: Bool, _ notices: Int) {
            let verdict = trigger.look(Self.view(returns), among: present, &state)
            #expect(verdict.meets == meets && verdict.notices == notices)
        }
        look([12, 1, 1], [0, 1, 2], false, 1)
        look([1, 12, 12], [0, 1], false, 1)
        look([1, 1, 1], [0, 1], false, 0)
        look([1, 1, 1], [0, 2], true, 1)
        look([99, 99, 99], [0, 1, 2], false, 0)
        #expect(trigger.most(of: 3, looks: 100).meetings == 1)
    }

    @Test("How far agents have moved is measured from where they began; a quorum is of those who are there")
    func drift() throws {
        func federation(_ more: String) throws -> TabularFederation {
            var federation = try WeightingTests.federation(
                #"{"when": {"event": {"of": {"drift": {"distance": 1, "quorum": 0.5}}}}\#(more)}"#)
            federation.set([1, 1, 1])
            _ = federation.exchanges[0].begin(with: federation.population)
            return federation
        }
        var one = try federation("")
        one.set([[2.5, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]])
        one.exchange()
        #expect(one.ledger.entries.map(\.bytes) == [1])
        one.set([[2.5, 1, 1], [1, 1, 2], [1, 1, 1], [1, 1, 1]])
        one.exchange()
        #expect(one.rows.allSatisfy { $0 == [1.375, 1, 1.25] })
        #expect(Self.notices(one) == 3)
        // Two are there: one of them is half.
        var other = try federation(#", "participation": {"count": {"number": 2}}"#)
        other.set([[3, 1, 1], [3, 1, 1], [1, 1, 1], [3, 1, 1]])
        var before = other.rows
        var met = 0
        for _ in 1...10 {
            other.train()
            other.set(before)
            other.exchange()
            met += other.rows == before ? 0 : 1
            before = other.rows
        }
        #expect(met > 0 && Self.notices(other) <= 2 * 10)
    }
}
