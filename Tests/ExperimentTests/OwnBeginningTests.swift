import Archive
import Config
import Determinism
import Diagnostics
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Agents, groups and members that say themselves what they begin with.
@Suite("Warm starts of single agents")
struct OwnBeginningTests {
    /// Two checkpoints of agents a, b and c, which are alike; the later one last.
    private static func sources(_ scratch: TemporaryDirectory) throws -> (first: String, last: String) {
        let text = SpecText.text("checkpoint: {every: {rounds: 5}}", agents: "[{name: a}, {name: b}, {name: c}]")
        let plan = try #require(SpecText.plans(text).first)
        let last = try WarmStartTests.run(plan, in: scratch)
        return (plan.runDirectory(in: scratch.path).checkpoint(round: 5).path, last)
    }

    private static func plan(_ agents: String, _ more: String = "") throws -> CellPlan {
        let (study, findings) = SpecText.compile(SpecText.text(more, agents: agents))
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.plan(of: compiled.cells[0])
    }

    private static func cell(_ plan: CellPlan) throws -> Cell {
        guard case .ready(let numbers) = try plan.beginning(in: nil) else {
            Issue.record("it waits")
            return try Cell(plan, publicStates: nil, initial: nil)
        }
        return try Cell(plan, publicStates: nil, initial: numbers)
    }

    private static func policies(_ cell: Cell) throws -> [[Double]] {
        let part = try #require(cell.population.parts(of: 0).first { $0.name == "policy" })
        return cell.agents.indices.map { WarmStartTests.numbers(part, of: $0, cell) }
    }

    private static func mean(_ rows: [[Double]]) -> [Double] {
        rows[0].indices.map { column in
            Double(Float(rows.map { $0[column] }.reduce(0, +) / Double(rows.count)))
        }
    }

    @Test("Agent, group and member each begin as they say; what is said of all holds for the others, field by field")
    func levels() throws {
        let scratch = try TemporaryDirectory()
        let (first, last) = try Self.sources(scratch)
        let early = try Self.policies(try Evaluator(ArchiveFile(first), in: .standard).cell)
        let late = try Self.policies(try Evaluator(ArchiveFile(last), in: .standard).cell)
        #expect(early[0] != late[0])
        let agents = """
            [{name: x, initial: {agent: b}}, {name: y}, {name: g, count: 3, initial: {checkpoint: \(first)},
             members: {g2: {initial: {agent: c}}, g3: {initial: {file: \(last), agent: b}}}}]
            """
        let shared = try Self.plan(agents, "initial: {checkpoint: \(last), agent: mean}")
        let found = try Self.policies(try Self.cell(shared))
        #expect(found == [late[1], Self.mean(late), Self.mean(early), early[2], late[1]])
        #expect(shared.ownInitials.map(\.agent) == [0, 2, 3, 4])
        #expect(shared.ownInitials.map(\.initial.kind) == [.checkpoint, .checkpoint, .checkpoint, .networks])
        #expect(Set(shared.inputs.map(\.name)) == [first, last] && shared.inputs.count == 2)
        let again = try CellPlan(canonical: shared.canonical, in: .standard)
        #expect(again == shared && again.cellFingerprint == shared.cellFingerprint)
        // Without anything said of all, others draw their own.
        let own = try Self.plan("[{name: a}, {name: w, initial: {checkpoint: \(last), agent: a}}]")
        let drawn = try Self.policies(try Self.cell(try Self.plan("[{name: a}, {name: w}]")))
        #expect(try Self.policies(try Self.cell(own)) == [drawn[0], late[0]] && drawn[1] != late[0])
        try ResumeLaw.hold(rounds: 6, cuts: [1, 4]) { try Self.cell(own) }
    }

    @Test("What is said of an agent is what is said of all, where all say it: the same first numbers")
    func alike() throws {
        let scratch = try TemporaryDirectory()
        let (_, last) = try Self.sources(scratch)
        let shared = try Self.plan("[{name: a}, {name: b}]", "initial: {checkpoint: \(last)}")
        let own = "initial: {checkpoint: \(last)}"
        let single = try Self.plan("[{name: a, \(own)}, {name: b, \(own)}]")
        #expect(try Self.cell(shared).trace() == Self.cell(single).trace())
        #expect(shared.canonical["agents"]?.elements.allSatisfy { $0["initial"] == nil } == true)
        #expect(single.canonical["initial"] == nil)
    }

    @Test("A run with warm agents is interrupted, resumed and verified; a file counts by its content")
    func runs() throws {
        let scratch = try TemporaryDirectory()
        let (first, last) = try Self.sources(scratch)
        let plan = try Self.plan(
            "[{name: x, initial: {checkpoint: \(last), agent: a}}, {name: y}]", "checkpoint: {every: {rounds: 3}}")
        let whole = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: whole)
        let cut = try TemporaryDirectory()
        let stop = StopRequest()
        _ = try SmallStudy.run([plan], in: cut, stop: stop) { _, event in
            if case .advanced(4, _) = event { stop.request() }
        }
        _ = try SmallStudy.run([plan], in: cut)
        #expect(stop.isRequested)
        #expect(try cut.fingerprints() == whole.fingerprints())
        let directory = plan.runDirectory(in: whole.path)
        guard case .match = try Verifier(directory).run().verdict else {
            Issue.record("it is not verified")
            return
        }
        let copy = scratch.file("copy.h5")
        try FileManager.default.copyItem(atPath: last, toPath: copy)
        func fingerprint(_ path: String) throws -> Fingerprint {
            try Self.plan("[{name: x, initial: {checkpoint: \(path), agent: a}}, {name: y}]").cellFingerprint
        }
        #expect(try fingerprint(copy) == plan.cellFingerprint)
        #expect(try fingerprint(first) != plan.cellFingerprint)
        try FileManager.default.removeItem(atPath: last)
        try FileManager.default.copyItem(atPath: first, toPath: last)
        let changed = #expect(throws: StageError.self) { try Verifier(directory).run() }
        #expect(changed?.description.contains("has changed since the plan was made") == true)
    }

    @Test("What cannot begin so is refused where it is said, with the agent it does not fit")
    func refusals() throws {
        let scratch = try TemporaryDirectory()
        let (_, last) = try Self.sources(scratch)
        func found(_ agents: String, _ more: String = "") -> [Diagnostic] {
            SpecText.compile(SpecText.text(more, agents: agents)).findings.diagnostics
        }
        func refused(
            _ initial: String, _ words: String..., other: String = "", more: String = "", code: DiagnosticCode,
            at text: String, related: String
        ) {
            let all = found("[{name: a}, {name: x, initial: {\(initial)}\(other)}]", more)
            #expect(all.count == 1 && all.first?.code == code, "\(initial): \(all.map(\.message))")
            #expect(words.allSatisfy { all.first?.message.contains($0) == true }, "\(all.map(\.message))")
            #expect(all.first?.span?.text == text && all.first?.related?.span.text == related, "\(all)")
        }
        refused(
            "checkpoint: \(last)", "no agent 'x', but a, b, c", code: .initialUnfit, at: last, related: "x")
        refused("checkpoint: \(last), agent: zz", "no agent 'zz'", code: .initialUnfit, at: "zz", related: "x")
        refused(
            "checkpoint: \(last), agent: a, parts: [policy, zz]", "no part 'zz'", code: .initialUnfit, at: "zz",
            related: "x")
        refused(
            "checkpoint: \(last), agent: a", "4 → 4 relu → 2", "4 → 5 relu → 2", other: ", network: {hidden: [5]}",
            code: .initialUnfit, at: last, related: "[5]")
        refused(
            "checkpoint: \(last), agent: a", "there is no /agents/a/q", other: ", learner: dqn", code: .initialUnfit,
            at: last, related: "[4]")
        refused(
            "checkpoint: \(last), agent: a", "'start: common' both say", other: ", start: common",
            more: "federation: [{parameter_average: {every: {rounds: 2}}}]", code: .startUnfit, at: "common",
            related: last)
        for wrong in ["agent: zz", "agent: a, parts: [zz]"] {
            let all = found("[{name: a}, {name: b}]", "initial: {checkpoint: \(last), \(wrong)}")
            #expect(all.map { $0.span?.text } == ["zz"], "what is wrong for all is told once: \(all.map(\.message))")
            #expect(all.first?.related?.span.text == "a" && all.first?.related?.label == "agent 'a'")
        }
        let group = found(
            "[{name: g, count: 3, network: {hidden: [5]}, initial: {checkpoint: \(last), agent: a}, members: {g2: {network: {activation: tanh}}}}]"
        )
        #expect(group.map(\.code) == [.initialUnfit], "a file and a group: \(group.map(\.message))")
        let bare = found("[{name: a}, {name: x, initial: {agent: a}}]")
        #expect(bare.map(\.code) == [.missingKey] && bare.first?.span?.text == "a", "\(bare)")
        let both = found("[{name: a}, {name: x, initial: {checkpoint: \(last), file: \(last), agent: a}}]")
        #expect(both.map(\.code) == [.writtenTwice], "\(both)")
        let gone = found("[{name: a}, {name: x, initial: {checkpoint: gone.h5}}]")
        #expect(gone.map(\.code) == [.missingInput] && gone.first?.span?.text == "gone.h5", "\(gone)")
        let unused = SpecText.compile(
            SpecText.text(
                "initial: {checkpoint: \(last)}",
                agents: "[{name: a, initial: {agent: b}}, {name: b, initial: {agent: a}}]"))
        #expect(unused.study?.remarks.diagnostics.map(\.code) == [.withoutEffect], "\(unused)")
        let virtual = found(
            "[{name: a}]",
            "public_states: {rollouts: {of: [{initial: {checkpoint: \(last)}}], train: {rounds: 2}, snapshots: {from: 1, to: 2, every: 1}}}"
        )
        #expect(virtual.contains { $0.code == .unknownKey }, "virtual agents begin with nothing: \(virtual)")
    }

    @Test(
        "A file is refused for a learner without networks, which would begin as nobody; a checkpoint is named instead")
    func tables() throws {
        let scratch = try TemporaryDirectory()
        let (_, last) = try Self.sources(scratch)
        for more in ["", "replicas: 3"] {
            let text = SpecText.text(more, agents: "[{name: a, initial: {file: \(last)}}]")
                .replacing("environment: cartpole", with: "environment: frozen_lake")
                .replacing("learner: reinforce", with: "learner: online_table")
                .replacing("network: {hidden: [4]}\n", with: "").replacing("optimizer: adam", with: "optimizer: sgd")
            let all = SpecText.compile(text).findings.diagnostics
            #expect(all.map(\.code) == [.initialUnfit] && all.first?.span?.text == last, "\(all.map(\.message))")
            #expect(all.first?.message.contains("online_table of agent 'a' has none") == true)
            #expect(all.first?.related?.span.text == "online_table")
            #expect(all.first?.help?.contains("{checkpoint: PATH}") == true)
        }
    }

    @Test("What names nothing is refused where it stands: null, an empty mapping, an empty path, a part twice")
    func nothing() throws {
        let scratch = try TemporaryDirectory()
        let (_, last) = try Self.sources(scratch)
        func found(_ agents: String) -> [Diagnostic] {
            SpecText.compile(SpecText.text(agents: agents)).findings.diagnostics
        }
        for empty in ["null", "{}"] {
            for agents in [
                "[{name: a}, {name: x, initial: \(empty)}]",
                "[{name: g, count: 2, initial: {checkpoint: \(last), agent: a}, members: {g2: {initial: \(empty)}}}]",
            ] {
                let all = found(agents)
                #expect(all.map(\.code) == [.missingKey] && all.first?.span?.text == empty, "\(all.map(\.message))")
            }
        }
        let path = found("[{name: x, initial: {checkpoint: '', agent: a}}]")
        #expect(path.map(\.code) == [.missingInput], "\(path.map(\.message))")
        #expect(path.first?.message == "'checkpoint' names no file: the path is empty")
        let twice = found("[{name: x, initial: {checkpoint: \(last), agent: a, parts: [policy, policy]}}]")
        #expect(twice.map(\.code) == [.writtenTwice], "\(twice.map(\.message))")
        #expect(twice.first?.span?.text.contains("policy") == true)
    }

    @Test("A method that starts agents in common leaves those alone that a file gives their networks")
    func methods() throws {
        let scratch = try TemporaryDirectory()
        let (_, last) = try Self.sources(scratch)
        let plan = try Self.plan(
            "[{name: x, initial: {checkpoint: \(last), agent: a}}, {name: y}, {name: z}]",
            "federation: [{frl: {every: {rounds: 2}}}]")
        #expect(plan.agents.map(\.startsInCommon) == [false, true, true])
        let late = try Self.policies(try Evaluator(ArchiveFile(last), in: .standard).cell)
        let found = try Self.policies(try Self.cell(plan))
        #expect(found[0] == late[0] && found[1] == found[2] && found[1] != found[0])
    }
}
