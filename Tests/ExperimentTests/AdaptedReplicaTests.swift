import Archive
import Config
import Determinism
import Diagnostics
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Second stages, and warm starts, of many replicas in one cell.
@Suite("Adaptation of replicas")
struct AdaptedReplicaTests {
    private static let count = 3

    private static func text(_ learner: String) -> String {
        """
        concord: 1
        name: adapting
        seeds: [5]
        replicas: \(count)
        round: {updates: 3}
        rounds: 4
        environment: {windy_cliff: {wind: {uniform: [0, 1]}}}
        worlds: {new: {count: 2}, odd: {list: [{windy_cliff: {wind: {uniform: [0.4, 0.6]}}}, {windy_cliff: {wind: 0.25}}]}}
        learner: \(learner)
        optimizer: {sgd: {learning_rate: 0.1}}
        agents: [{name: a, count: 2}]
        federation: [{parameter_average: {every: {rounds: 3}}}]
        checkpoint: {every: {rounds: 2}}
        evaluation: {every: {rounds: 2}, exact: true, worlds: [own, new]}
        measure: [exact_return, bytes]
        adaptation:
          worlds: [new, odd]
          rounds: 3
          variants: {mean: {}, one: {start: {from: {agent: a2}}}, own: {start: {from: own}}}

        """
    }

    private static func plans(_ text: String) throws -> [CellPlan] {
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.cells.map { compiled.plan(of: $0) }
    }

    private static func isFinished(_ outcome: CellOutcome) -> Bool {
        if case .finished = outcome { true } else { false }
    }

    @Test("New agents of a replica learn in the worlds that it draws, whatever they begin as, and plans read back")
    func worlds() throws {
        let plans = try Self.plans(Self.text("q_learning"))
        #expect(plans.map(\.arm) == ["main", "main,adaptation=mean", "main,adaptation=one", "main,adaptation=own"])
        for child in plans.dropFirst() {
            #expect(child.agents.map(\.name) == ["new1", "new2", "odd1", "odd2"] && child.replicas == Self.count)
            var seen: Set<String> = []
            for (copy, parent) in zip(child.copies, plans[0].copies) {
                let worlds = parent.worlds.flatMap(\.environments)
                #expect(copy.agents.map(\.environment) == worlds)
                seen.formUnion(worlds.map { $0.values.json })
            }
            // Three that are drawn by each, and one that is not.
            #expect(seen.count == 3 * Self.count + 1)
            let again = try CellPlan(canonical: child.canonical, in: .standard)
            #expect(again == child && again.cellFingerprint == child.cellFingerprint)
            let owners = child.seedLedger(replicas: 2).entries.map(\.owner)
            #expect(owners.contains("replica/2/world/new/1/environment.windy_cliff.wind"), "\(owners)")
            #expect(!owners.contains { $0.contains("agent/new1/environment") }, "\(owners)")
        }
        let single = try Self.plans(Self.text("q_learning").replacingOccurrences(of: "replicas: 3\n", with: ""))
        #expect(single[1].canonical["agents"]?.elements.allSatisfy { $0["world"] == nil } == true)
    }

    @Test(
        "Each replica's new agents begin as its own agents ended",
        arguments: ["q_learning", "value_iteration", "{softmax_policy_gradient: {batch: 2, horizon: 5}}"])
    func beginnings(learner: String) throws {
        let scratch = try TemporaryDirectory()
        let text = Self.text(learner)
        let plans = try Self.plans(text)
        let outcomes = try StudyRunner(plans, spec: text, store: scratch.path, jobs: 2, stop: StopRequest()).run {
            _, _ in
        }
        #expect(outcomes.allSatisfy(Self.isFinished), "\(outcomes)")
        let file = ArchiveFile(plans[0].runDirectory(in: scratch.path).checkpoint(round: 4).path)
        let parent = try Evaluator(file, in: .standard).cell
        for (plan, chosen) in zip(plans[1...2], ["mean", "a2"]) {
            guard case .ready(let numbers) = try plan.beginning(in: scratch.path) else {
                Issue.record("it waits")
                continue
            }
            let child = try Cell(plan, publicStates: nil, initial: numbers)
            let part = try #require(parent.population.leadingParts(of: 0).first)
            var rows: Set<[Double]> = []
            for replica in 0..<Self.count {
                let ended = (0..<2).map { WarmStartTests.numbers(part, of: replica * 2 + $0, parent) }
                let wanted = chosen == "mean" ? zip(ended[0], ended[1]).map { ($0 + $1) / 2 } : ended[1]
                for agent in 0..<4 {
                    #expect(WarmStartTests.numbers(part, of: replica * 4 + agent, child) == wanted)
                }
                rows.insert(wanted)
            }
            #expect(rows.count == Self.count, "replicas are unlike")
        }
        for plan in plans {
            guard case .match = try Verifier(plan.runDirectory(in: scratch.path)).run().verdict else {
                Issue.record("\(plan.title) is not verified")
                continue
            }
        }
    }

    @Test("A study of two stages of replicas is cut, and ends with the same bytes")
    func interruption() throws {
        let text = Self.text("q_learning")
        let plans = try Self.plans(text)
        func run(_ scratch: TemporaryDirectory, until cut: (Int, Int)? = nil) throws {
            let stop = StopRequest()
            let runner = StudyRunner(plans, spec: text, store: scratch.path, jobs: 1, stop: stop)
            _ = try runner.run { index, event in
                if case .advanced(let round, _) = event, let cut, index == cut.0, round == cut.1 { stop.request() }
            }
            #expect(stop.isRequested == (cut != nil))
        }
        let whole = try TemporaryDirectory()
        try run(whole)
        let expected = try whole.fingerprints()
        for cut in [(0, 3), (1, 1), (2, 2)] {
            let scratch = try TemporaryDirectory()
            try run(scratch, until: cut)
            try run(scratch)
            #expect(try scratch.fingerprints() == expected, "cut at \(cut)")
        }
    }

    @Test("Replicas begin as those of a checkpoint, each as its own; where there are not as many, that is refused")
    func warm() throws {
        let scratch = try TemporaryDirectory()
        let text = Self.text("q_learning").components(separatedBy: "adaptation:")[0].replacingOccurrences(
            of: ", odd: {list: [{windy_cliff: {wind: {uniform: [0.4, 0.6]}}}, {windy_cliff: {wind: 0.25}}]}", with: "")
        let plan = try #require(try Self.plans(text).first)
        _ = try StudyRunner([plan], spec: text, store: scratch.path, jobs: 1, stop: StopRequest()).run { _, _ in }
        let path = plan.runDirectory(in: scratch.path).checkpoint(round: 4).path
        let source = try Evaluator(ArchiveFile(path), in: .standard).cell
        let initial = "initial: {checkpoint: \(path)}\n"
        let same = try #require(try Self.plans(text + initial).first)
        guard case .ready(let numbers) = try same.beginning(in: nil) else { return }
        let warm = try Cell(same, publicStates: nil, initial: numbers)
        let part = try #require(source.population.leadingParts(of: 0).first)
        for agent in 0..<2 * Self.count {
            #expect(WarmStartTests.numbers(part, of: agent, warm) == WarmStartTests.numbers(part, of: agent, source))
        }
        for (other, words) in [("", "and the cell is one"), ("replicas: 2\n", "and the cell has 2")] {
            let edited = text.replacingOccurrences(of: "replicas: 3\n", with: other) + initial
            let found = SpecText.compile(edited).findings.diagnostics.filter { $0.severity == .error }
            #expect(found.map(\.code) == [.initialUnfit] && found[0].message.contains(words), "\(found)")
            #expect(found.first?.span?.text == path && (found.first?.related != nil) == !other.isEmpty)
            #expect(found.first?.help == "replicas: 3, or a checkpoint of one")
        }
        // Who takes no replicas is not told to have some.
        let alone = SpecText.compile(
            SpecText.text(initial).replacing("learner: reinforce", with: "learner: dqn")
        ).findings.diagnostics
        #expect(alone.map(\.code) == [.initialUnfit], "\(alone.map(\.message))")
        #expect(alone.first?.help == "name a checkpoint of one copy: dqn takes no replicas in one cell")
    }

    @Test("The world that an agent learns in is a plan's word")
    func word() {
        let agents = "[{name: a, world: {set: new, number: 1}}]"
        let found = SpecText.compile(SpecText.text("worlds: {new: {count: 1}}", agents: agents)).findings.diagnostics
        #expect(found.contains { $0.code == .adaptationUnfit && $0.message.contains("stands in plans") }, "\(found)")
    }
}
