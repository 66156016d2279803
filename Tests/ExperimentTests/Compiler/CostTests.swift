import Archive
import Config
import Determinism
import Diagnostics
import Learning
import TestSupport
import Testing

@testable import Experiment

@Suite("Costs before they are spent, and what a change costs")
struct CostTests {
    private static let federated = SpecText.text(
        """
        public_states: {uniform: {count: 10, ranges: {cart_position: [0, 1], cart_velocity: [0, 1],
                         pole_angle: [0, 1], pole_angular_velocity: [0, 1]}}}
        federation: [{fedhpd: {every: {rounds: 4}, passes: 3, slices: 2}}]
        evaluation: {every: {rounds: 5}, episodes: 7}
        checkpoint: {every: {rounds: 4}, keep: 2}
        """)

    @Test("Steps, parameters, bytes and firings follow from the plan")
    func costs() throws {
        let costs = try #require(SpecText.plans(Self.federated).first).costs
        // 4 inputs, 4 hidden, 2 actions: (4+1)·4 + (4+1)·2.
        #expect(costs.agents.map(\.parameters) == [30, 30])
        #expect(costs.agents.map(\.moments) == [60, 60])
        #expect(costs.trainingStepsBound == 2 * 10 * 500)
        #expect(costs.evaluationStepsBound == 2 * 2 * 7 * 500)
        #expect(costs.firings.map(\.count) == [2])
        // Up: 2 firings · 3 passes · 2 agents · 10 states · 2 actions · 4 bytes; down the same; setup 2 · 10 · 4 · 4.
        #expect(costs.ledger.entries.map(\.bytes) == [320, 960, 960])
        #expect(costs.isLedgerExact)
    }

    @Test(
        "The estimated size of a checkpoint is about that of the file: networks, replay memories and tables",
        arguments: [
            ("reinforce", "cartpole", "episodes"), ("dqn", "cartpole", "episodes"), ("ddpg", "pendulum", "episodes"),
            ("td", "garnet", "steps"), ("value_iteration", "windy_cliff", "updates"),
        ])
    func checkpointSize(learner: String, environment: String, unit: String) throws {
        let text = SpecText.text().replacing("environment: cartpole", with: "environment: \(environment)")
            .replacing("learner: reinforce", with: "learner: \(learner)")
            .replacing("round: {episodes: 1}", with: "round: {\(unit): 1}").replacing("rounds: 10", with: "rounds: 1")
            .replacing("optimizer: adam", with: "optimizer: \(unit == "episodes" ? "adam" : "sgd")")
            .replacing(unit == "episodes" ? "?" : "network: {hidden: [4]}\n", with: "")
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: scratch)
        let file = RunDirectory(store: scratch.path, experiment: "test", arm: "main", seed: 1, in: .standard)
            .checkpoint(round: 1)
        let size = Double(try #require(try file.files.length(file.path)))
        // One value per state of WindyCliff's 16 and 4 actions; one weight per feature of the Garnet's 8.
        if let known = ["value_iteration": 64, "td": 8][learner] {
            #expect(plan.costs.agents.map(\.parameters) == [known, known])
        }
        var sizes = CheckpointSizes()
        let estimate = Double(sizes.bytes(of: plan))
        #expect(estimate > 0.5 * size && estimate < 2 * size, "\(estimate) instead of \(size)")
    }

    @Test(
        "Steps that updates play are predicted, and are the run's",
        arguments: [
            ("{softmax_policy_gradient: {batch: {episodes: 3}, horizon: 7}}", "updates", 21),
            ("{softmax_policy_gradient: {gradient: exact}}", "updates", 0), ("{sarsa: {}}", "steps", 1),
        ])
    func sampledSteps(learner: String, unit: String, steps: Int) throws {
        let text = SpecText.text().replacing("environment: cartpole", with: "environment: garnet")
            .replacing("learner: reinforce", with: "learner: \(learner)")
            .replacing("round: {episodes: 1}", with: "round: {\(unit): 4}").replacing("rounds: 10", with: "rounds: 5")
            .replacing("optimizer: adam", with: "optimizer: sgd").replacing("network: {hidden: [4]}\n", with: "")
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
        #expect(plan.costs.trainingStepsBound == 2 * 5 * 4 * steps)
        #expect(plan.schedule.phases.contains { $0.name == "rollout" } == (steps > 0))
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        while !cell.isFinished { _ = cell.advance(1) }
        #expect(cell.steps == 2 * 5 * 4 * steps)
    }

    @Test(
        "What axes keep is what a run's checkpoint has of it, to the byte",
        arguments: [
            "upload: delta", "upload: delta, faults: [dropout]", "server: {optimizer: adam}",
            "weights: samples, participation: ucb", "when: {event: {drift: 1}}", "when: {environment_done: 100}",
            "weights: {groups: {by: return_curve}}", "aggregate: median",
        ])
    func keptByAxes(axes: String) throws {
        let text = SpecText.text(
            "federation: [{parameter_average: {every: {rounds: 2}, \(axes)}}]",
            agents: "[{name: a, count: 5}]")
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        for _ in 1...4 { _ = cell.advance(2) }
        var bytes = 0
        func add(_ node: ArchiveNode) {
            switch node {
            case .array(let array): bytes += array.bytes.count
            case .text: break
            case .group(let tree): for member in tree.members { add(member.node) }
            }
        }
        if let found = try cell.tree()["federation/parameter_average"] { add(found) }
        #expect(plan.kept(by: plan.compositions[0], plan.sketches).bytes == Double(bytes))
        #expect((bytes == 0) == (axes == "aggregate: median"))
        // As much more memory, and more where a checkpoint holds copies of it.
        let plain = try #require(SpecText.plans(text.replacing(axes, with: "aggregate: median")).first)
        #expect(plan.memory.ownBytes - plain.memory.ownBytes >= Double(bytes))
        var sizes = CheckpointSizes()
        #expect(sizes.bytes(of: plan) - sizes.bytes(of: plain) >= bytes)
    }

    @Test("Rows behind guards and faults are counted as often as they are in memory")
    func copies() throws {
        func held(_ axes: String) throws -> Double {
            let text = SpecText.text("federation: [{parameter_average: {every: {rounds: 2}, \(axes)}}]")
            let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
            return try #require(plan.meetings(plan.sketches).first?.heldBytes)
        }
        let plain = try held("aggregate: mean")
        #expect(plain > 0)
        let counts = [
            ("upload: delta", 2.0), ("protect: [{clip: 1}]", 2), ("faults: [byzantine]", 2),
            ("topology: peer_to_peer", 2), ("topology: peer_to_peer, faults: [byzantine]", 4),
        ]
        for (axes, copies) in counts {
            let found = try held(axes)
            #expect(found == copies * plain, "\(axes)")
        }
        // A seal adds 28 bytes to each of two messages, made of as many bytes.
        let sealed = try held("protect: [seal]")
        #expect(sealed > 2 * plain + 4 * 28)
    }

    @Test("The published study's predictions are those of its tables")
    func published() throws {
        let path = Repository.root + "experiments/fedhpd/cartpole.yaml"
        var findings = Findings()
        let study = try #require(Study.compile(path, in: .standard, into: &findings))
        let d5 = try #require(study.cells.first { $0.arm == "d5" })
        let costs = study.plan(of: d5).costs
        #expect(costs.publicStates == 5000)
        #expect(costs.firings.map(\.count) == [400])
        // 400 firings · 5 passes · 10 agents · 5000 states · 2 probabilities · 4 bytes, each way.
        #expect(costs.ledger.entries.map(\.bytes) == [800_000, 800_000_000, 800_000_000])
    }

    @Test("Phases fire as often as their periods say")
    func schedule() throws {
        let schedule = try #require(SpecText.plans(Self.federated).first).schedule
        let expected = [
            "rollout 10", "update 10", "upload 2", "aggregate 2", "broadcast 2", "digest 2", "evaluate 2", "record 10",
            "trace 10", "checkpoint 3",
        ]
        #expect(schedule.phases.map { "\($0.name) \($0.count)" } == expected)
    }

    @Test("The seed ledger names every owner once, with the engine's keys")
    func seeds() throws {
        let ledger = try #require(SpecText.plans(Self.federated).first).seedLedger
        #expect(ledger.entries.map(\.owner) == ["agent/a", "agent/b", "stage/public_states/uniform"])
        #expect(ledger.entries[1].key == StreamKey(seed: 1, owner: "agent/b"))
        #expect(Set(ledger.entries.map(\.key)).count == 3)
    }

    @Test("The agents' entries of the seed ledger are the keys that a cell's agents draw from")
    func agentStreams() throws {
        let plan = try #require(SpecText.plans(Self.federated).first)
        let keys = plan.agents.map { $0.member(seed: plan.seed).key }
        #expect(plan.seedLedger.entries.prefix(keys.count).map(\.key) == keys)
    }

    @Test("Uniform public states are drawn from the key that the seed ledger names")
    func uniformStream() throws {
        let plan = try #require(SpecText.plans(Self.federated).first)
        let entry = try #require(plan.seedLedger.entries.last)
        let source = Language.standard.publicStateSources.make(try #require(plan.publicStates))
        let world = Language.standard.environments.make(plan.nominalEnvironment)
        let states = try source.states(in: world, round: plan.round, 1)
        let ranges = plan.publicStates?.values["ranges"]
        var stream = entry.key.stream(.sampling)
        for (index, name) in world.spaces.observation.enumerated() {
            let ends = (ranges?[name]?.elements ?? []).compactMap(\.asNumber)
            #expect(states.batch.base[index] == Float(stream.uniform(from: ends[0], to: ends[1])))
        }
    }

    @Test("Virtual agents draw from the keys that the seed ledger names, and the selection has one of its own")
    func rolloutStreams() throws {
        let text = SpecText.text(
            """
            federation: [fedhpd]
            public_states:
              rollouts:
                of: [{name: v}, {name: w}]
                train: {episodes: 4}
                snapshots: {from: 2, to: 4, every: 2}
                seed: 9
            """)
        let plan = try #require(SpecText.plans(text).first)
        let choice = try #require(plan.publicStates)
        let source = try #require(Language.standard.publicStateSources.make(choice) as? RolloutStates)
        let entries = plan.seedLedger.entries.dropFirst(plan.agents.count)
        #expect(entries.dropLast().map(\.key) == source.members.map(\.key))
        // Spelled out, because another spelling would change the bits of finished studies.
        let owners = ["stage/public_states/agent/v", "stage/public_states/agent/w", "stage/public_states/selection"]
        #expect(entries.map(\.owner) == owners)
        #expect(entries.map(\.key) == owners.map { StreamKey(seed: 9, owner: $0) })
        #expect(Set(plan.seedLedger.entries.map(\.key)).count == 5)
    }

    @Test(
        "A change is classed by what it shapes",
        arguments: [
            ("rounds: 10", "rounds: 20", PlanDifference.Change.extent, ["rounds"]),
            ("rounds: 10", "rounds: 8", .shorter, ["rounds"]),
            ("keep: 2", "keep: 1", .storage, ["checkpoint.keep"]),
            ("passes: 3", "passes: 4", .state, ["federation.fedhpd.digest.distill.passes"]),
            ("name: test", "name: test\nabout: words", .unchanged, []),
            ("name: test", "name: test  # words", .unchanged, []),
        ])
    func differences(old: String, new: String, change: PlanDifference.Change, paths: [String]) {
        let changed = Self.federated.replacing(old, with: new)
        #expect(changed != Self.federated)
        let difference = PlanDifference(from: SpecText.plans(Self.federated), to: SpecText.plans(changed))
        #expect(difference.cells.map(\.change) == [change, change])
        #expect(difference.cells.first?.values.map(\.path) == paths)
    }

    @Test("Cells of an experiment of another name are others; a store's other experiments are not looked at")
    func otherNames() {
        let own = SpecText.plans(Self.federated)
        let others = SpecText.plans(Self.federated.replacing("name: test", with: "name: other"))
        #expect(PlanDifference(from: own, to: others).cells.map(\.change) == [.added, .added, .removed, .removed])
        #expect(PlanDifference(from: others + own, to: own).cells.map(\.change) == [.unchanged, .unchanged])
    }

    @Test(
        "Both sides of a difference have what holds there, written or by default",
        arguments: [
            (
                "learner: reinforce", "learner: {reinforce: {discount: 0.9}}", "agents.a.learner.reinforce.discount",
                "0.99 (default)", "0.9"
            ),
            ("optimizer: adam", "optimizer: sgd", "agents.a.optimizers.policy", "adam", "sgd"),
            (
                "optimizer: adam", "optimizer: {adam: {decay: {step: {every: {rounds: 3}, factor: 0.5}}}}",
                "agents.a.optimizers.policy.adam.decay", "none (default)", "{step: {every: {rounds: 3}, factor: 0.5}}"
            ),
            ("passes: 3, ", "", "federation.fedhpd.digest.distill.passes", "3", "5 (default)"),
            (
                "evaluation: {every: {rounds: 5}, episodes: 7}", "", "evaluation", "{episodes: 7, every: {rounds: 5}}",
                "–"
            ),
        ])
    func held(old: String, new: String, path: String, before: String, after: String) throws {
        let changed = Self.federated.replacing(old, with: new)
        func words(_ held: PlanDifference.Held) -> String {
            switch held {
            case .written(let value): value.flow
            case .standard(let value): value.flow + " (default)"
            case .nothing: "–"
            }
        }
        let (one, other) = (SpecText.plans(Self.federated), SpecText.plans(changed))
        let found = try #require(
            PlanDifference(from: one, to: other).cells.first, "\(SpecText.found(changed))"
        ).values.first
        #expect(found?.path == path)
        #expect(found.map { words($0.before) } == before)
        #expect(found.map { words($0.after) } == after)
    }

    /// Two agents, a hundred steps each, minibatches of 8. Forward and backward, 4–4–2: 48 and 64 operations; an actor 3–4–1: 32 and 40,
    /// a critic 4–4–1: 40 and 48, with the gradient of its inputs 80.
    @Test(
        "Operations are at least those of an update at every step, and no more than twice as many",
        arguments: [
            ("dqn", "cartpole", 48 + 8 * (48 + 112)), ("double_dqn", "cartpole", 48 + 8 * (48 + 48 + 112)),
            ("ddpg", "pendulum", 32 + 8 * (32 + 40 + 88 + 72 + 40 + 80)),
        ])
    func replayed(learner: String, world: String, each: Int) throws {
        let text = SpecText.text().replacing("round: {episodes: 1}", with: "round: {steps: 10}")
            .replacing("learner: reinforce", with: "learner: {\(learner): {batch: 8}}")
            .replacing("environment: cartpole", with: "environment: \(world)")
        let costs = try #require(SpecText.plans(text).first, "\(SpecText.found(text))").costs
        let spent = Double(2 * 100 * each)
        #expect(
            costs.operationsBound >= spent && costs.operationsBound <= 2 * spent, "\(costs.operationsBound), \(spent)")
    }

    @Test("Cells are added and removed by arm and seed, and agents compared by name")
    func cells() {
        let base = SpecText.text()
        let seeds = PlanDifference(
            from: SpecText.plans(base), to: SpecText.plans(base.replacing("[1, 2]", with: "[2, 3]")))
        #expect(
            seeds.cells.map { "\($0.identifier) \($0.change)" } == [
                "main/seed-2 unchanged", "main/seed-3 added", "main/seed-1 removed",
            ])
        let swapped = PlanDifference.values(
            from: SpecText.plans(base)[0].canonical,
            to: SpecText.plans(SpecText.text(agents: "[{name: b}, {name: a, network: {hidden: [5]}}]"))[0].canonical,
            in: .standard)
        #expect(swapped.map(\.path) == ["agents.a.networks.policy.hidden", "agents"])
        #expect(swapped.last?.after == .written(.list([.text("b"), .text("a")])))
    }
}
