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
        "0", "-1", "1", "3.4e38", "1e39", "1e-46", "9223372036854775807", "9223372036854775806", "9223372036854775808",
        "2147483648", "4294967296",
        "9007199254740993", "1e18", "3037000500", "4611686018427387904", "0.5", "1e308", "-1e308", "5e-324", ".nan",
        ".inf",
        "-.inf", "1e-400", "-0.0",
    ]

    /// Lengths that no study can have: a round is counted in no rounds, agents that play no episodes visit no states, and an
    /// exchange counts in no unit of which its learner's rounds are not made.
    private static func isUnfit(_ place: NumberPlaces.Place) -> Bool {
        // No world has a component called x (`AdapterTests` has others).
        let isElsewhere = place.testDescription.hasPrefix("adapter.by_component.")
        if isElsewhere || ["round.rounds", "public_states.rollouts.train.updates"].contains(place.testDescription) {
            return true
        }
        guard place.key == "federation", let unit = place.path.last.flatMap(Duration.Unit.init),
            let method = CatalogueLaws.methods.first(where: { $0.component.kind == place.path.first })
        else { return false }
        let kind = method.starter.learner.prefix { $0 != ":" }.trimmingPrefix("{")
        let learner = Language.standard.learners.origin(of: String(kind)) as? any Learner.Type
        return unit != .rounds && !(learner?.roundUnits.contains(unit) ?? true)
    }

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

    @Test("Every real number is one of Float32, in which networks and what is done with them are kept")
    func realNumbers() {
        var unbounded: [String] = []
        for (path, field) in Vocabulary(Language.standard.spec).fields + Vocabulary(Language.standard.plan).fields {
            for interval in field.type.intervals
            where [interval.low, interval.high].contains(where: { !Float($0).isFinite }) { unbounded.append(path) }
        }
        #expect(unbounded.isEmpty)
        for (value, help) in [("1e39", "at most 3.4028235e+38"), ("1e-46", "is 0 there")] {
            let text = SpecText.text().replacing(
                "optimizer: adam", with: "optimizer: {adam: {learning_rate: \(value)}}")
            let found = SpecText.compile(text).findings.diagnostics
            #expect(found.map(\.code) == [.outOfRange] && found[0].help?.contains(help) == true, "\(found)")
        }
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

    /// What is tried at a place: what its type admits, its ends, and of what it does not admit, which one reader refuses for all, a
    /// few: others at the next place.
    private static func numbers(_ place: NumberPlaces.Place) -> [String] {
        let turn = places.firstIndex { $0.testDescription == place.testDescription } ?? 0
        let tried = hostile.enumerated().filter { index, number in
            place.type.admits(number) || (index + turn).isMultiple(of: 4)
        }
        return tried.map(\.element) + place.type.ends
    }

    @Test(
        "A hostile number anywhere is refused where it stands, or makes a plan whose costs can be told",
        arguments: places)
    func hostileNumbers(place: NumberPlaces.Place) throws {
        let numbers = Self.numbers(place)
        guard let ground = Ground.fitting(place) else {
            #expect(Self.isUnfit(place), "no study has a number at this place: the law cannot look at it")
            for number in numbers { #expect(Ground.all.allSatisfy { $0.study(place, number) == nil }, "\(number)") }
            return
        }
        for number in numbers {
            var findings = Findings()
            guard let study = ground.study(place, number, &findings) else {
                #expect(findings.hasErrors, "\(number) is refused in silence")
                continue
            }
            for cell in study.endCells {
                let plan = study.plan(of: cell)
                let costs = plan.costs
                #expect(costs.trainingStepsBound >= 0 && costs.evaluationStepsBound >= 0 && costs.ledger.total >= 0)
                #expect(costs.operationsBound >= 0 && costs.operationsBound.isFinite)
                #expect(plan.schedule.phases.allSatisfy { $0.count >= 0 && $0.period >= 1 })
            }
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

    /// A small study that stands on a learner's own ground, and in which a number may stand at some place.
    struct Ground: Sendable {
        let starter: Starter
        /// Lines that are written in place of the starter's, by their keys.
        var lines: [String: String] = [:]
        /// What the text at the place is turned into, so that it says something whole.
        var changes: [Change] = []

        /// A replacement in the text of a place.
        struct Change: Sendable {
            let old: String
            let new: String
        }

        /// One per learner that a method's starter stands on.
        static let all: [Ground] = CatalogueLaws.grounds.map { Ground(starter: $0.starter) }
        private static let states =
            "{uniform: {count: 6, ranges: {cart_position: [0, 1], cart_velocity: [0, 1], pole_angle: [0, 1], "
            + "pole_angular_velocity: [0, 1]}}}"
        /// What a place may need around it: rounds that count in its unit, states to compare policies at, other worlds.
        private static let around: [[String: String]] = [
            [:], ["public_states": states], ["round": "{steps: 1}"], ["round": "{episodes: 1}"],
            ["round": "{updates: 1}"],
            ["environment": "pendulum"], ["agents": "[{name: a, count: 5}]"],
            ["public_states": states, "round": "{episodes: 1}"],
        ]
        /// Numbers of which one is legal at every place.
        private static let legal = ["1", "2", "0.25", "0.01", "1000", "0.5", "0"]

        /// A ground on which some number may stand at a place; nil where there is none.
        static func fitting(_ place: NumberPlaces.Place) -> Ground? { found[place.testDescription] }

        /// The grounds of all places. Most of the time goes to those that do not fit: what fitted the places before is tried first, then
        /// grounds that speak of what the place is part of.
        private static let found: [String: Ground] = {
            var found: [String: Ground] = [:]
            var last: [Ground] = []
            for place in BoundsLaws.places {
                let ground = ground(of: place, like: last)
                found[place.testDescription] = ground
                if let ground { last = [ground] + last.prefix(3) }
            }
            return found
        }()

        private static func ground(of place: NumberPlaces.Place, like last: [Ground]) -> Ground? {
            let numbers = legal.filter { place.type.admits($0) }
            func fits(_ ground: Ground) -> Bool { numbers.contains { ground.study(place, $0) != nil } }
            let made = last.flatMap(\.changes).map(\.new)
            let all = changes(place)
            let changes = all.filter { $0.contains { made.contains($0.new) } } + all
            for known in last where known.lines[place.key] == nil {
                for changes in changes.prefix(8) {
                    let ground = Ground(starter: known.starter, lines: known.lines, changes: changes)
                    if fits(ground) { return ground }
                }
            }
            let words = Set(place.path)
            let near = Self.all.indices.filter { !words.isDisjoint(with: Self.all[$0].words) }
            let starters = near + Self.all.indices.filter { !near.contains($0) }
            for (index, lines) in around.enumerated() where lines[place.key] == nil {
                for changes in changes {
                    for starter in starters where place.key == "learner" || standing[index].contains(starter) {
                        let ground = Ground(starter: Self.all[starter].starter, lines: lines, changes: changes)
                        if fits(ground) { return ground }
                    }
                }
            }
            return nil
        }

        /// The kinds that the starter names.
        private var words: [String] {
            [starter.learner, starter.environment].map { String($0.trimmingPrefix("{").prefix { $0 != ":" }) }
        }

        /// By what is around, the grounds that can stand so at all.
        private static let standing: [Set<Int>] = around.map { lines in
            Set(
                all.indices.filter { index in
                    var findings = Findings()
                    return Ground(starter: all[index].starter, lines: lines).study("about", "x", &findings) != nil
                })
        }

        /// Ways to make a whole of what stands at a place: seeds that end somewhere, names that there are, methods that have
        /// such a part.
        private static func changes(_ place: NumberPlaces.Place) -> [[Change]] {
            var names = [
                Change(old: "{x: {hidden", new: "{policy: {hidden"),
                Change(
                    old: "participation: {slowest_excluded",
                    new: "faults: [straggling], participation: {slowest_excluded"),
                Change(old: "{every: {updates", new: "{exact: true, every: {updates"),
            ]
            if place.key == "seeds" {
                names += [
                    Change(old: "{from: ", new: "{count: 1, from: "), Change(old: "{to: ", new: "{from: 0, to: "),
                    Change(old: "{count: ", new: "{from: 1, count: "),
                    Change(old: "{step: ", new: "{from: 1, count: 1, step: "),
                ]
            }
            if place.key == "optimizer" { names.append(Change(old: "{adam: {", new: "{sgd: {")) }
            let others = "cart_velocity: [0, 1], pole_angle: [0, 1], pole_angular_velocity: [0, 1], cart_position: ["
            names += [
                Change(old: "ranges: {x: [", new: "ranges: {\(others)"),
                Change(old: "ranges: {x: [0.5, 0.5]", new: "ranges: {\(others)0, 1]"),
            ]
            let other = CatalogueLaws.methods.map { Change(old: "{fedhpd: {", new: "{\($0.component.kind): {") }
            let text = place.value("1")
            let fitting = [nil] + names.filter { text.contains($0.old) }.map(Optional.some)
            let methodsOfPart = place.key == "federation" && text.contains("{fedhpd: {") ? other.map(Optional.some) : []
            return ([nil] + methodsOfPart).flatMap { method in
                fitting.map { name in [method, name].compactMap(\.self) }
            }
        }

        func study(_ place: NumberPlaces.Place, _ number: String) -> Study? {
            var findings = Findings()
            return study(place, number, &findings)
        }

        func study(_ place: NumberPlaces.Place, _ number: String, _ findings: inout Findings) -> Study? {
            study(place.key, changes.reduce(place.value(number)) { $0.replacing($1.old, with: $1.new) }, &findings)
        }

        /// A second stage with all it needs beside what is looked at.
        private static func secondStage(_ value: String) -> String {
            value.replacing("worlds: [x]", with: "worlds: [new]").replacing("rounds: {}", with: "rounds: 5")
                .replacing("evaluation: {episodes", with: "evaluation: {every: {rounds: 1}, episodes")
        }

        /// The study with this value of a top-level key.
        func study(_ key: String, _ value: String, _ findings: inout Findings) -> Study? {
            var written: [(key: String, value: String)] = [
                ("concord", "1"), ("name", "test"), ("seeds", "[1]"), ("round", starter.round), ("rounds", "10"),
                ("environment", starter.environment), ("learner", starter.learner),
                ("agents", "[{name: a}, {name: b}]"),
            ]
            if let optimizer = starter.optimizer { written.append(("optimizer", optimizer)) }
            if let network = starter.network { written.append(("network", network)) }
            if key == "public_states" { written.append(("federation", "[{fedhpd: {every: {rounds: 1}}}]")) }
            for key in lines.keys.sorted() {
                written.removeAll { $0.key == key }
                written.append((key, lines[key] ?? ""))
            }
            written.removeAll { $0.key == key }
            written.append((key, key == "adaptation" ? Self.secondStage(value) : value))
            if key == "adaptation" { written.append(("worlds", "{new: {count: 1}}")) }
            let text = written.map { "\($0.key): \($0.value)\n" }.joined()
            return Study.compile(
                SourceFile(name: "hostile.yaml", text: text), beside: "", in: .standard, into: &findings)
        }
    }
}

extension Study {
    /// The first cell, and that of the last variant where there are several: of a second stage. Without listing all.
    fileprivate var endCells: [StudyCell] {
        Set([0, variants.count - 1]).sorted().map { cell(of: $0, seed: seeds[0]) }
    }
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

    /// Whether a number may stand here by itself.
    fileprivate func admits(_ number: String) -> Bool {
        switch self {
        case .integer(let range): Int(number).map(range.contains) ?? false
        case .duration(let most): Int(number).map { (1...most).contains($0) } ?? false
        case .number(let interval): Double(number).map(interval.contains) ?? false
        default: true
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
