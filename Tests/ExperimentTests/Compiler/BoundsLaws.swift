import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Every number of the language ends somewhere, and no number that is let in overflows a plan.
///
/// The places are found by walking the field tables, so that a new field, or a new entry of any catalogue, is under the laws.
@Suite("Bounds of every number")
struct BoundsLaws {
    static let places = NumberPlaces.all(Language.standard.spec)
    private static let hostile = [
        "0", "-1", "1", "9223372036854775807", "9223372036854775806", "9223372036854775808", "2147483648", "4294967296",
        "9007199254740993", "1e18", "3037000500", "4611686018427387904", "0.5", "1e308", "-1e308", "5e-324", ".nan",
        ".inf",
        "-.inf", "1e-400", "-0.0",
    ]

    @Test("Every whole number and every length of time has an upper bound; only seeds may be as large as they like")
    func upperBounds() {
        var unbounded: [String] = []
        for (path, field) in Vocabulary(Language.standard.spec).fields + Vocabulary(Language.standard.plan).fields {
            for range in field.type.wholeNumbers where range.upperBound > Limits.duration {
                let isSeed = range == 0...Int.max && field.summary.lowercased().contains("seed")
                if !isSeed { unbounded.append(path) }
            }
        }
        #expect(unbounded.isEmpty)
    }

    @Test("What is drawn as a whole number spans no more numbers than an index can have")
    func draws() {
        for (path, field) in Vocabulary(Language.standard.spec).fields where field.mayBeDrawn {
            for range in field.type.wholeNumbers {
                #expect(range.upperBound - range.lowerBound < Int(UInt32.max), "\(path)")
            }
        }
    }

    @Test("Every constant of every world lies between two finite numbers")
    func worlds() {
        for component in Language.standard.environments.components {
            for (path, field) in Vocabulary(component.fields).fields {
                for interval in field.type.intervals {
                    #expect(interval.low.isFinite && interval.high.isFinite, "\(component.kind).\(path)")
                }
            }
        }
    }

    @Test(
        "A hostile number anywhere is refused where it stands, or makes a plan whose costs can be told",
        arguments: places)
    func hostileNumbers(place: NumberPlaces.Place) throws {
        let legal = NumberPlaces.minimal(place.type)
        let ground = Ground.all.first { $0.study(place, legal) != nil } ?? Ground.all[0]
        let numbers = Self.hostile + place.type.ends
        for number in numbers {
            var findings = Findings()
            guard let study = ground.study(place, number, &findings) else {
                #expect(findings.hasErrors, "\(number) is refused in silence")
                continue
            }
            let plan = study.plan(of: study.firstCell)
            let costs = plan.costs
            #expect(costs.trainingStepsBound >= 0 && costs.evaluationStepsBound >= 0 && costs.ledger.total >= 0)
            #expect(costs.operationsBound >= 0 && costs.operationsBound.isFinite)
            #expect(plan.schedule.phases.allSatisfy { $0.count >= 0 && $0.period >= 1 })
        }
    }

    @Test("Nothing is cut into more parts than it has: as many are fine, one more is refused at both places")
    func parts() {
        func found(_ slices: Int) -> [String] {
            SpecText.found(
                SpecText.text(
                    """
                    public_states: {uniform: {count: 6, ranges: {cart_position: [0, 1], cart_velocity: [0, 1], \
                    pole_angle: [0, 1], pole_angular_velocity: [0, 1]}}}
                    federation: [{fedhpd: {every: {rounds: 2}, slices: \(slices)}}]
                    """))
        }
        #expect(found(1).isEmpty && found(6).isEmpty)
        #expect(found(7) == ["12:52 spec/out-of-range"])
        #expect(found(10_000_000) == ["12:52 spec/out-of-range"])
    }

    @Test("A copied number is held against the range of the field that copies it")
    func copies() {
        let world = "{acrobot: {gravity: {uniform: [1, 20]}, time_step: {same_as: environment.acrobot.gravity}}}"
        let text = SpecText.text().replacing("environment: cartpole", with: "environment: \(world)")
        #expect(SpecText.found(text) == ["6:65 range/reaches-illegal-values"])
    }

    /// A small study that stands on a learner's own ground.
    struct Ground: Sendable {
        let starter: Starter

        /// One per learner that a method's starter stands on.
        static let all: [Ground] = CatalogueLaws.grounds.map { Ground(starter: $0.starter) }

        func study(_ place: NumberPlaces.Place, _ number: String) -> Study? {
            var findings = Findings()
            return study(place, number, &findings)
        }

        func study(_ place: NumberPlaces.Place, _ number: String, _ findings: inout Findings) -> Study? {
            study(place.key, place.value(number), &findings)
        }

        /// The study with this value of a top-level key.
        func study(_ key: String, _ value: String, _ findings: inout Findings) -> Study? {
            var lines: [(key: String, value: String)] = [
                ("concord", "1"), ("name", "test"), ("seeds", "[1]"), ("round", starter.round), ("rounds", "10"),
                ("environment", starter.environment), ("learner", starter.learner),
                ("optimizer", starter.optimizer), ("agents", "[{name: a}, {name: b}]"),
            ]
            if let network = starter.network { lines.append(("network", network)) }
            if key == "public_states" { lines.append(("federation", "[{fedhpd: {every: {rounds: 1}}}]")) }
            lines.removeAll { $0.key == key }
            lines.append((key, value))
            let text = lines.map { "\($0.key): \($0.value)\n" }.joined()
            return Study.compile(
                SourceFile(name: "hostile.yaml", text: text), beside: "", in: .standard, into: &findings)
        }
    }
}

extension Study {
    /// The first cell, without listing all.
    fileprivate var firstCell: Cell { Cell(arm: variants[0].name, seed: seeds[0], variant: 0) }
}

extension FieldType {
    /// The ranges of whole numbers that can stand here, each element of a list too.
    fileprivate var wholeNumbers: [ClosedRange<Int>] {
        switch self {
        case .integer(let range): [range]
        case .duration(let most): [1...most]
        case .list(let element, _), .oneOrMany(let element), .named(let element): element.wholeNumbers
        default: []
        }
    }

    /// The intervals of real numbers that can stand here.
    fileprivate var intervals: [Interval] {
        switch self {
        case .number(let interval): [interval]
        case .list(let element, _), .oneOrMany(let element), .named(let element): element.intervals
        default: []
        }
    }

    /// The first and last number allowed, and those just beyond.
    fileprivate var ends: [String] {
        switch self {
        case .integer(let range): [range.lowerBound, range.upperBound, range.upperBound &+ 1].map { String($0) }
        case .duration(let most): [1, most, most + 1].map { String($0) }
        case .number(let interval): [interval.low, interval.high].filter(\.isFinite).map { "\($0)" }
        default: []
        }
    }
}
