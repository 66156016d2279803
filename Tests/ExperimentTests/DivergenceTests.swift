import Archive
import Determinism
import Diagnostics
import Learning
import Synchronization
import TestSupport
import Testing

@testable import Experiment

@Suite("Agents that diverge")
struct DivergenceTests {
    /// Steps so large that a policy network is not finite after a few rounds; agents with another optimizer stay finite.
    static let wild = (
        "optimizer: {adam: {learning_rate: 1e-2, decay: {step: {every: {rounds: 4}, factor: 0.5}}}}",
        "optimizer: {sgd: {learning_rate: 1e30}}"
    )
    static let oneWild = (
        "- {name: b, network: {hidden: [8, 24], activation: tanh}}",
        "- {name: b, network: {hidden: [8, 24]}, optimizer: {sgd: {learning_rate: 1e30}}}"
    )
    static let alone = ("federation: [{fedhpd: {every: {rounds: 2}}}]", "federation: []")

    private static func stop(_ word: String) -> (String, String) {
        ("rounds: 12", "rounds: 12\nstop: {diverged: \(word)}")
    }

    private static func directory(_ scratch: TemporaryDirectory) -> RunDirectory {
        RunDirectory(store: scratch.path, experiment: "small", arm: "main", seed: 3, in: .standard)
    }

    @Test("A row names who is not finite and since when, from the first such row on; sound runs have no trace of it")
    func rows() throws {
        var cell = try SmallStudy.cell(SmallStudy.plan(Self.oneWild, Self.alone))
        var first: Int?
        for round in 1...12 {
            let recorded = cell.advance(1)
            let row = try #require(recorded)
            guard let divergence = CellDivergence(row: row) else {
                #expect(first == nil && row["diverged"] == nil, "round \(round) forgot")
                continue
            }
            if first == nil { first = round }
            #expect(divergence.agents == [.init(name: "b", round: first ?? 0)] && divergence.first == "b")
            #expect(divergence.words == "b is not finite from round \(first ?? 0) on")
            #expect(cell.divergence == divergence)
        }
        #expect(first != nil, "nothing diverged, so nothing was tested")
        guard case .group(let metrics)? = try cell.tree()["metrics"],
            case .array(let rounds)? = metrics["divergence/agents"]
        else {
            Issue.record("the checkpoint does not remember")
            return
        }
        #expect(rounds.numbers == [0, Double(first ?? 0), 0])
        var sound = try SmallStudy.cell(SmallStudy.plan())
        for _ in 1...12 {
            let row = sound.advance(1)
            #expect(row?["diverged"] == nil)
        }
        #expect(sound.divergence == nil)
        let tree = try sound.tree()
        #expect(tree["metrics/divergence"] == nil && tree["metrics/not_finite"] == nil)
    }

    @Test("A cell that diverges resumes, from before and after, to the same bits, and verifies", arguments: 1..<12)
    func resume(at round: Int) throws {
        let plan = try SmallStudy.plan(Self.wild)
        let whole = try ResumeLaw.hold(rounds: 12, cuts: [round]) { try SmallStudy.cell(plan) }
        #expect(whole.divergence?.agents.count == 3)
    }

    @Test("A run tells of it, when it happens and when it was done; what is on disk matches a rerun")
    func told() throws {
        let scratch = try TemporaryDirectory()
        let plan = try SmallStudy.plan(Self.wild)
        for _ in 1...2 {
            let told = Mutex<[CellDivergence]>([])
            _ = try SmallStudy.run([plan], in: scratch) { _, event in
                if case .diverged(let divergence) = event { told.withLock { $0.append(divergence) } }
            }
            #expect(told.withLock { $0.count } == 1)
        }
        let status = try RunStatus(Self.directory(scratch))
        #expect(status.divergence?.agents.map(\.name) == ["a", "b", "c"] && status.isEnd(of: plan.canonical))
        guard case .match = try Verifier(Self.directory(scratch)).run().verdict else {
            Issue.record("a divergence that is repeated to the bit is a match")
            return
        }
    }

    @Test("What diverges after the last row is told by the run, by its status and again when it was done")
    func afterLastRow() throws {
        // Rows after rounds 5 and 10 of 12; b is spoiled after round 10.
        let rare = ("evaluation: {every: {rounds: 3}, episodes: 2", "evaluation: {every: {rounds: 5}, episodes: 2")
        let kept = ("checkpoint: {every: {rounds: 4}", "checkpoint: {every: {rounds: 5}")
        func plan(_ rounds: Int) throws -> CellPlan {
            try SmallStudy.plan(
                ("rounds: 12", "rounds: \(rounds)\nrecord: {every: {rounds: 5}}\ntrace: none"), rare, kept, Self.alone)
        }
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([try plan(10)], in: scratch)
        let file = Self.directory(scratch).checkpoint(round: 10)
        var (header, tree) = try file.read()
        let path = "agents/b/policy/layers/0/weight"
        guard case .array(let weight)? = tree[path] else {
            Issue.record("b has no weights")
            return
        }
        tree.insert(.array(weight.poisoned(with: .nan, at: 0)), at: path)
        try file.write(tree, entries: header.entries)
        let plan = try plan(12)
        for _ in 1...2 {
            let told = Mutex<[CellDivergence]>([])
            _ = try SmallStudy.run([plan], in: scratch) { _, event in
                if case .diverged(let divergence) = event { told.withLock { $0.append(divergence) } }
            }
            #expect(told.withLock { $0.map(\.words) } == ["b is not finite from round 12 on"])
        }
        let status = try RunStatus(Self.directory(scratch))
        #expect(status.lastRow?["round"] == .integer(10) && status.lastRow?["diverged"] == nil)
        #expect(status.divergence?.words == "b is not finite from round 12 on")
    }

    @Test("What a checkpoint shows to have diverged is what the sweep of the state finds", arguments: grounds)
    func checkpoints(pair: MethodOnGround) throws {
        let plan = try #require(try CatalogueLaws.plan(pair))
        var cell = try CatalogueLaws.cell(plan)
        for _ in 1...3 { _ = cell.advance(1) }
        let content = { (tree: ArchiveTree) in
            CheckpointContent(
                state: tree, round: 3, isScheduled: true, stopRule: nil, previousScheduled: nil,
                metrics: MetricsExcerpt(previous: .start, end: .start, rows: ""))
        }
        let tree = try cell.tree()
        #expect(content(tree).divergedAgents.isEmpty)
        for (path, array) in Self.learned(tree) {
            var poisoned = tree
            poisoned.insert(.array(array.poisoned(with: .nan, at: array.count - 1)), at: path)
            let found = content(poisoned).divergedAgents
            #expect(!found.isEmpty && Set(found).isSubset(of: plan.titles), "\(path)")
        }
    }

    @Test(
        "stop: {diverged: any} ends with the first, every_agent with the last; such a cell is done",
        arguments: [
            ("any", true, true), ("any", false, true), ("every_agent", true, true), ("every_agent", false, false),
        ])
    func stops(rule: String, isEveryAgentWild: Bool, ends: Bool) throws {
        let plan =
            try isEveryAgentWild
            ? SmallStudy.plan(Self.wild, Self.stop(rule)) : SmallStudy.plan(Self.oneWild, Self.alone, Self.stop(rule))
        let scratch = try TemporaryDirectory()
        guard case .finished(let round, _) = try SmallStudy.run([plan], in: scratch)[0] else {
            Issue.record("the cell did not end")
            return
        }
        #expect((round < 12) == ends)
        let before = try scratch.fingerprints()
        guard case .alreadyDone(round) = try SmallStudy.run([plan], in: scratch)[0] else {
            Issue.record("a cell that ended by divergence ran again")
            return
        }
        #expect(try scratch.fingerprints() == before)
        let status = try RunStatus(Self.directory(scratch))
        #expect(status.stopRule == (ends ? plan.stopRule : nil))
        let divergence = try #require(status.divergence)
        #expect(divergence.ends(plan.canonical) == ends)
        guard case .match = try Verifier(Self.directory(scratch)).run().verdict else {
            Issue.record("the ended cell does not verify")
            return
        }
    }

    @Test("The rule is part of the extent: taken away, the cell goes on as if there had been none")
    func ruleTakenAway() throws {
        let (with, without) = (try SmallStudy.plan(Self.wild, Self.stop("any")), try SmallStudy.plan(Self.wild))
        #expect(with.cellFingerprint == without.cellFingerprint && with.recordFingerprint == without.recordFingerprint)
        #expect(try CellPlan(canonical: with.canonical, in: .standard) == with && with.stopsWhenDiverged == .any)
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([with], in: scratch)
        _ = try SmallStudy.run([without], in: scratch)
        let straight = try TemporaryDirectory()
        _ = try SmallStudy.run([without], in: straight)
        var (one, other) = (try scratch.fingerprints(), try straight.fingerprints())
        // An older checkpoint embeds the plan it was written under.
        for name in one.keys where name.hasSuffix("round-000004.h5") || name.hasSuffix("round-000008.h5") {
            (one[name], other[name]) = (nil, nil)
        }
        #expect(one == other)
    }

    @Test("A rule without an event is refused; with one or two it is read")
    func spec() {
        let measures = "measure: [training_return, {mission: {rounds_to: 200}}]\n"
        #expect(SpecText.found(SpecText.text("stop: {diverged: every_agent}")) == [])
        #expect(SpecText.found(SpecText.text(measures + "stop: {when: mission, diverged: any}")) == [])
        #expect(SpecText.found(SpecText.text("stop: {}")).map { $0.split(separator: " ").last } == ["spec/missing-key"])
        #expect(
            SpecText.found(SpecText.text("stop: {diverged: yes}")).map { $0.split(separator: " ").last }
                == ["spec/unknown-word"])
    }

    @Test("Rows have a word for each value that is not finite, and null where there is none")
    func words() throws {
        let values: [Double?] = [1.5, nil, .nan, .infinity, -.infinity]
        let value = MeasureValue.named([("own", .list(values)), ("worst", .number(.nan)), ("mean", .number(nil))])
        let text = #"{"mean":null,"own":[1.5,null,"nan","inf","-inf"],"worst":"nan"}"#
        #expect(value.canonical.json == text)
        let read = try CanonicalValue(parsing: text)
        #expect(read == value.canonical)
        #expect(read["own"]?.elements.map { $0.asMeasured?.description } == ["1.5", nil, "nan", "inf", "-inf"])
        #expect(!value.isFinite && MeasureValue.list([1, nil]).isFinite)
        #expect(value.divergedAgents(of: 5) == [2, 3, 4] && value.divergedAgents(of: 4).isEmpty)
    }

    @Test("The worst of several worlds is not the worst of those whose return is a number")
    func worst() {
        #expect(WorldReturns(name: "set", returns: [[1], [.nan], [0]]).worst.isNaN)
        #expect(WorldReturns(name: "set", returns: [[.nan], [1], [0]]).worst.isNaN)
        #expect(WorldReturns(name: "set", returns: [[1], [-.infinity], [0]]).worst == -.infinity)
        #expect(WorldReturns(name: "set", returns: [[3], [1], [2]]).worst == 1)
    }

    /// Every learner, by the first method that stands on it.
    static let grounds = CatalogueLaws.grounds.map { MethodOnGround(method: $0, ground: $0) }

    /// The arrays of real numbers that agents have learned.
    static func learned(_ tree: ArchiveTree) -> [(path: String, array: ArchiveArray)] {
        var leaves: [(path: String, array: ArchiveArray)] = []
        tree.visit { path, node in
            guard path.hasPrefix("/agents/") || path.hasPrefix("/cohorts/"), case .array(let array) = node,
                array.count > 0, array.kind == .float32 || array.kind == .float64
            else { return }
            // What is remembered of the world is no parameter, and neither is where the world stands.
            let parts = path.split(separator: "/")
            // Counts, and sums over what was counted, are finite by what they count: states that say otherwise are refused.
            let counted: Set<Substring> = [
                "replay", "rollout", "environment_state", "visits", "planned", "spread", "fresh",
            ]
            if counted.isDisjoint(with: parts) {
                leaves.append((path, array))
            }
        }
        return leaves
    }

    @Test(
        "Whatever an agent has learned, one number that is not finite is found, whichever array it is in",
        arguments: grounds)
    func everyLeaf(pair: MethodOnGround) throws {
        let plan = try #require(try CatalogueLaws.plan(pair))
        var cell = try CatalogueLaws.cell(plan)
        for _ in 1...3 { _ = cell.advance(1) }
        let tree = try cell.tree()
        #expect(!cell.population.sweeps(.looking).contains { !$0.isFinite })
        let leaves = Self.learned(tree)
        #expect(!leaves.isEmpty)
        for (path, array) in leaves {
            for value in [Double.nan, .infinity, -.infinity] {
                var poisoned = tree
                poisoned.insert(.array(array.poisoned(with: value, at: array.count - 1)), at: path)
                var other = try CatalogueLaws.cell(plan)
                do {
                    try other.restore(poisoned, round: 3, isScheduled: true)
                } catch {
                    // What no run can leave behind is refused instead; a NaN it can.
                    #expect(value.isInfinite && "\(error)".contains("no distribution"), "\(error)")
                    continue
                }
                for kind in [StateSweep.looking, .tracing] {
                    let found = other.population.sweeps(kind).filter { !$0.isFinite }.count
                    #expect(found >= 1, "\(value) at \(path) is not seen")
                }
            }
        }
    }

    @Test("A cell none of whose numbers are finite trains on, exchanges and records without a trap", arguments: grounds)
    func goesOn(pair: MethodOnGround) throws {
        let plan = try #require(try CatalogueLaws.plan(pair))
        var cell = try CatalogueLaws.cell(plan)
        _ = cell.advance(1)
        var tree = try cell.tree()
        for (path, array) in Self.learned(tree) {
            let all = (0..<array.count).reduce(array) { $0.poisoned(with: .nan, at: $1) }
            tree.insert(.array(all), at: path)
        }
        try cell.restore(tree, round: 1, isScheduled: true)
        for _ in 2...CatalogueLaws.rounds { _ = cell.advance(1) }
        #expect(cell.divergence?.agents.count == plan.titles.count)
    }
}

extension ArchiveArray {
    /// The same numbers but for one.
    fileprivate func poisoned(with value: Double, at index: Int) -> ArchiveArray {
        var bytes = bytes
        let size = kind.byteCount
        let bits = size == 4 ? UInt64(Float(value).bitPattern) : value.bitPattern
        for byte in 0..<size { bytes[index * size + byte] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte)) }
        var array = ArchiveArray(kind: kind, shape: shape, bytes: bytes)
        array.attributes = attributes
        return array
    }
}
