import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import TestSupport
import Testing

@testable import Archive
@testable import Experiment

/// What a small study keeps, a large one keeps too: nothing that grows with a plan meets a limit of a file format.
@Suite("Large plans are checkpointed like small ones")
struct ManyAgentsTests {
    /// A learner's own ground with so many agents, whose names are as long as names may be.
    private static func plan(_ method: Method, agents: Int) throws -> CellPlan {
        let starter = method.starter
        let composition = Language.standard.methods.make(Choice(kind: method.kind))
        let names = (1...agents).map { number in
            let digits = String(number)
            return "{name: a\(String(repeating: "x", count: 63 - digits.count))\(digits)}"
        }
        let states = """
            public_states: {uniform: {count: 4, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1],
                             pole_angle: [-0.1, 0.1], pole_angular_velocity: [-1, 1]}}}
            """
        let text = """
            concord: 1
            name: many
            seeds: [1]
            round: \(starter.round.replacing("100", with: "3"))
            rounds: 4
            environment: \(starter.environment)
            learner: \(starter.learner.replacing("replay: 1000", with: "replay: 100")
                .replacing("learning_starts: 200", with: "learning_starts: 100, replay: 100"))
            \(starter.network == nil ? "" : "network: {hidden: [2]}")
            \(starter.optimizer.map { "optimizer: \($0)" } ?? "")
            agents: [\(names.joined(separator: ", "))]
            \(composition?.asksPublicStates == true ? states : "")
            federation: [\(composition == nil ? "" : "{\(method.kind): {every: {rounds: 2}}}")]
            measure: [bytes]
            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "many.yaml", text: text), beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(method.kind): \(findings.diagnostics.map(\.message))")
        return try #require(compiled.cells.last.map { compiled.plan(of: $0) })
    }

    struct Size: Sendable, CustomTestStringConvertible {
        let method: Method
        let agents: Int
        var testDescription: String { "\(method.kind), \(agents)" }
    }

    /// Every ground with one agent and ten, and the first of every kind of learner with 1100: their names take more than
    /// the 64 KiB that HDF5 has for an attribute.
    static let sizes: [Size] = {
        var kinds: Set<String> = []
        return CatalogueLaws.grounds.flatMap { method in
            let kind = String(method.starter.learner.filter { $0 != "{" }.prefix { $0 != ":" })
            let counts = kinds.insert(kind).inserted ? [1, 10, 1100] : [1, 10]
            return counts.map { Size(method: method, agents: $0) }
        }
    }()

    @Test(
        "Of every family, a cell of 1, 10 and 1100 agents with the longest names is kept in a file and goes on",
        arguments: sizes)
    func resume(size: Size) throws {
        let plan = try Self.plan(size.method, agents: size.agents)
        let scratch = try TemporaryDirectory()
        var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 2), initial: nil)
        if size.agents <= 10 { for _ in 1...2 { _ = cell.advance(2) } }
        let file = ArchiveFile(scratch.path + "/round-000002.h5")
        let identity = RunIdentity(
            experiment: plan.experiment, arm: plan.arm, seed: plan.seed, cell: plan.cellFingerprint,
            record: plan.recordFingerprint, plan: plan.canonical, spec: "", in: plan.language)
        let content = CheckpointContent(
            state: try cell.tree(), round: cell.round, isScheduled: false, stopRule: plan.stopRule,
            previousScheduled: nil,
            metrics: MetricsExcerpt(previous: .start, end: .start, rows: ""))
        let whole = try content.tree(for: identity)
        let apart = try LargeAttributes.settingApart(whole, of: "")[LargeAttributes.group]
        #expect((apart != nil) == (size.agents > 10), "the limit of attributes is crossed where there are many agents")
        try file.write(whole, entries: content.entries(for: identity))
        let kept = try CheckpointContent(file, in: .standard)
        #expect(kept.state == content.state)
        var again = try Cell(plan, publicStates: cell.publicStates, initial: nil)
        try again.restore(kept.state, round: kept.round, isScheduled: false)
        #expect(again.trace() == cell.trace())
        if size.agents <= 10 { #expect(try again.tree().firstDifference(from: cell.tree()) == nil) }
        let embedded = try StoredPlan(file, in: .standard)
        #expect(embedded.plan == plan.canonical)
    }

    @Test("Worlds by the thousand, measures by the hundred and the longest names fit")
    func manyOfEach() throws {
        let long = String(repeating: "w", count: 60)
        let measures = (0..<300).map { "{m\($0)\(long.prefix(55)): {rounds_to: {at_least: 1000}}}" }
        let worlds = (0..<1500).map { $0.isMultiple(of: 2) ? "cartpole" : "{cartpole: {pole_mass: 0.\(10 + $0)}}" }
        let text = SpecText.text(
            """
            worlds: {\(long): {count: 3000, environment: {cartpole: {pole_mass: {uniform: [0.05, 0.2]}}}}, listed: [\(worlds.joined(separator: ", "))]}
            measure: [\(measures.joined(separator: ", "))]
            stop: {when: m299\(long.prefix(55))}
            checkpoint: {every: {rounds: 5}}
            """)
        let study = SpecText.compile(text)
        #expect(study.findings.diagnostics.isEmpty, "\(study.findings.diagnostics.map(\.message))")
        let plan = try #require(study.study.map { $0.plan(of: $0.cells[0]) })
        let scratch = try TemporaryDirectory()
        guard case .finished = try SmallStudy.run([plan], in: scratch)[0] else {
            Issue.record("the run did not finish")
            return
        }
        #expect(try RunDirectory(scratch.path + "/" + plan.directory, in: .standard).rounds() == [5, 10])
    }

    @Test("A stop rule too long for a header is stated by its fingerprint, and ends the run all the same")
    func longStopRule() {
        func plan(_ letters: Int) -> CanonicalValue {
            .object([.init("stop", .object([.init("when", .text(String(repeating: "x", count: letters)))]))])
        }
        let (short, long) = (plan(20), plan(400))
        #expect(CellPlan.stopRule(of: short) == short["stop"]?.json)
        let rule = CellPlan.stopRule(of: long)
        #expect((rule?.utf8.count ?? 1000) <= 100 && rule != CellPlan.stopRule(of: plan(401)))
        #expect(CellPlan.isEnd(of: long, round: 3, stopRule: rule))
        #expect(!CellPlan.isEnd(of: plan(401), round: 3, stopRule: rule))
    }
}
