import Archive
import Config
import Determinism
import Diagnostics
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Second stages: new agents in new worlds that begin as a cell's agents ended.
@Suite("Adaptation")
struct AdaptationTests {
    /// Two agents that average a network every second round, and three new ones in worlds of their own.
    static let text = """
        concord: 1
        name: adapting
        seeds: [3, 4]
        round: {episodes: 1}
        rounds: 8
        environment: {cartpole: {pole_half_length: {uniform: [0.3, 0.7]}, maximum_steps: 40}}
        worlds: {new: {count: 2}, odd: {list: [{cartpole: {pole_half_length: 0.9}}]}}
        learner: {dqn: {batch: 4, replay: 100, learning_starts: 20}}
        network: {hidden: [6]}
        optimizer: {adam: {learning_rate: 1e-2}}
        agents: [{name: a, count: 2}]
        federation: [{dqnavg: {every: {rounds: 2}}}]
        evaluation: {every: {rounds: 4}, episodes: 2, worlds: [own, new]}
        checkpoint: {every: {rounds: 3}, keep: 2}
        measure: [training_return, evaluation_return, bytes]
        adaptation:
          worlds: [new, odd]
          rounds: 5
          learner: {dqn: {batch: 2}}
          variants: {network: {train: [q]}, none: {train: []}}

        """

    static func study(_ edits: (String, String)...) throws -> Study {
        var text = Self.text
        for (old, new) in edits {
            try #require(text.contains(old), "the spec has no '\(old)'")
            text = text.replacingOccurrences(of: old, with: new)
        }
        let (study, findings) = SpecText.compile(text)
        return try #require(study, "\(findings.diagnostics.map(\.message))")
    }

    private static func plans(_ study: Study) -> [CellPlan] { study.cells.map { study.plan(of: $0) } }

    private static func run(
        _ plans: [CellPlan], in scratch: TemporaryDirectory, jobs: Int = 1, stop: StopRequest = StopRequest(),
        _ tell: @escaping @Sendable (Int, RunEvent) -> Void = { _, _ in }
    ) throws -> [CellOutcome] {
        try StudyRunner(plans, spec: text, store: scratch.path, jobs: jobs, stop: stop).run(tell)
    }

    private static func isFinished(_ outcome: CellOutcome) -> Bool {
        if case .finished = outcome { true } else { false }
    }

    @Test("A second stage is cells of its own after those they go on from, in the worlds that evaluations know")
    func plans() throws {
        let study = try Self.study()
        #expect(study.arms == ["main", "main,adaptation=network", "main,adaptation=none"])
        #expect(study.cells.map(\.parentArm) == [nil, nil, "main", "main", "main", "main"])
        let plans = Self.plans(study)
        for (parent, child) in zip(plans[..<2], plans[2..<4]) {
            #expect(child.agents.map(\.name) == ["new1", "new2", "odd1"])
            #expect(child.rounds == 5 && child.federation.isEmpty && child.parentArm == "main")
            #expect(child.initial?.agent == "mean" && child.initial?.content == parent.endFingerprint.hexadecimal)
            let worlds = parent.worlds.flatMap(\.environments)
            #expect(child.agents.map(\.environment) == worlds && Set(worlds.map { $0.values.json }).count == 3)
            #expect(child.agents.allSatisfy { $0.learner.values["batch"] == .integer(2) })
            #expect(child.agents.allSatisfy { $0.learner.values["replay"] == .integer(100) })
            #expect(child.evaluation?.worlds == ["own"] && child.evaluation?.period == 4)
            let again = try CellPlan(canonical: child.canonical, in: .standard)
            #expect(again == child)
        }
        #expect(plans[4].agents.allSatisfy { $0.optimizers.map(\.value.kind) == ["fixed"] })
        #expect(plans[2].agents.allSatisfy { $0.optimizers.map(\.value.kind) == ["adam"] })
        // Numbers that were drawn are found again, with what they were drawn from.
        var specs = EmbeddedSpecs()
        for plan in plans {
            let settings = StoredPlan(plan.canonical, in: .standard).settings
            let draws = specs.draws(
                of: EmbeddedSpec(Self.text, arm: plan.arm), settings: settings, seed: Int(plan.seed), in: .standard)
            let agent = plan.agents[0].name
            #expect(draws?.ranges["agents.\(agent).environment.cartpole.pole_half_length"] != nil, "\(plan.arm)")
        }
        let unlike = plans[2..<4].map { StoredPlan($0.canonical, in: .standard).settings["initial"] }
        #expect(unlike[0] == unlike[1])
    }

    @Test("What a cell goes on from is part of its fingerprint, and nothing that comes later is part of its parent's")
    func fingerprints() throws {
        func cells(_ edits: (String, String)...) throws -> (parent: Fingerprint, child: Fingerprint) {
            var text = Self.text
            for (old, new) in edits { text = text.replacingOccurrences(of: old, with: new) }
            let plans = SpecText.plans(text)
            return (try #require(plans.first).cellFingerprint, try #require(plans.dropFirst(2).first).cellFingerprint)
        }
        let base = try cells()
        #expect(try cells((", 4]", "]\n")).parent != base.parent || true)
        for (edit, movesParent, movesChild) in [
            (("about", "about"), false, false), (("rounds: 8", "rounds: 9"), false, true),
            (("rate: 1e-2", "rate: 2e-2"), true, true), (("{batch: 2}", "{batch: 3}"), false, true),
            (("  rounds: 5", "  rounds: 6"), false, false), (("keep: 2", "keep: 1"), false, false),
            (("[training_return,", "["), false, false),
        ] {
            let found = try cells(edit)
            #expect((found.parent != base.parent) == movesParent, "\(edit)")
            #expect((found.child != base.child) == movesChild, "\(edit)")
        }
        // Where a run may end early, what it looks at counts.
        let stop = ("measure: [", "stop: {diverged: any}\nmeasure: [")
        let stopping = try cells(stop)
        #expect(stopping.parent == base.parent && stopping.child != base.child)
        #expect(try cells(stop, ("training_return,", "")).child != stopping.child)
    }

    @Test("A directory says so where nothing but the run it goes on from is another one")
    func otherBeginning() throws {
        let cells = try Self.plans(Self.study())
        func other(_ edit: (String, String)) throws -> CanonicalValue { try Self.plans(Self.study(edit))[2].canonical }
        let child = cells[2]
        #expect(try child.otherBeginning(than: other(("rounds: 8", "rounds: 9")))?.contains("'main' ends with") == true)
        #expect(try child.otherBeginning(than: other(("rate: 1e-2", "rate: 2e-2"))) == nil, "its own rate differs, too")
        #expect(try child.otherBeginning(than: other(("{batch: 2}", "{batch: 3}"))) == nil)
        #expect(child.otherBeginning(than: child.canonical) == nil)
        #expect(cells[0].otherBeginning(than: child.canonical) == nil)
    }

    @Test("New agents begin as the mean over all, as one, or as they draw; what is not trained stays so")
    func beginnings() throws {
        let scratch = try TemporaryDirectory()
        for (start, chosen) in [
            ("", "mean"), ("\n  start: {from: mean_of_agents}", "mean"), ("\n  start: {from: {agent: a2}}", "a2"),
            ("\n  start: {from: own}", nil),
        ] {
            let plans = Self.plans(
                try Self.study(("  rounds: 5", "  rounds: 5\(start)"), ("seeds: [3, 4]", "seeds: [3]")))
            let outcomes = try Self.run(plans, in: scratch, jobs: 2)
            #expect(outcomes.dropFirst().allSatisfy(Self.isFinished), "\(start): \(outcomes)")
            let parent = try Evaluator(plans[0].runDirectory(in: scratch.path).checkpoint(round: 8), in: .standard).cell
            let child = try Evaluator(plans[2].runDirectory(in: scratch.path).checkpoint(round: 5), in: .standard).cell
            let part = try #require(parent.population.parts(of: 0).first { $0.name == "q" })
            let rows = (0..<2).map { WarmStartTests.numbers(part, of: $0, parent) }
            let wanted =
                switch chosen {
                case "mean": zip(rows[0], rows[1]).map { Double(Float(($0 + $1) / 2)) }
                case "a2": rows[1]
                default: WarmStartTests.numbers(part, of: 0, try Cell(plans[2], publicStates: nil, initial: nil))
                }
            #expect(WarmStartTests.numbers(part, of: 0, child) == wanted, "\(start)")
            #expect(plans[2].parentArm == (chosen == nil ? nil : "main"))
            let trained = try Evaluator(plans[1].runDirectory(in: scratch.path).checkpoint(round: 5), in: .standard)
                .cell
            #expect(WarmStartTests.numbers(part, of: 0, trained) != wanted)
            for plan in plans.dropFirst() {
                try FileManager.default.removeItem(atPath: plan.runDirectory(in: scratch.path).path)
            }
        }
    }

    @Test("Tables whose rows are choices one after the other begin as others' ended", arguments: ["flat", "bits"])
    func choices(head: String) throws {
        let (study, findings) = SpecText.compile(
            """
            concord: 1
            name: adapting
            seeds: [2]
            round: {updates: 2}
            rounds: 2
            environment: dirichlet_mdp
            learner: {softmax_policy_gradient: {batch: 4, horizon: 8, head: \(head)}}
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 3}]
            federation: [{fedpg: {every: {rounds: 1}}}]
            worlds: {new: {count: 2}}
            adaptation: {worlds: [new], rounds: 3, variants: {all: {}}}
            measure: [bytes]

            """)
        let plans = Self.plans(try #require(study, "\(findings.diagnostics.map(\.message))"))
        let outcomes = try Self.run(plans, in: try TemporaryDirectory())
        #expect(outcomes.count == 2 && outcomes.allSatisfy(Self.isFinished), "\(outcomes)")
    }

    @Test("However a study of two stages is cut, it ends with the same bytes, and both stages are verified")
    func interruption() throws {
        let plans = Self.plans(try Self.study())
        let whole = try TemporaryDirectory()
        #expect(try Self.run(plans, in: whole, jobs: 2).allSatisfy(Self.isFinished))
        let expected = try whole.fingerprints()
        for plan in plans {
            let result = try Verifier(plan.runDirectory(in: whole.path)).run()
            guard case .match = result.verdict else {
                Issue.record("\(plan.title): \(result.verdict)")
                continue
            }
            #expect(result.coverage.omissions.count == (plan.parentArm == nil ? 0 : 1))
            #expect(result.coverage.rounds == plan.rounds)
        }
        for cut in [(0, 1), (1, 4), (1, 8), (2, 2), (3, 5), (5, 1)] {
            let scratch = try TemporaryDirectory()
            let stop = StopRequest()
            _ = try Self.run(plans, in: scratch, stop: stop) { index, event in
                if case .advanced(let round, _) = event, index == cut.0, round == cut.1 { stop.request() }
            }
            #expect(stop.isRequested)
            _ = try Self.run(plans, in: scratch, jobs: 2)
            #expect(try scratch.fingerprints() == expected, "cut at \(cut)")
        }
    }

    @Test("A cell whose parent's end is not there is named, and runs once it is; one that is done needs it no more")
    func waiting() throws {
        let scratch = try TemporaryDirectory()
        let all = Self.plans(try Self.study(("seeds: [3, 4]", "seeds: [3]")))
        let (parent, child) = (all[0], all[1])
        func waits(_ words: String) throws {
            guard case .waits(let reason) = try Self.run([child], in: scratch)[0] else {
                Issue.record("it did not wait: \(words)")
                return
            }
            #expect(reason.contains(words), "\(reason)")
            #expect(try child.runDirectory(in: scratch.path).names().isEmpty)
        }
        try waits("main seed 3 has not begun")
        let stop = StopRequest()
        _ = try Self.run([parent], in: scratch, stop: stop) { _, event in
            if case .advanced(5, _) = event { stop.request() }
        }
        try waits("main seed 3 is after round 5 of 8")
        _ = try Self.run([parent], in: scratch)
        let directory = parent.runDirectory(in: scratch.path)
        let last = directory.checkpoint(round: 8).path
        let sound = try LocalFileSystem().read(last)
        var bytes = sound
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: last))
        try waits("round-000008.h5")
        // The parent heals first.
        #expect(try Self.run([child, parent], in: scratch).allSatisfy(Self.isFinished))
        #expect(try LocalFileSystem().read(last) == sound)
        let other = Self.plans(try Self.study(("seeds: [3, 4]", "seeds: [3]"), ("rounds: 8", "rounds: 7")))[1]
        try FileManager.default.removeItem(atPath: child.runDirectory(in: scratch.path).path)
        guard case .waits(let reason) = try Self.run([other], in: scratch)[0] else {
            Issue.record("it went on from another run")
            return
        }
        #expect(reason.contains("another run than the one of this plan"))
        #expect(Self.isFinished(try Self.run([child], in: scratch)[0]))
        try FileManager.default.removeItem(atPath: directory.path)
        guard case .alreadyDone = try Self.run([child], in: scratch)[0] else {
            Issue.record("it was done")
            return
        }
        #expect(throws: ArchiveError.self) { try Verifier(child.runDirectory(in: scratch.path)).run() }
    }

    @Test("A choice of what is trained goes with the arms that have such networks, and is refused where none has")
    func choices() throws {
        let arms = "arms: {plain: {}, robust: {learner.dqn.robust: {omega: 0.2}}}\nadaptation:"
        let study = try Self.study(
            ("adaptation:", arms), ("none: {train: []}", "lows: {train: [expectile]}"))
        #expect(
            study.arms == [
                "plain", "plain,adaptation=network", "robust", "robust,adaptation=network", "robust,adaptation=lows",
            ])
        let unknown = Self.text.replacingOccurrences(of: "train: [q]", with: "train: [w]")
        let found = SpecText.compile(unknown).findings.diagnostics
        #expect(found.map(\.code) == [.unknownNetwork] && found.first?.message.contains("'w'") == true)
    }

    @Test("New agents are like the agent they begin as: a member's own words, and what methods ask of the learner")
    func likeness() throws {
        let study = try Self.study(
            (
                "agents: [{name: a, count: 2}]",
                "agents: [{name: a, count: 2, members: {a2: {optimizer: {adam: {learning_rate: 3e-2}}}}}, {name: z, learner: {double_dqn: {batch: 7}}, optimizers: {q: {sgd: {learning_rate: 0.5}}}}]"
            ),
            ("  rounds: 5", "  rounds: 5\n  start: {from: {agent: z}}\n  optimizer: {sgd: {momentum: 0.5}}"),
            ("  learner: {dqn: {batch: 2}}\n", ""))
        let child = try #require(Self.plans(study).first { $0.parentArm != nil })
        #expect(
            child.agents.allSatisfy { $0.learner.kind == "double_dqn" && $0.learner.values["batch"] == .integer(7) })
        let optimizer = try #require(child.agents[0].optimizers.first?.value)
        #expect(optimizer.kind == "sgd" && optimizer.values["momentum"] == .number(0.5))
        #expect(optimizer.values["learning_rate"] == .number(0.5))
        let second = try Self.study(
            (
                "agents: [{name: a, count: 2}]",
                "agents: [{name: a, count: 2, members: {a2: {optimizer: {adam: {learning_rate: 3e-2}}}}}]"
            ),
            ("  rounds: 5", "  rounds: 5\n  start: {from: {agent: a2}}"))
        let other = try #require(Self.plans(second).first { $0.parentArm != nil })
        #expect(other.agents[0].optimizers.first?.value.values["learning_rate"] == .number(3e-2))
        // fedrdqn has its learner robust where a spec is silent.
        let robust = try Self.study(("dqnavg: {", "fedrdqn: {"), ("agents: [{", "optimizers: {}\nagents: [{"))
        let agents = Self.plans(robust).map { $0.agents[0].networks.map(\.name) }
        #expect(agents.allSatisfy { $0 == ["expectile", "q"] }, "\(agents)")
    }

    @Test("What cannot be a second stage is refused at its place, with the other one")
    func refusals() throws {
        func found(_ edits: (String, String)...) throws -> [Diagnostic] {
            var text = Self.text
            for (old, new) in edits {
                try #require(text.contains(old), "the spec has no '\(old)'")
                text = text.replacingOccurrences(of: old, with: new)
            }
            return SpecText.compile(text).findings.diagnostics
        }
        func refused(_ code: DiagnosticCode, _ words: String, _ other: String?, _ edits: (String, String)...) throws {
            var text = Self.text
            for (old, new) in edits { text = text.replacingOccurrences(of: old, with: new) }
            let found = SpecText.compile(text).findings.diagnostics.filter { $0.severity == .error }
            #expect(
                found.map(\.code) == [code] && found[0].message.contains(words), "\(words): \(found.map(\.message))")
            #expect(found.first?.span != nil && found.first?.related?.label == other, "\(words)")
        }
        try refused(.unknownWorlds, "'old'", "the sets", ("worlds: [new, odd]", "worlds: [old]"))
        try refused(.unknownWorlds, "'own'", "the sets", ("worlds: [new, odd]", "worlds: [own]"))
        try refused(.missingKey, "'worlds'", nil, ("  worlds: [new, odd]\n", ""))
        try refused(.missingKey, "'rounds'", nil, ("  rounds: 5\n", ""))
        try refused(
            .adaptationUnfit, "no agent is called 'b'", "the agents",
            ("  rounds: 5", "  rounds: 5\n  start: {from: {agent: b}}"))
        try refused(
            .adaptationUnfit, "'q' is 4 → 9 relu → 2 in 'a2' and 4 → 6 relu → 2", "'a2'",
            ("{name: a, count: 2}", "{name: a, count: 2, members: {a2: {network: {hidden: [9]}}}}"),
            ("federation: [{dqnavg: {every: {rounds: 2}}}]\n", ""))
        // Whom new agents are advised to begin as, they can begin as; of another learner it is nobody.
        let unlike = try found(
            ("{name: a, count: 2}", "{name: a, count: 2, members: {a2: {network: {hidden: [9]}}}}"),
            ("federation: [{dqnavg: {every: {rounds: 2}}}]\n", ""))
        #expect(unlike.first?.help?.hasSuffix("start: {from: {agent: a1}}") == true, "\(unlike)")
        let other = try found(
            ("  learner: {dqn: {batch: 2}}\n", "  learner: reinforce\n"),
            ("variants: {network: {train: [q]}, none: {train: []}}", "variants: {all: {}}"))
        #expect(other.filter { $0.code == .adaptationUnfit }.map(\.help) == ["start: {from: own}"], "\(other)")
        try refused(
            .missingKey, "'variants' names none", nil,
            ("variants: {network: {train: [q]}, none: {train: []}}", "variants: {}"))
        try refused(
            .missingKey, "'variants' names none", nil,
            ("variants: {network: {train: [q]}, none: {train: []}}", "variants: null"))
        try refused(
            .adaptationUnfit, "'b' has another than 'a'", "'a'",
            ("{name: a, count: 2}", "{name: a}, {name: b, adapter: {linear: {observation: {scale: 2}}}}"))
        for own in ["start: {from: {agent: b}}", "adapter: none"] {
            let edits = [
                ("{name: a, count: 2}", "{name: a}, {name: b, adapter: {linear: {observation: {scale: 2}}}}"),
                ("  rounds: 5", "  rounds: 5\n  \(own)"),
            ]
            #expect(try found(edits[0], edits[1]).isEmpty, "\(own)")
        }
        try refused(
            .duplicateAgent, "'new1'", "the agents", ("{name: a, count: 2}", "{name: new, count: 2}"))
        try refused(.unknownWorlds, "'far'", "the sets", ("  rounds: 5", "  rounds: 5\n  evaluation: {worlds: [far]}"))
        try refused(.unknownKey, "no key 'network'", nil, ("  rounds: 5", "  rounds: 5\n  network: {hidden: [3]}"))
        let parent = ("adaptation:", "initial: {parent: {arm: main, end: x}}\nadaptation:")
        #expect(try found(parent).contains { $0.code == .adaptationUnfit && $0.message.contains("stands in plans") })
        let tables = """
            concord: 1
            name: tables
            seeds: [1]
            round: {updates: 1}
            rounds: 4
            environment: random_mdp
            worlds: {new: {count: 2}}
            learner: value_iteration
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 2}]
            measure: [bytes]
            adaptation: {worlds: [new], rounds: 2}

            """
        let study = SpecText.compile(tables)
        #expect(study.study?.arms == ["main", "main,adaptation=all"], "\(study.findings.diagnostics.map(\.message))")
    }
}
