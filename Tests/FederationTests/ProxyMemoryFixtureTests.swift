import Config
import Determinism
import TestSupport
import Testing

@testable import Federation
@testable import Learning

/// Proxy memories, their merge and MixFRD's entries against an independent program.
@Suite("Proxy memories against numpy")
struct ProxyMemoryFixtureTests {
    static let names = ["cart_position", "cart_velocity", "pole_angle", "pole_angular_velocity"]
    static let spaces = Spaces(observation: names, action: .discrete(count: 2))

    /// The upload with the fixture's ranges, which go by position.
    static func upload(_ fixture: Fixture, sections: Int, period: String) throws -> ProxyMemories {
        let components = try #require(fixture.facts["components"]).elements.compactMap(\.asText)
        let ranges = try zip(names, components).map { ours, theirs in
            (ours, try #require(fixture.facts["ranges"]?[theirs]))
        }
        return ProxyMemories(
            Settings(
                ProxyMemories.component.fields,
                .object(sorting: [
                    ("sections", .integer(sections)), ("ranges", .object(sorting: ranges)), ("period", .text(period)),
                ])))
    }

    /// The fixture's visits of one agent, `first..<end`, as its tape has them.
    static func tape(_ fixture: Fixture, agent: Int, _ visits: Range<Int>) throws -> Tape {
        let (states, policies) = (try fixture.floats("states"), try fixture.floats("policies"))
        let steps = try fixture.shape("states")[1]
        let tape = Tape(spaces)
        tape.reserve(visits.count)
        for (row, visit) in visits.enumerated() {
            let place = agent * steps + visit
            for column in 0..<4 { tape.observations[row * 4 + column] = states[place * 4 + column] }
            for action in 0..<2 { tape.distributions[row * 2 + action] = policies[place * 2 + action] }
        }
        tape.recorded = visits.count
        return tape
    }

    /// The three agents' tables of a span, remembered as an exchange at visit 30 would have it.
    static func tables(_ fixture: Fixture, sections: Int, span: String) throws -> [VisitTable] {
        let upload = try upload(
            fixture, sections: sections, period: span == "both" ? "cumulative" : "since_last_exchange")
        return try (0..<3).map { agent in
            var memory = try #require(upload.memory(in: spaces))
            // Rollouts of different lengths, so that a mean runs on over tapes.
            for visits in [0..<7, 7..<30] { memory.watch(try tape(fixture, agent: agent, visits)) }
            if span == "first" { return memory.table }
            memory.endPeriod()
            for visits in [30..<53, 53..<60] { memory.watch(try tape(fixture, agent: agent, visits)) }
            return memory.table
        }
    }

    static func merge(_ tables: [VisitTable], weights: String) -> VisitTable {
        MergeByCell(Settings(MergeByCell.component.fields, .object([.init("weights", .text(weights))]))).merge(tables)
    }

    static func areClose(_ ours: [Float], _ theirs: [Double]) -> Bool {
        ours.count == theirs.count && zip(ours, theirs).allSatisfy { abs(Double($0) - $1) < 1e-6 }
    }

    @Test(
        "Every agent's cells, means and visits, of a period and of all time", arguments: [5, 30],
        ["first", "second", "both"])
    func memories(sections: Int, span: String) throws {
        let fixture = try Fixture("proxy-memory")
        for (agent, table) in try Self.tables(fixture, sections: sections, span: span).enumerated() {
            let name = "\(sections)/\(span)/agent\(agent + 1)"
            #expect(table.cellIndex.map(Int.init) == (try fixture.integers("\(name)/cells")))
            #expect(table.visits.map(Int.init) == (try fixture.integers("\(name)/visits")))
            #expect(Self.areClose(table.policy.elements, try fixture.doubles("\(name)/policies")))
        }
    }

    @Test("Both merges by cell", arguments: [5, 30], ["first", "second", "both"])
    func merges(sections: Int, span: String) throws {
        let fixture = try Fixture("proxy-memory")
        let tables = try Self.tables(fixture, sections: sections, span: span)
        let name = "\(sections)/\(span)/global"
        for (weights, policies) in [("agents", "policies"), ("visits", "policies_by_visits")] {
            let merged = Self.merge(tables, weights: weights)
            #expect(merged.cellIndex.map(Int.init) == (try fixture.integers("\(name)/cells")))
            #expect(merged.visits.map(Int.init) == (try fixture.integers("\(name)/visits")))
            #expect(Self.areClose(merged.proxyState.elements, try fixture.doubles("\(name)/proxy_states")))
            #expect(Self.areClose(merged.policy.elements, try fixture.doubles("\(name)/\(policies)")))
        }
    }

    @Test(
        "Pairs and middles between neighbors by the pole's angle, and between nearest cells", arguments: [5, 30],
        ["adjacent", "nearest"])
    func mixup(sections: Int, kind: String) throws {
        let fixture = try Fixture("proxy-memory")
        let mixup = Mixup(Choice(.object([.init(kind, .object([]))])))
        for span in ["first", "second", "both"] {
            let merged = Self.merge(try Self.tables(fixture, sections: sections, span: span), weights: "agents")
            let pairs = mixup.pairs(in: merged, named: Self.names)
            let cells = pairs.flatMap { [Int(merged.cellIndex[$0.first]), Int(merged.cellIndex[$0.second])] }
            #expect(cells == (try fixture.integers("\(sections)/\(span)/\(kind)/pairs")), "\(span)")
            guard span == "both" else { continue }
            let entries = mixup.entries(of: merged, named: Self.names)
            #expect(entries.count == merged.count + pairs.count)
            let states = Array(entries.states.dropFirst(4 * merged.count))
            let policies = Array(entries.policies.dropFirst(2 * merged.count))
            #expect(Self.areClose(states, try fixture.doubles("\(sections)/both/\(kind)/states")))
            #expect(Self.areClose(policies, try fixture.doubles("\(sections)/both/\(kind)/policies")))
        }
    }
}
