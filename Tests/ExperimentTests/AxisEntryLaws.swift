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
    struct Entry: Sendable, CustomTestStringConvertible {
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

    /// A short study of a method with the entry in place; nil where `check` refuses it.
    ///
    /// - Parameters:
    ///   - company: another line of the exchange.
    ///   - replicas: how often the federation is there, each in worlds of its own.
    static func plan(_ entry: Entry, in method: Method, company: String = "", replicas: Int = 1) -> CellPlan? {
        guard method.isExchange else { return nil }
        var text = StarterSpec(method, on: method, in: .standard).text
        text = text.replacingOccurrences(of: "rounds: \(method.starter.rounds)\n", with: "rounds: \(rounds)\n")
        let value = ["faults", "protect"].contains(entry.axis) ? "[\(entry.value)]" : entry.value
        text = text.replacing(/every: \{rounds: [0-9]+\}/, with: "every: {rounds: 2}")
        text = text.replacing(
            "  - \(method.kind):\n", with: "  - \(method.kind):\n      \(entry.axis): \(value)\n\(company)")
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

    /// A short study of the first method that takes the entry; nil where none does.
    ///
    /// Some need another axis beside them: where none takes an entry alone, agents are unlike in their speeds.
    static func plan(_ entry: Entry, replicas: Int = 1) -> CellPlan? {
        ["", "      faults: [straggling]\n"].lazy.compactMap { company in
            Methods.all.lazy.compactMap { plan(entry, in: $0, company: company, replicas: replicas) }.first
        }.first
    }

    private static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    @Test("How many threads train the agents changes nothing", arguments: entries)
    func threads(entry: Entry) throws {
        let plan = try #require(Self.plan(entry), "no method takes it")
        var (one, three) = (try Self.cell(plan), try Self.cell(plan))
        for _ in 1...5 {
            _ = one.advance(1)
            _ = three.advance(3)
        }
        #expect(one.trace() == three.trace())
    }

    @Test("How many other replicas are beside changes nothing", arguments: entries)
    func replicas(entry: Entry) throws {
        // What says something of time is of one federation, and not every learner's agents are replicated.
        guard let two = Self.plan(entry, replicas: 2), let four = Self.plan(entry, replicas: 4) else {
            #expect(Self.plan(entry) != nil, "no method takes it")
            return
        }
        var (few, many) = (try Self.cell(two), try Self.cell(four))
        for _ in 1...5 {
            _ = few.advance(1)
            _ = many.advance(2)
        }
        #expect(few.trace() == Array(many.trace().prefix(2 * two.agents.count)))
    }

    @Test("A third of the entries at least is tried in replicas")
    func replicated() { #expect(Self.entries.count { Self.plan($0, replicas: 2) != nil } > Self.entries.count / 3) }

    @Test("run(n) equals run(k), checkpoint, resume(n − k), and bytes are those of the plan", arguments: entries)
    func resume(entry: Entry) throws {
        let plan = try #require(Self.plan(entry), "no method takes it")
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
