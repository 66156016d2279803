import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Testing

@testable import Experiment

/// Laws of every entry of every axis: the first method's starter that takes the entry in trains, resumes mid-way and is
/// forecast with it. An entry of a catalogue is under the law without a line here.
@Suite("Laws of every entry of every axis")
struct AxisEntryLaws {
    struct Entry: Sendable, Hashable, CustomTestStringConvertible {
        let axis: String
        let kind: String
        /// What is written on the axis.
        let value: String
        var testDescription: String { "\(axis): \(value)" }
    }

    static let entries: [Entry] = {
        let language = Language.standard
        let axes = [
            ("when", language[Triggers.name].components), ("upload", language[Uploads.name].components),
            ("aggregate", language[Aggregators.name].components),
            ("topology", language[Topologies.name].components), ("weights", language[Weightings.name].components),
            ("server", language[Servers.name].components), ("protect", language[Guards.name].components),
            ("digest", language[Digests.name].components),
            ("participation", language[Participations.name].components), ("faults", language[Faults.name].components),
        ]
        let attacks = language[Attacks.name].components.map {
            Entry(axis: "faults", kind: "byzantine", value: "{byzantine: {count: 2, attack: \($0.kind)}}")
        }
        // What has no default, and what is so small that it happens.
        let values = ["environment_done": "{environment_done: 15}", "drift": "{event: {drift: 0.0001}}"]
        // Events are entries themselves.
        let events = language[Events.name].components.map {
            Entry(axis: "when", kind: $0.kind, value: values[$0.kind] ?? "{event: \($0.kind)}")
        }
        return axes.flatMap { axis, components in
            components.filter { $0.kind != "event" }.map {
                Entry(axis: axis, kind: $0.kind, value: values[$0.kind] ?? $0.kind)
            }
        } + events + attacks
    }()

    /// Every axis of the fields that a method has is one of those above.
    @Test("No axis is left out")
    func complete() {
        let fields = Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
        let axes = Set(Self.entries.map(\.axis))
        #expect(Set(fields.map(\.key)).subtracting(["name", "every", "personal"]) == axes)
    }

    static let rounds = 8

    /// A short study of a method with some lines in its exchange; nil where `check` refuses it.
    ///
    /// - Parameter replicas: how often the federation is there, each in worlds of its own.
    static func plan(_ lines: [String], in method: Method, replicas: Int = 1) -> CellPlan? {
        guard method.isExchange else { return nil }
        var text = StarterSpec(method, on: method, in: .standard).text
        text = text.replacingOccurrences(of: "rounds: \(method.starter.rounds)\n", with: "rounds: \(rounds)\n")
        text = text.replacing(/every: \{rounds: [0-9]+\}/, with: "every: {rounds: 2}")
        let company = lines.map { "      \($0)\n" }.joined()
        text = text.replacing("  - \(method.kind):\n", with: "  - \(method.kind):\n\(company)")
        text = text.replacing("count: 1000", with: "count: 50")
        text = text.replacing("seeds: {from: 1, count: 5}", with: "seeds: [1]")
        if replicas > 1 { text += "\nreplicas: \(replicas)\n" }
        var findings = Findings()
        guard
            let study = Study.compile(
                SourceFile(name: "axis.yaml", text: text), beside: "", in: .standard, into: &findings)
        else { return nil }
        return study.cells.last.map { study.plan(of: $0) }
    }

    /// A short study of the first of some methods that takes the entry; nil where none does.
    ///
    /// Some need another axis beside them: where none takes an entry alone, agents are unlike in their speeds.
    private static func plan(_ entry: Entry, in methods: [Method], replicas: Int) -> CellPlan? {
        let line = "\(entry.axis): " + (["faults", "protect"].contains(entry.axis) ? "[\(entry.value)]" : entry.value)
        return [[line], [line, "faults: [straggling]"]].lazy.compactMap { lines in
            methods.lazy.compactMap { plan(lines, in: $0, replicas: replicas) }.first
        }.first
    }

    /// By entry, the plan of the first method that takes it. Made once: most of the time goes to those that do not.
    static let plans = Dictionary(uniqueKeysWithValues: entries.map { ($0, plan($0, in: Methods.all, replicas: 1)) })

    /// What has a meaning in replicas: what says something of time is of one federation, and not every learner's agents are replicated.
    private static let replicated = Methods.all.filter { plan([], in: $0, replicas: 2) != nil }

    /// By entry, the plan of two replicas of the first method that takes it in replicas, and that of three.
    static let replicas: [Entry: (two: CellPlan, three: CellPlan)] = Dictionary(
        uniqueKeysWithValues: entries.compactMap { entry in
            replicated.lazy.compactMap { method in
                plan(entry, in: [method], replicas: 2).flatMap { two in
                    plan(entry, in: [method], replicas: 3).map { (entry, (two, $0)) }
                }
            }.first
        })

    private static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    @Test("How many threads train the agents changes nothing", arguments: entries)
    func threads(entry: Entry) throws {
        let plan = try #require(Self.plans[entry] ?? nil, "no method takes it")
        var (one, three) = (try Self.cell(plan), try Self.cell(plan))
        for _ in 1...5 {
            _ = one.advance(1)
            _ = three.advance(3)
        }
        #expect(one.trace() == three.trace())
    }

    @Test("How many other replicas are beside changes nothing", arguments: entries)
    func replicas(entry: Entry) throws {
        guard let (two, three) = Self.replicas[entry] else {
            #expect(Self.plans[entry] ?? nil != nil, "no method takes it")
            return
        }
        var (few, many) = (try Self.cell(two), try Self.cell(three))
        for _ in 1...5 {
            _ = few.advance(1)
            _ = many.advance(2)
        }
        #expect(few.trace() == Array(many.trace().prefix(2 * two.agents.count)))
    }

    @Test("A third of the entries at least is tried in replicas")
    func replicated() { #expect(Self.replicas.count > Self.entries.count / 3) }

    @Test("run(n) equals run(k), checkpoint, resume(n − k), and bytes are those of the plan", arguments: entries)
    func resume(entry: Entry) throws {
        let plan = try #require(Self.plans[entry] ?? nil, "no method takes it")
        let composition = try #require(plan.compositions.first)
        let kinds = [
            type(of: composition.upload).component.kind, type(of: composition.aggregator).component.kind,
            type(of: composition.digest).component.kind, type(of: composition.participation).component.kind,
            type(of: composition.topology).component.kind, type(of: composition.weighting).component.kind,
            type(of: composition.server).component.kind, type(of: composition.trigger).component.kind,
        ]
        let guards = composition.guards.map { type(of: $0).component.kind }
        #expect((kinds + guards + composition.faults.map { type(of: $0).component.kind }).contains(entry.kind))
        var whole = try Self.cell(plan)
        var rows: [CanonicalValue?] = []
        for _ in 1...Self.rounds { rows.append(whole.advance(2)) }
        #expect(whole.ledger.total > 0)
        for cut in [1, 2, 5] {
            var first = try Self.cell(plan)
            for _ in 1...cut { _ = first.advance(1) }
            var second = try Self.cell(plan)
            try second.restore(first.tree(), round: cut, isScheduled: false)
            for round in (cut + 1)...Self.rounds { #expect(second.advance(1) == rows[round - 1]) }
            #expect(second.trace() == whole.trace())
            #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        }
        #expect(plan.costs.contradictions(by: whole.ledger) == [])
    }
}
