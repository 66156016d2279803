import Config
import Determinism
import TestSupport
import Testing

@testable import Federation
@testable import Learning

/// Robust aggregates against ByzFL's, a program of others, and against the numbers that were found for ten honest uploads and three
/// bad ones (`tools/fixtures/robust.py` says how the uploads were made).
@Suite("Robust aggregates")
struct RobustAggregateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let faulty: Int
        let deviation: Double
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "avg_zero", faulty: 3, deviation: 2.6), Case(name: "uniform", faulty: 3, deviation: 1.9),
        Case(name: "sign_flip", faulty: 3, deviation: 2.4), Case(name: "five", faulty: 1, deviation: 1.2),
        Case(name: "nine", faulty: 3, deviation: 19), Case(name: "twelve", faulty: 2, deviation: 2.6),
    ]

    static func rows(_ name: String, of fixture: Fixture) throws -> [[Double]] {
        let shape = try fixture.shape("\(name)/rows")
        let all = try fixture.doubles("\(name)/rows")
        return (0..<shape[0]).map { Array(all[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }

    /// The settings with which an aggregate is the fixture's.
    static func settings(_ kind: String, _ one: Case, count: Int) -> CanonicalValue {
        let faulty = ("faulty", CanonicalValue.integer(one.faulty))
        return switch kind {
        // Cut from 13 numbers at each end: ⌊13 β⌋ of them.
        case "trimmed_mean":
            .object(sorting: [("share", .number((Double(one.faulty) + 0.5) / Double(count)))])
        case "krum", "minimum_diameter": .object(sorting: [faulty])
        case "multi_krum": .object(sorting: [faulty, ("keep", .integer(count - one.faulty - 1))])
        case "filter": .object(sorting: [("deviation", .number(one.deviation))])
        default: .object([])
        }
    }

    static let kinds = [
        "mean", "median", "trimmed_mean", "krum", "multi_krum", "geometric_median", "minimum_diameter", "filter",
    ]

    @Test("are those of another program", arguments: cases, kinds)
    func outside(one: Case, kind: String) throws {
        let fixture = try Fixture("robust-aggregates")
        let stated = fixture.facts["cases"]?.elements.first { $0["name"]?.asText == one.name }
        #expect(stated?["faulty"]?.asInteger == one.faulty && stated?["deviation"]?.asNumber == one.deviation)
        let rows = try Self.rows(one.name, of: fixture)
        let expected = try fixture.doubles("\(one.name)/\(kind)")
        let values = Self.settings(kind, one, count: rows.count)
        let found = try AggregatorLaws.combine(kind, rows, .double, values)
        let largest = rows.joined().map(\.magnitude).max() ?? 0
        #expect(AggregatorLaws.distance(found, expected) <= 1e-13 * largest)
        // In Float32 the same rows are chosen, and sums are rounded once.
        let single = try AggregatorLaws.combine(kind, rows, .single, values)
        #expect(AggregatorLaws.distance(single, expected) <= 2e-7 * largest)
        #expect(try AggregatorLaws.combine(kind, rows, .double, values, padding: 2) == found)
    }

    /// g ~ N(0, 1)⁵⁰; ten uploads g + 0.3 N(0, 1)⁵⁰; three bad ones: −(sum of the ten)/3 each, U(±1000)⁵⁰, or −2.5 × three of the
    /// ten. numpy's `default_rng(0)` draws them in this order. The numbers beside the errors were found by somebody else's program.
    @Test(
        "err by what was found for three bad uploads of thirteen",
        arguments: [
            ("avg_zero", [1.00, 0.17, 0.17, 0.13]), ("uniform", [82, 0.13, 0.13, 0.10]),
            ("sign_flip", [0.81, 0.16, 0.16, 0.13]),
        ])
    func oracle(name: String, errors: [Double]) throws {
        let fixture = try Fixture("robust-aggregates")
        let rows = try Self.rows(name, of: fixture)
        let gradient = try fixture.doubles("gradient")
        let one = Case(name: name, faulty: 3, deviation: 1)
        for (kind, error) in zip(["mean", "median", "trimmed_mean", "geometric_median"], errors) {
            let found = try AggregatorLaws.combine(kind, rows, .double, Self.settings(kind, one, count: 13))
            let own = AggregatorLaws.length(found, gradient) / AggregatorLaws.length(gradient, gradient.map { _ in 0 })
            // Two digits were printed, of 82.4 the whole number.
            #expect(abs(own - error) <= (error > 10 ? 0.5 : 0.005), "\(kind): \(own)")
            let stated = fixture.facts["relative_errors"]?["\(name) \(kind)"]?.asNumber ?? .nan
            #expect(abs(own - stated) <= 1e-11)
        }
    }

    @Test("bear fewer where few come, whatever was declared")
    func few() throws {
        let rows = AggregatorLaws.rows(4, width: 9, seed: 3)
        for kind in ["krum", "multi_krum", "minimum_diameter"] {
            let declared = CanonicalValue.object(sorting: [("faulty", .integer(3))])
            let aggregator = AggregatorLaws.aggregator(kind, declared)
            #expect(aggregator.tolerated(of: 9) == 3 && (aggregator.tolerated(of: 4) ?? 9) <= 1)
            for count in 2...4 {
                let found = try AggregatorLaws.combine(kind, Array(rows[..<count]), .double, declared)
                #expect(found.allSatisfy { $0 >= 0.5 && $0 <= 2 }, "\(kind) of \(count)")
            }
        }
    }

    @Test("refuse more faulty uploads than the agents bear, and more sets than may be looked at")
    func refusals() {
        func refusals(_ kind: String, _ values: [(String, CanonicalValue)], _ size: Int) -> [Unfit] {
            var facts = Facts("a", agents: [])
            facts.size = size
            return AggregatorLaws.aggregator(kind, .object(sorting: values)).unfit(facts)
        }
        for (kind, needed) in [("krum", 9), ("multi_krum", 9), ("minimum_diameter", 7)] {
            #expect(refusals(kind, [("faulty", .integer(3))], needed) == [])
            let found = refusals(kind, [("faulty", .integer(3))], needed - 1)
            #expect(found.map(\.place) == [.exchange("aggregate.\(kind).faulty")] && found[0].other?.place == .agents)
            #expect(refusals(kind, [], 3) == [])
        }
        #expect(refusals("multi_krum", [("faulty", .integer(2)), ("keep", .integer(8))], 10) == [])
        #expect(refusals("multi_krum", [("faulty", .integer(2)), ("keep", .integer(9))], 10).count == 1)
        // 20! / (10! 10!) = 184 756 and 22! / (10! 12!) = 646 646.
        #expect(MinimumDiameter.choices(of: 20, leaving: 10) == 184_756)
        #expect(MinimumDiameter.choices(of: 22, leaving: 10) == 646_646)
        #expect(MinimumDiameter.choices(of: 1000, leaving: 400) == .max)
        #expect(refusals("minimum_diameter", [], 20) == [])
        #expect(refusals("minimum_diameter", [], 22).map(\.place) == [.exchange("aggregate")])
        #expect(refusals("minimum_diameter", [("sets", .integer(700_000))], 22) == [])
    }

    @Test("The filter trusts the upload that most are near to, where it trusts nobody by its radius")
    func fallback() throws {
        // All are farther than 2σ = 0.12 from one another; four of seven lie around 1, three are equal and far.
        let rows = [[1.0, 1], [1.3, 1], [1, 1.4], [1.2, 1.6], [9, 9], [9.2, 9], [9, 9.2]]
        #expect(try AggregatorLaws.combine("filter", rows, .double) == [1, 1.4])
        #expect(try AggregatorLaws.combine("filter", rows.reversed(), .double) == [1, 1.4])
    }

    @Test("An upload that is not finite is never chosen, nor a reason to choose another")
    func notFinite() throws {
        let rows = AggregatorLaws.rows(7, width: 1300, seed: 4)
        for kind in ["krum", "multi_krum", "minimum_diameter"] {
            var lame = AggregatorLaws.rows(1, width: 1300, seed: 5)[0]
            for (column, value) in [(0, Double.nan), (1299, .infinity), (1024, -.infinity)] {
                lame[column] = value
                // With one of two faulty uploads found out, one is left among the seven others.
                let (two, one) = (
                    CanonicalValue.object(sorting: [("faulty", .integer(2))]),
                    CanonicalValue.object(sorting: [("faulty", .integer(1))])
                )
                #expect(
                    try AggregatorLaws.combine(kind, rows + [lame], .double, two)
                        == AggregatorLaws.combine(kind, rows, .double, one))
            }
            let none = [[Double]](repeating: [.nan, 1], count: 3)
            #expect(try AggregatorLaws.combine(kind, none, .double)[0].isNaN, "there is nothing else to choose")
        }
    }
}
