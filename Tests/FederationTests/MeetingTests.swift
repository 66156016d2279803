import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

@Suite("Agents that miss meetings, exchanges that are summed, and the agenda")
struct MeetingTests {
    private static func composition(_ method: String, dropout: Double?, name: String? = nil) throws -> Composition {
        var settings: [(String, CanonicalValue)] = []
        if let dropout {
            let fault = CanonicalValue.object([
                .init("dropout", .object([.init("probability", .number(dropout))]))
            ])
            settings.append(("faults", .list([fault])))
        }
        if let name { settings.append(("name", .text(name))) }
        let choice = CanonicalValue.object([.init(method, .object(sorting: settings))])
        return try #require(Language.federation[Methods.name].make(Choice(choice)))
    }

    /// Worlds whose chains have means of their own.
    private static func models(_ count: Int) -> [FiniteModel] {
        (0..<count).map { agent in
            FiniteModel(
                states: 2, actions: 1, kernel: [[(0, 0.5), (1, 0.5)], [(0, 0.25), (1, 0.75)]],
                rewards: [Double(agent), 1 - Double(agent) / 4], start: [0.5, 0.5], features: nil)
        }
    }

    private static func federation(_ compositions: [Composition], agents: Int, period: Int = 1) throws
        -> TabularFederation
    {
        var federation = try TabularFederation(
            models(agents), learner: "td", .object([.init("sampling", .text("expected"))]), rate: 0.125,
            method: "fedlsa", length: Duration(4, .steps))
        federation.exchanges = compositions.map { Exchange($0, period: period, among: federation.population) }
        return federation
    }

    @Test("Whoever is away keeps its own, and the plan knows who and how many bytes", arguments: [0.0, 0.3, 0.7, 1])
    func dropout(probability: Double) throws {
        let composition = try Self.composition("fedlsa", dropout: probability)
        var federation = try Self.federation([composition], agents: 4)
        let key = StreamKey(seed: 0, owner: "exchange/fedlsa")
        let attendance = Attendance(
            composition.participation as? any DrawnParticipation, composition.faults, keys: [key], count: 4)
        var meetings = 0
        for round in 1...40 {
            federation.train()
            let before = federation.rows
            let total = federation.ledger.total
            federation.exchange()
            let present = attendance.present(0, after: round)
            #expect(present.isEmpty || present.count >= 2)
            meetings += present.isEmpty ? 0 : 1
            #expect(federation.ledger.total - total == 2 * present.count * 2 * 8)
            for agent in 0..<4 where !present.contains(agent) { #expect(federation.rows[agent] == before[agent]) }
            if let first = present.first {
                for agent in present { #expect(federation.rows[agent] == federation.rows[first]) }
                #expect(federation.rows[first] != before[first])
            }
        }
        #expect((probability == 1) == (meetings == 0) && (probability == 0) == (meetings == 40))
        var facts = Facts("fedlsa", agents: (0..<4).map { federation.population.facts(of: $0) })
        facts.keys = [key]
        facts.meetings = 40
        let forecast = composition.forecast(facts, groups: 1)
        #expect(forecast.isExact && forecast.ledger == federation.ledger && forecast.meetings == meetings)
    }

    @Test(
        "A share of the agents is rounded up, and a whole number is that number",
        arguments: [
            (0.07, 100, 7), (0.55, 100, 55), (0.14, 50, 7), (0.28, 25, 7), (0.5, 3, 2), (1, 9, 9), (0, 9, 0),
            (0.34, 3, 2),
        ])
    func fraction(share: Double, agents: Int, expected: Int) {
        let settings = CanonicalValue.object([.init("share", .number(share))])
        #expect(FractionOfAgents(Settings(FractionOfAgents.component.fields, settings)).most(of: agents) == expected)
    }

    @Test("With nobody away the bits are those without faults")
    func noFault() throws {
        var one = try Self.federation([Self.composition("scafflsa", dropout: nil)], agents: 3)
        var other = try Self.federation([Self.composition("scafflsa", dropout: 0)], agents: 3)
        for _ in 1...10 {
            one.train()
            one.exchange()
            other.train()
            other.exchange()
        }
        #expect(one.rows == other.rows && one.pulls == other.pulls)
    }

    @Test("Control variates need everybody", arguments: ["{}", "faults", "participation"])
    func variates(absence: String) throws {
        let faults = CanonicalValue.list([.object([.init("dropout", .object([]))])])
        let few = CanonicalValue.object([.init("count", .object([]))])
        let settings: [(String, CanonicalValue)] =
            absence == "faults" ? [("faults", faults)] : absence == "participation" ? [("participation", few)] : []
        let choice = CanonicalValue.object([.init("scafflsa", .object(sorting: settings))])
        let composition = try #require(Language.federation[Methods.name].make(Choice(choice)))
        let federation = try Self.federation([Self.composition("scafflsa", dropout: nil)], agents: 3)
        let facts = Facts("scafflsa", agents: (0..<3).map { federation.population.facts(of: $0) })
        #expect(composition.unfit(facts).map(\.kind) == (absence == "{}" ? [] : [.axes]))
    }

    @Test("Beyond what can be drawn, a plan has bounds that hold", arguments: ["participation", "faults"])
    func bounds(absence: String) throws {
        let composition = try #require(
            Language.federation[Methods.name].make(
                Choice(
                    .object([
                        .init(
                            "fedlsa",
                            .object(
                                absence == "faults"
                                    ? [.init("faults", .list([.object([.init("dropout", .object([]))])]))]
                                    : [.init("participation", .object([.init("count", .object([]))]))]))
                    ]))))
        let federation = try Self.federation([Self.composition("fedlsa", dropout: nil)], agents: 6)
        var facts = Facts("fedlsa", agents: (0..<6).map { federation.population.facts(of: $0) })
        facts.keys = [StreamKey(seed: 0, owner: "exchange/fedlsa")]
        facts.meetings = 10_000_000
        let forecast = composition.forecast(facts, groups: 1)
        let most = absence == "faults" ? 6 : 2
        #expect(forecast.isExact == (absence == "participation"))
        #expect(forecast.ledger.total == 2 * most * 2 * 8 * 10_000_000)
    }

    @Test("What two exchanges add to local updates is summed")
    func twoPulls() throws {
        let names = ["one", "two"]
        let compositions = try names.map { try Self.composition("scafflsa", dropout: nil, name: $0) }
        var federation = try Self.federation(compositions, agents: 3)
        federation.train()
        federation.exchange(0)
        federation.train()
        federation.exchange(1)
        let pulls = federation.exchanges.map { exchange in
            exchange.pulls(agents: 3).flatMap(\.doubles).map { rows in
                (0..<3).map { agent in (0..<2).map { rows.row(agent)[$0] } }
            } ?? []
        }
        #expect(pulls[0] != pulls[1] && pulls.allSatisfy { $0.flatMap(\.self).contains { $0 != 0 } })
        let sum = zip(pulls[0], pulls[1]).map { zip($0, $1).map(+) }
        let before = federation.rows
        federation.train()
        // One exchange with the sum of both trains the agents to the same weights.
        let model = Self.models(3)
        for agent in 0..<3 {
            var weights = before[agent]
            let points = try #require(
                LinearFixedPoints(
                    model.map { .init($0, policy: [1, 1], discount: 0.95, isTabular: false) }))
            for _ in 0..<4 {
                let direction = (0..<2).map { row -> Double in
                    let product = (0..<2).map { points.matrices[agent][row * 2 + $0] * weights[$0] }.reduce(0, +)
                    return points.targets[agent][row] - product + sum[agent][row]
                }
                for row in 0..<2 { weights[row] += 0.125 * direction[row] }
            }
            #expect(TabularFederation.agree(federation.rows[agent], weights, within: 1e-12))
        }
    }

    @Test("Meetings come in the order of their clocks, then of the spec, and go on after a resume")
    func agenda() {
        func meetings(after round: Int, until end: Int) -> [[Int]] {
            var agenda = Agenda(periods: [3, 2, 3], after: round)
            var found: [[Int]] = []
            for clock in (round + 1)...end {
                while let meeting = agenda.next(until: clock) { found.append([meeting.clock, meeting.exchange]) }
            }
            return found
        }
        let whole = meetings(after: 0, until: 12)
        let clocks = (1...12).flatMap { round in
            [3, 2, 3].enumerated().filter { round % $0.element == 0 }.map { [round, $0.offset] }
        }
        #expect(whole == clocks)
        for cut in 1..<12 { #expect(meetings(after: cut, until: 12) == whole.filter { $0[0] > cut }) }
    }
}
