import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Agents that begin with what a checkpoint's agents learned.
@Suite("Warm starts from checkpoints")
struct WarmStartTests {
    /// One method on its own ground for every learner.
    static let pairs = CatalogueLaws.grounds.map { MethodOnGround(method: $0, ground: $0) }

    /// Runs a plan in a store, and returns the path of its last checkpoint.
    static func run(_ plan: CellPlan, in scratch: TemporaryDirectory) throws -> String {
        let outcomes = try SmallStudy.run([plan], in: scratch, jobs: 2)
        guard case .finished(let round, _)? = outcomes.first else {
            Issue.record("\(outcomes)")
            return ""
        }
        return plan.runDirectory(in: scratch.path).checkpoint(round: round).path
    }

    /// The plan without exchanges, of agents that begin as those of a checkpoint.
    static func warm(_ plan: CellPlan, _ initial: [(String, CanonicalValue)]) throws -> CellPlan {
        let alone = (plan.canonical["agents"]?.elements ?? []).map { $0.setting("start", to: nil) }
        return try CellPlan(
            canonical: plan.canonical.setting("federation", to: .list([])).setting("public_states", to: nil)
                .setting("agents", to: .list(alone)).setting("initial", to: .object(sorting: initial)),
            in: .standard)
    }

    static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: nil, initial: plan.initial?.read())
    }

    /// The numbers of an agent's part, padding left out.
    static func numbers(_ part: Part, of agent: Int, _ cell: Cell) -> [Double] {
        var bytes = [UInt8](repeating: 0, count: part.width * part.precision.bytes)
        return bytes.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress else { return [] }
            cell.population.read(part, from: [agent], into: PartRows(part, base, count: 1))
            let all: [Double] =
                switch part.precision {
                case .single: room.bindMemory(to: Float.self).map(Double.init)
                case .double: Array(room.bindMemory(to: Double.self))
                }
            return part.columns.flatMap { all[$0] }
        }
    }

    /// Expects every leading part of an agent, and what follows it, to be that of `wanted`.
    private static func expect(_ cell: Cell, agent: Int, _ wanted: (Part) -> [Double]) {
        let leading = cell.population.leadingParts(of: agent)
        #expect(!leading.isEmpty)
        for part in leading {
            let found = numbers(part, of: agent, cell)
            #expect(found == wanted(part), "\(part.name) of agent \(agent)")
        }
    }

    @Test(
        "Every part of every learner begins as the agent's of the same name, as one agent's, or as the mean over all",
        arguments: pairs)
    func parts(pair: MethodOnGround) throws {
        let scratch = try TemporaryDirectory()
        let plan = try #require(try CatalogueLaws.plan(pair))
        let path = try Self.run(plan, in: scratch)
        let source = try Evaluator(ArchiveFile(path), in: .standard).cell
        let file = ("checkpoint", CanonicalValue.text(path))
        let warm = try Self.cell(try Self.warm(plan, [file]))
        for agent in plan.agents.indices {
            Self.expect(warm, agent: agent) { Self.numbers($0, of: agent, source) }
        }
        // Where agents are of unlike shapes, one cannot begin as another.
        let shapes = plan.agents.indices.map { source.population.leadingParts(of: $0) }
        guard shapes.allSatisfy({ $0 == shapes[0] }) else {
            #expect(throws: PlanError.self) { try Self.warm(plan, [file, ("agent", .text("mean"))]) }
            return
        }
        let last = plan.agents.count - 1
        let one = try Self.cell(try Self.warm(plan, [file, ("agent", .text(plan.agents[last].name))]))
        let mean = try Self.cell(try Self.warm(plan, [file, ("agent", .text("mean"))]))
        for agent in plan.agents.indices {
            Self.expect(one, agent: agent) { Self.numbers($0, of: last, source) }
            Self.expect(mean, agent: agent) { part in
                var sums = [Double](repeating: 0, count: part.numbers)
                for other in plan.agents.indices {
                    for (index, number) in Self.numbers(part, of: other, source).enumerated() { sums[index] += number }
                }
                let means = sums.map { $0 / Double(plan.agents.count) }
                return part.precision == .single ? means.map { Double(Float($0)) } : means
            }
        }
        try ResumeLaw.hold(rounds: 4, cuts: [1, 2]) { try Self.cell(try Self.warm(plan, [file])) }
    }

    @Test("A target network begins as what it follows, and parts that are not named are the agent's own")
    func followers() throws {
        let scratch = try TemporaryDirectory()
        let text = SpecText.text("rounds: 8\ncheckpoint: {every: {rounds: 4}}").replacingOccurrences(
            of: "rounds: 10\n", with: ""
        ).replacingOccurrences(of: "seeds: [1, 2]", with: "seeds: [1]").replacingOccurrences(
            of: "learner: reinforce", with: "learner: {dqn: {batch: 4, learning_starts: 8, robust: {omega: 0.2}}}")
        let plan = try #require(SpecText.plans(text).first)
        let path = try Self.run(plan, in: scratch)
        let source = try Evaluator(ArchiveFile(path), in: .standard).cell
        let fresh = try Cell(plan, publicStates: nil, initial: nil)
        let warm = try Self.cell(
            try Self.warm(plan, [("checkpoint", .text(path)), ("parts", .list([.text("q")]))]))
        let parts = warm.population.parts(of: 0)
        let named = { (name: String) throws -> Part in try #require(parts.first { $0.name == name }) }
        let learned = Self.numbers(try named("q"), of: 1, source)
        #expect(learned != Self.numbers(try named("q_target"), of: 1, source))
        #expect(Self.numbers(try named("q"), of: 1, warm) == learned)
        #expect(Self.numbers(try named("q_target"), of: 1, warm) == learned)
        let own = Self.numbers(try named("expectile"), of: 1, fresh)
        #expect(Self.numbers(try named("expectile"), of: 1, warm) == own)
        #expect(own != Self.numbers(try named("expectile"), of: 1, source))
    }

    @Test("The file counts by its content: its name shapes nothing, and whoever changes it is named")
    func content() throws {
        let scratch = try TemporaryDirectory()
        let plan = try SmallStudy.plan()
        let path = try Self.run(plan, in: scratch)
        let other = scratch.file("elsewhere.h5")
        try FileManager.default.copyItem(atPath: path, toPath: other)
        let one = try Self.warm(plan, [("checkpoint", .text(path))])
        let two = try Self.warm(plan, [("checkpoint", .text(other))])
        #expect(one.cellFingerprint == two.cellFingerprint)
        #expect(one.cellFingerprint != plan.cellFingerprint)
        #expect(one.inputs.map(\.name) == [path])
        let earlier = plan.runDirectory(in: scratch.path).checkpoint(round: 8).path
        #expect(try Self.warm(plan, [("checkpoint", .text(earlier))]).cellFingerprint != one.cellFingerprint)
        try FileManager.default.removeItem(atPath: other)
        try FileManager.default.copyItem(atPath: earlier, toPath: other)
        let changed = #expect(throws: StageError.self) { try Self.cell(two) }
        #expect(changed?.description.contains("has changed since the plan was made") == true)
        try FileManager.default.removeItem(atPath: other)
        #expect(throws: StageError.self) { try Self.cell(two) }
    }

    /// What `check` says of agents that begin as those of a file.
    private static func found(_ initial: String, agents: String) -> [String] {
        var findings = Findings()
        let text = SpecText.text("initial: {\(initial)}", agents: agents).replacingOccurrences(
            of: "network: {hidden: [4]}\n", with: "network: {hidden: [16]}\n")
        _ = Study.compile(SourceFile(name: "warm.yaml", text: text), beside: "", in: .standard, into: &findings)
        return findings.diagnostics.map { "\($0.code.rawValue) \($0.span?.startPosition.line ?? 0): \($0.message)" }
    }

    @Test("What cannot begin so is refused at its line")
    func refusals() throws {
        let scratch = try TemporaryDirectory()
        let path = try Self.run(try SmallStudy.plan(), in: scratch)
        #expect(Self.found("checkpoint: \(path), agent: a", agents: "[{name: x, count: 2}]") == [])
        func refused(_ initial: String, _ words: String..., agents: String = "[{name: a}]") {
            let found = Self.found(initial, agents: agents)
            #expect(found.count == 1 && words.allSatisfy { found[0].contains($0) }, "\(initial): \(found)")
        }
        refused("checkpoint: gone.h5", "file/missing-input 11", "gone.h5")
        refused("agent: a", "spec/missing-key 11", "no file")
        refused("file: \(path), checkpoint: \(path)", "spec/written-twice 11")
        refused("file: \(path), parts: [policy]", "spec/written-twice 11", "'parts'")
        refused("checkpoint: \(path)", "initial/unfit 11", "no agent 'x', but a, b, c", agents: "[{name: x}]")
        refused("checkpoint: \(path), agent: d", "initial/unfit 11", "no agent 'd'")
        refused("checkpoint: \(path), parts: [value]", "initial/unfit 11", "no part 'value'", "but policy")
        refused(
            "checkpoint: \(path), agent: b", "initial/unfit 11", "/agents/b/policy is 4 → 8 tanh → 24 tanh → 2",
            "'policy' of agent 'a' is 4 → 16 relu → 2")
        refused("checkpoint: \(path), agent: mean", "initial/unfit 11", "/agents/b/policy")
        refused(
            "checkpoint: \(path)", "initial/unfit 11", "is 4 → 16 relu → 2", "4 → 16 tanh → 2",
            agents: "[{name: a, network: {activation: tanh}}]")
        // Files that are none, or were changed with a right fingerprint.
        let forged = scratch.file("forged.h5")
        try Data("no HDF5".utf8).write(to: URL(fileURLWithPath: forged))
        refused("checkpoint: \(forged)", "initial/unfit 11", "forged.h5")
        let (header, sound) = try ArchiveFile(path).read()
        func forge(_ change: (inout ArchiveTree) -> Void, kind: String = "checkpoint") throws {
            var tree = sound
            change(&tree)
            let entries = header.entries.filter { $0.key != "kind" } + [.init("kind", kind)]
            try ArchiveFile(forged).write(tree, entries: entries)
        }
        try forge({ _ in }, kind: "stage")
        refused("checkpoint: \(forged)", "initial/unfit 11", "no checkpoint of a run")
        let weight = "agents/a/policy/layers/0/weight"
        try forge {
            $0.insert(.array(ArchiveArray(shape: [16, 4], elements: [Float](repeating: .nan, count: 64))), at: weight)
        }
        refused("checkpoint: \(forged)", "initial/unfit 11", "/agents/a/policy of 'a'", "not finite")
        try forge {
            $0.insert(.array(ArchiveArray(shape: [4, 16], elements: [Float](repeating: 1, count: 64))), at: weight)
        }
        refused("checkpoint: \(forged)", "initial/unfit 11", "forged.h5")
        try forge { $0.insert(.text(ArchiveText("all")), at: "agents/a/policy") }
        refused("checkpoint: \(forged)", "initial/unfit 11", "/agents/a/policy")
        try forge { $0.annotate("agents", "names", .texts(["a", "a"])) }
        refused("checkpoint: \(forged)", "initial/unfit 11", "does not name its agents")
        try forge { $0.annotate("agents", "names", .texts(["a", "z"])) }
        refused("checkpoint: \(forged)", "initial/unfit 11", "nothing of its agent 'z'")
        try forge { $0.insert(.group(ArchiveTree()), at: "cohorts/td") }
        refused("checkpoint: \(forged)", "initial/unfit 11", "/cohorts/td does not name its agents")
    }

    @Test("Rows of tables that are not those of the agents are refused")
    func forgedTables() throws {
        let scratch = try TemporaryDirectory()
        let pair = try #require(Self.pairs.first { $0.ground.starter.learner.contains("value_iteration") })
        let plan = try #require(try CatalogueLaws.plan(pair))
        let path = try Self.run(plan, in: scratch)
        let (header, sound) = try ArchiveFile(path).read()
        let name = try #require(plan.agents.first?.name)
        guard case .group(let cohorts)? = sound["cohorts"], let cohort = cohorts.members.first,
            case .group(let rows) = cohort.node,
            let table = rows.members.first(where: { if case .array = $0.node { $0.name != "agents" } else { false } }),
            case .array(let array) = table.node
        else {
            Issue.record("no table in \(path)")
            return
        }
        let forged = scratch.file("forged.h5")
        func refused(_ words: String, _ change: (inout ArchiveTree) -> Void) throws {
            var tree = sound
            change(&tree)
            try ArchiveFile(forged).write(tree, entries: header.entries)
            let error = #expect(throws: PlanError.self) {
                try Self.warm(plan, [("checkpoint", .text(forged)), ("agent", .text(name))])
            }
            #expect(error?.description.contains(words) == true, "\(words): \(String(describing: error))")
        }
        let item = "cohorts/\(cohort.name)/\(table.name)"
        let count = array.count
        try refused("not finite") {
            $0.insert(
                .array(ArchiveArray(shape: array.shape, elements: [Double](repeating: .infinity, count: count))),
                at: item)
        }
        try refused("numbers, and") {
            $0.insert(.array(ArchiveArray(shape: [count], elements: [Double](repeating: 0, count: count))), at: item)
        }
        try refused("replicas") {
            $0.insert(.text(ArchiveText(["1/a", "2/a"])), at: "cohorts/\(cohort.name)/agents")
        }
        try refused("there is no /agents/\(name)") {
            $0.insert(.text(ArchiveText([String]())), at: "cohorts/\(cohort.name)/agents")
        }
    }
}
