import Archive
import Config
import Determinism
import TestSupport
import Testing

@testable import Experiment

@Suite("Sets of worlds")
struct WorldsTests {
    static let top = """
        concord: 1
        name: test
        seeds: [1, 2]
        round: {episodes: 1}
        rounds: 10
        environment: {cartpole: {pole_half_length: {relative: [-0.5, 0.5]}, maximum_steps: 40}}
        learner: reinforce
        network: {hidden: [4]}
        optimizer: adam
        agents: [{name: a, count: 3}]

        """
    static let sets = """
        worlds:
          held_out: {count: 4}
          wide: {count: 3, environment: {cartpole: {pole_half_length: {relative: [-0.7, 0.7]}}}}
          grid: {count: 5, environment: {cartpole: {pole_half_length: {spread: [0.15, 0.85]}}}}
          edge: [{cartpole: {pole_half_length: 0.15}}, {cartpole: {pole_half_length: 0.85, pole_mass: 0.2}}]

        """

    static func lengths(_ plan: CellPlan, _ set: String) -> [Double?] {
        plan.worlds.first { $0.name == set }?.environments.map { $0.values["pole_half_length"]?.asNumber } ?? []
    }

    @Test("Worlds are drawn for the seed from the set's name, the world's place and the path; never from the arm")
    func draws() throws {
        let plans = SpecText.plans(Self.top + Self.sets + "arms: {one: {}, other: {learner.reinforce.discount: 0.9}}")
        try #require(plans.count == 4)
        let first = Self.lengths(plans[0], "held_out")
        // u of the world's own stream, as the language defines relative: 0.5 · (1 + u), u in [−0.5, 0.5).
        let expected = (1...4).map { place -> Double in
            let owner = "world/held_out/\(place)/environment.cartpole.pole_half_length"
            var stream = StreamKey(seed: 1, owner: owner).stream(.draw)
            return 0.5 * (1 + stream.uniform(from: -0.5, to: 0.5))
        }
        #expect(first == expected)
        #expect(Set(first.compactMap(\.self)).count == 4)
        #expect(plans[0].worlds == plans[2].worlds && plans[1].worlds == plans[3].worlds)
        #expect(plans[0].worlds != plans[1].worlds)
        #expect(plans[0].worlds.map(\.name) == ["edge", "grid", "held_out", "wide"])
    }

    @Test("A longer set begins with the shorter one; spread and lists go by place")
    func places() throws {
        let more = Self.sets.replacing("held_out: {count: 4}", with: "held_out: {count: 9}")
        let (short, long) = (SpecText.plans(Self.top + Self.sets)[0], SpecText.plans(Self.top + more)[0])
        #expect(Self.lengths(short, "held_out") == Array(Self.lengths(long, "held_out").prefix(4)))
        // The middle one is the field's default, which plans leave out.
        let grid = Self.lengths(short, "grid").map { $0 ?? 0.5 }
        #expect(grid.count == 5 && zip(grid, [0.15, 0.325, 0.5, 0.675, 0.85]).allSatisfy { abs($0 - $1) < 1e-15 })
        #expect(Self.lengths(short, "edge") == [0.15, 0.85])
    }

    @Test("What a set says is laid over the top level's environment, field by field")
    func overlay() {
        let plan = SpecText.plans(Self.top + Self.sets)[0]
        for set in plan.worlds {
            #expect(set.environments.allSatisfy { $0.values["maximum_steps"] == .integer(40) }, "\(set.name)")
        }
        #expect(plan.worlds[0].environments[1].values["pole_mass"] == .number(0.2))
    }

    @Test("Sets shape the record alone, and a plan reads back as it was")
    func fingerprints() throws {
        let (with, without) = (SpecText.plans(Self.top + Self.sets)[0], SpecText.plans(Self.top)[0])
        #expect(with.cellFingerprint == without.cellFingerprint && with.recordFingerprint != without.recordFingerprint)
        #expect(try CellPlan(canonical: with.canonical, in: .standard) == with)
        #expect(without.canonical["worlds"] == nil)
    }

    @Test("Every value of a set has an address of its own and says where it was drawn from")
    func provenance() throws {
        let study = try #require(SpecText.compile(Self.top + Self.sets).study)
        let values = study.values(of: study.cells[0])
        #expect(Set(values.map(\.path)).count == values.count)
        let third = values.first { $0.path == "worlds.held_out.list.3.cartpole.pole_half_length" }
        #expect(third?.origin.description == "drawn from spec.yaml:6:44")
        let wide = values.first { $0.path == "worlds.wide.list.1.cartpole.pole_half_length" }
        #expect(wide?.origin.layer == .drawn && wide?.origin.span?.startPosition.line == 13)
        let listed = values.first { $0.path == "worlds.edge.list.2.cartpole.pole_mass" }
        #expect(listed?.origin.layer == .file)
    }

    static let recorded = (
        "evaluation: {every: {rounds: 3}, episodes: 2, policy: greedy, worlds: [own, nominal]}",
        """
        worlds: {twice: [{cartpole: {}}, {cartpole: {}}], poles: {count: 3, environment: {cartpole: {pole_half_length: {uniform: [0.2, 0.9]}}}}}
        evaluation: {every: {rounds: 3}, episodes: 2, policy: greedy, worlds: [own, nominal, twice, poles]}
        """
    )
    static let reduced = (
        "evaluation_return,", "evaluation_return, {reduced: {evaluation_return: {reduce: [mean, worst]}}},"
    )

    @Test("Worlds are met on equal luck, and reductions are those of the recorded returns")
    func readings() throws {
        var cell = try SmallStudy.cell(SmallStudy.plan(Self.recorded, Self.reduced))
        var last: CanonicalValue?
        for _ in 1...3 { last = cell.advance(1) }
        let row = try #require(last)
        let (plain, reduced) = (row["evaluation_return"], row["reduced"])
        // The same world twice, with the streams of the nominal evaluation: the mean of equal numbers.
        #expect(plain?["twice"] == plain?["nominal"] && plain?["poles"] != plain?["nominal"])
        let own = plain?["own"]?.elements.compactMap(\.asNumber) ?? []
        let nominal = plain?["nominal"]?.elements.compactMap(\.asNumber) ?? []
        #expect(own.count == 3 && nominal.count == 3)
        #expect(reduced?["own"]?["worst"]?.asNumber == own.min())
        #expect(reduced?["own"]?["mean"]?.asNumber == own.reduce(0, +) / 3)
        #expect(reduced?["nominal"]?["worst"]?.asNumber == nominal.reduce(0, +) / 3)
        #expect(reduced?["nominal"]?["mean"] == reduced?["nominal"]?["worst"])
        let poles = try #require(reduced?["poles"]?["worst"]?.asNumber)
        #expect(poles < reduced?["poles"]?["mean"]?.asNumber ?? 0)
    }

    @Test("A value of a world is the mean over its agents, the worst the least of them")
    func reductions() {
        let returns = WorldReturns(name: "set", returns: [[1, 5], [4, 0], [9, 3]])
        #expect(returns.byWorld == [3, 2, 6] && returns.worst == 2 && returns.mean == 11.0 / 3)
        #expect(returns.byAgent == [14.0 / 3, 8.0 / 3])
        let own = WorldReturns(name: "own", returns: [[1, 5]])
        #expect(own.byWorld == [1, 5] && own.worst == 1 && own.mean == 3 && own.byAgent == [1, 5])
    }

    @Test("Replicas are reduced each by itself")
    func replicas() {
        let worlds = [[[1.0, 5], [4, 0]], [[2, 2], [8, 0]]].map { [WorldReturns(name: "far", returns: $0)] }
        func reduced(_ words: [String]) -> MeasureValue {
            let value = CanonicalValue.object([.init("reduce", .list(words.map(CanonicalValue.text)))])
            return WorldReduction(Settings([WorldReduction.field], words.isEmpty ? .object([]) : value))
                .value(ofReplicas: worlds)
        }
        // By replica: worlds of value 3 and 2, and of value 2 and 4.
        #expect(reduced(["worst", "mean"]).canonical.json == #"{"far":{"mean":[2.5,3.0],"worst":[2.0,2.0]}}"#)
        #expect(reduced(["worst"]).columns("j").map(\.name) == ["j_far_worst"])
        #expect(reduced([]).canonical.json == #"{"far":[2.5,2.5,5.0,1.0]}"#)
    }

    @Test("A checkpoint names the numbers of every world; run, kill, resume and verify agree to the bit")
    func checkpoint() throws {
        let plan = try SmallStudy.plan(Self.recorded, Self.reduced)
        let whole = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: whole)
        let directory = RunDirectory(store: whole.path, experiment: "small", arm: "main", seed: 3, in: .standard)
        let tree = try directory.checkpoint(round: 12).read().tree
        guard case .array(let lengths)? = tree["worlds/poles/pole_half_length"] else {
            Issue.record("the checkpoint does not tell the poles' lengths")
            return
        }
        #expect(lengths.numbers == Self.lengths(plan, "poles").compactMap(\.self) && lengths.numbers.count == 3)
        #expect(lengths.attributes["unit"] == .text("m"))
        guard case .array(let column)? = tree["metrics/reduced_poles_worst"] else {
            Issue.record("no column of the worst case")
            return
        }
        // Evaluated after rounds 9 and 12 since the checkpoint of round 8.
        #expect(column.shape == [2, 1])
        guard case .match = try Verifier(directory).run().verdict else {
            Issue.record("the run does not match")
            return
        }
        for cut in [2, 3, 7] {
            let scratch = try TemporaryDirectory()
            let stop = StopRequest()
            _ = try SmallStudy.run([plan], in: scratch, stop: stop) { _, event in
                if case .advanced(cut, _) = event { stop.request() }
            }
            _ = try SmallStudy.run([plan], in: scratch, jobs: 3)
            #expect(try scratch.fingerprints() == whole.fingerprints(), "cut after round \(cut)")
        }
    }

    @Test("An evaluation of the checkpoint gives the numbers the run recorded")
    func evaluator() throws {
        let plan = try SmallStudy.plan(Self.recorded, Self.reduced)
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: scratch)
        let directory = RunDirectory(store: scratch.path, experiment: "small", arm: "main", seed: 3, in: .standard)
        var evaluator = try Evaluator(directory.checkpoint(round: 12), in: .standard)
        let row = try #require(try RunStatus(directory).lastRow)
        for place in evaluator.places {
            let result = evaluator.run(place, episodes: 2, .greedy)
            #expect(
                row["evaluation_return"]?[place.name]?.elements.map(\.asNumber) == result.rows.map(\.meanReturn))
            #expect(row["reduced"]?[place.name]?["worst"]?.asNumber == result.worsts[0])
            #expect(row["reduced"]?[place.name]?["mean"]?.asNumber == result.means[0])
            #expect(result.worlds == ["own": 1, "nominal": 1, "twice": 2, "poles": 3][place.name])
        }
    }

    @Test(
        "What cannot be evaluated is refused where it is written",
        arguments: [
            ("worlds: {own: {count: 2}}", "11:10 worlds/reserved-name"),
            ("worlds: {far: {environment: cartpole}}", "11:10 spec/missing-key"),
            ("worlds: {far: {count: 2, list: [cartpole]}}", "11:16 spec/written-twice"),
            ("worlds: {far: {count: 2, environment: acrobot}}", "11:39 worlds/unequal-spaces"),
            (
                "worlds: {far: {count: 2}}\nevaluation: {every: {rounds: 5}, worlds: [own, fer]}",
                "12:48 worlds/unknown-set"
            ),
            ("nominal: acrobot\nevaluation: {every: {rounds: 5}, worlds: [nominal]}", "11:10 worlds/unequal-spaces"),
            ("evaluation: {every: {rounds: 5}, worlds: [own, own]}", "11:48 spec/written-twice"),
            (
                "worlds: {far: {count: 2}}\nevaluation: {every: {rounds: 5}, worlds: [far, own, far]}",
                "12:53 spec/written-twice"
            ),
            (
                "worlds: {far: {count: 2, environment: {cartpole: {pole_mass: {same_as: environment.cartpole.mass}}}}}",
                "11:62 range/unknown-source"
            ),
            (
                "evaluation: {every: {rounds: 5}, episodes: 9}\nmeasure: [{evaluation_return: {reduce: [worst]}}]",
                "11:44 evaluation/few-episodes"
            ),
        ])
    func refused(text: String, found: String) {
        #expect(SpecText.found(Self.top + text) == [found])
    }

    @Test("An exact evaluation is refused where a world is not known whole, beside the world")
    func exact() {
        let text =
            Self.top
            + "evaluation: {every: {rounds: 5}, exact: true, episodes: 3, worlds: [own, nominal]}\nmeasure: [evaluation_return]"
        #expect(
            SpecText.found(text) == [
                "11:41 evaluation/no-model", "11:57 spec/written-twice", "12:11 measure/needs-evaluation",
            ])
    }

    @Test("Where all worlds are known whole, an exact evaluation plays nothing and has the models at hand")
    func models() throws {
        let text = """
            worlds: {far: {count: 4, environment: {windy_cliff: {wind: {spread: [0, 0.9]}}}}}
            evaluation: {every: {rounds: 2}, exact: true, worlds: [own, nominal, far]}
            """
        let cliff = SpecText.text(text, agents: "[{name: a, count: 3}]")
            .replacing("cartpole", with: "{windy_cliff: {wind: {uniform: [0, 1]}, maximum_steps: 20}}")
        let plan = try #require(SpecText.plans(cliff).first)
        #expect(plan.evaluation?.isExact == true && plan.costs.evaluationStepsBound == 0)
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        _ = cell.advance(1)
        #expect(cell.advance(1)?.members.map(\.key) == ["round", "steps", "trace", "training_return"])
        let worlds = EvaluationWorlds(plan)
        let own = try #require(worlds.models("own", own: cell.environments))
        #expect(own.count == 1 && own[0] == cell.environments.compactMap(\.model) && own[0][0] != own[0][1])
        let far = try #require(worlds.models("far", own: cell.environments))
        #expect(far.count == 4 && far.allSatisfy { $0.count == 3 && $0[0] == $0[2] } && far[0][0] != far[1][0])
        #expect(try #require(worlds.models("nominal", own: cell.environments)).count == 1)
    }
}
