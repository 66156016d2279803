import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("Replicas: independent copies in one cell")
struct ReplicaTests {
    static let agents = "[{name: a, count: 3}]"
    static let text = SpecText.text(
        """
        worlds: {far: {count: 2, environment: {cartpole: {force: {uniform: [5, 15]}, gravity: {values: [1, 20]}}}}}
        replicas: 4
        """, agents: agents
    ).replacing(
        "environment: cartpole",
        with: """
            environment: {cartpole: {pole_mass: {uniform: [0.05, 0.2]}, cart_mass: {same_as: environment.cartpole.pole_mass}, \
            pole_half_length: {spread: [0.4, 0.6]}}}
            """)

    /// The plan of a spec whose only mistake is that its learner takes no replicas.
    static func plan(_ text: String = text) throws -> CellPlan {
        var findings = Findings()
        let tree = try #require(SpecTree(SourceFile(name: "spec.yaml", text: text), in: .standard, into: &findings))
        var compiler = VariantCompiler(
            .standard, tree: tree.body, files: SpecFiles(beside: "", trustsStatedContent: false), place: nil)
        let resolved = compiler.compile("main")
        let variant = try #require(resolved)
        #expect(
            compiler.findings.diagnostics.filter { $0.severity == .error }.map(\.code).allSatisfy { $0 == .noReplicas })
        let study = Study(
            name: "test", about: nil, source: SourceFile(name: "spec.yaml", text: text), seeds: [7], directory: "",
            language: .standard, remarks: Findings(), written: WrittenVariation(tree), variants: [variant])
        return study.plan(of: study.cells[0])
    }

    static func number(_ choice: Choice, _ key: String) -> Double? { choice.values[key]?.asNumber }

    @Test("Drawn numbers stay open in the plan; what depends on the position is settled")
    func open() throws {
        let plan = try Self.plan()
        #expect(plan.replicas == 4 && plan.copies.count == 4)
        let worlds = plan.canonical["agents"]?.elements.map { $0["environment"]?["cartpole"] } ?? []
        // The middle of the spread is the default, which plans leave out.
        #expect(worlds.map { $0?["pole_half_length"]?.asNumber } == [0.4, nil, 0.6])
        #expect(worlds.allSatisfy { $0?["pole_mass"]?["uniform"] != nil })
        let far = plan.canonical["worlds"]?["far"]?["list"]?.elements.map { $0["cartpole"]?["gravity"]?.asNumber }
        #expect(far == [1, 20])
    }

    @Test("What is drawn alike is one number for the agents and worlds of a replica, and another in the next")
    func alike() throws {
        let random = "random_mdp: {seed: {uniform: [0, 1000000]}, instance: {uniform: [0, 1000000]}}"
        let text = SpecText.text(
            "worlds: {held_out: {count: 2, environment: {\(random)}}}\nreplicas: 3", agents: Self.agents
        ).replacing("environment: cartpole", with: "environment: {\(random)}")
        let plan = try Self.plan(text)
        var seeds: Set<Double> = []
        for replica in 1...3 {
            let copy = plan.copies[replica - 1]
            let worlds = copy.agents.map(\.environment) + copy.worlds[0].environments
            let own = worlds.compactMap { Self.number($0, "seed") }
            #expect(own.count == 5 && Set(own).count == 1)
            #expect(Set(worlds.compactMap { Self.number($0, "instance") }).count == 5)
            var stream = StreamKey(seed: 7, owner: "replica/\(replica)/common/environment.random_mdp.seed").stream(
                .draw)
            #expect(own[0] == Double(stream.index(below: 1_000_001)))
            seeds.formUnion(own)
        }
        #expect(seeds.count == 3)
        let single = try Self.plan(text.replacing("replicas: 3", with: "replicas: 1"))
        var stream = StreamKey(seed: 7, owner: "common/environment.random_mdp.seed").stream(.draw)
        let expected = Double(stream.index(below: 1_000_001))
        let worlds = single.agents.map(\.environment) + single.worlds[0].environments
        #expect(worlds.map { Self.number($0, "seed") } == [Double?](repeating: expected, count: 5))
    }

    @Test("Every replica draws its own, from its own streams, by the same paths")
    func draws() throws {
        let plan = try Self.plan()
        var masses: Set<Double> = []
        for replica in 1...4 {
            for (index, name) in ["a1", "a2", "a3"].enumerated() {
                let world = plan.agent(index, replica: replica).environment
                let owner = "replica/\(replica)/agent/\(name)"
                #expect(plan.copies[replica - 1].owner(ofAgent: name) == owner)
                var stream = StreamKey(seed: 7, owner: "\(owner)/environment.cartpole.pole_mass").stream(.draw)
                let mass = stream.uniform(from: 0.05, to: 0.2)
                #expect(Self.number(world, "pole_mass") == mass && Self.number(world, "cart_mass") == mass)
                #expect(Self.number(world, "pole_half_length") == [0.4, nil, 0.6][index])
                masses.insert(mass)
            }
            let far = plan.copies[replica - 1].worlds[0].environments
            var stream = StreamKey(seed: 7, owner: "replica/\(replica)/world/far/2/environment.cartpole.force")
                .stream(.draw)
            #expect(Self.number(far[1], "force") == stream.uniform(from: 5, to: 15))
        }
        #expect(masses.count == 12)
        #expect(plan.agents == plan.copies[0].agents && plan.worlds == plan.copies[0].worlds)
    }

    @Test("One replica is the plan as it always was")
    func one() throws {
        let (with, without) = (
            Self.text.replacing("replicas: 4", with: "replicas: 1"), Self.text.replacing("replicas: 4", with: "")
        )
        let plans = SpecText.plans(with) + SpecText.plans(without)
        try #require(plans.count == 4)
        #expect(plans[0].canonical == plans[2].canonical && plans[0].cellFingerprint == plans[2].cellFingerprint)
        #expect(plans[0].copies.count == 1 && plans[0].agent(1, replica: 1) == plans[0].agents[1])
        #expect(plans[0].copies[0].owner(ofAgent: "a1") == "agent/a1")
    }

    @Test("The number of replicas shapes the state, and every cost but the agents' own")
    func costs() throws {
        let evaluated = Self.text + "evaluation: {every: {rounds: 5}, worlds: [own, far]}\n"
        let (four, one) = (
            try Self.plan(evaluated), try Self.plan(evaluated.replacing("replicas: 4", with: "replicas: 1"))
        )
        #expect(four.cellFingerprint != one.cellFingerprint)
        #expect(four.costs.trainingStepsBound == 4 * one.costs.trainingStepsBound)
        #expect(four.costs.evaluationStepsBound == 4 * one.costs.evaluationStepsBound)
        #expect(four.costs.agents.map(\.parameters) == one.costs.agents.map(\.parameters))
    }

    @Test("A checkpoint tells the worlds of every replica")
    func archived() throws {
        let plan = try Self.plan()
        guard case .array(let force)? = plan.worldsTree?["far/force"] else {
            Issue.record("no numbers of the worlds")
            return
        }
        #expect(force.shape == [4, 2])
        #expect(
            force.numbers == plan.copies.flatMap { $0.worlds[0].environments.map { Self.number($0, "force") ?? 0 } })
    }

    @Test("Learners that do not allow it are refused beside the number")
    func refused() {
        #expect(SpecText.found(Self.text).map { $0.split(separator: " ").last } == ["learner/no-replicas"])
    }

    /// A cell of several replicas that exchange, and are evaluated.
    static func cell(_ replicas: Int) throws -> Cell {
        let more = """
            federation: [{parameter_average: {every: {rounds: 2}}}]
            evaluation: {every: {rounds: 3}, episodes: 2, worlds: [own, far]}
            measure: [training_return, {evaluation_return: {reduce: [mean, worst]}}, bytes]
            """
        let text = Self.text.replacing("replicas: 4", with: "replicas: \(replicas)") + more
        return try Cell(plan(text), publicStates: nil, initial: nil)
    }

    @Test("A replica is the same beside few others and beside many, and in none of the others' exchanges")
    func independence() throws {
        var (two, four) = (try Self.cell(2), try Self.cell(4))
        for _ in 1...5 {
            let (less, more) = (two.advance(1), four.advance(3))
            #expect(two.trace() == Array(four.trace().prefix(6)))
            let worst = (less?["evaluation_return"]?["far"]?["worst"], more?["evaluation_return"]?["far"]?["worst"])
            #expect((worst.0 == nil) == (worst.1 == nil))
            #expect(worst.0?.elements ?? [] == Array((worst.1?.elements ?? []).prefix(2)))
        }
        #expect(Set(four.trace()).count == 12)
        #expect(two.ledger.total * 2 == four.ledger.total)
    }

    @Test("run(n) equals run(k), checkpoint, resume(n − k) with replicas", arguments: [1, 2, 3, 4])
    func resume(at round: Int) throws {
        var whole = try Self.cell(3)
        for _ in 1...5 { _ = whole.advance(1) }
        var first = try Self.cell(3)
        for _ in 1...round { _ = first.advance(1) }
        let tree = try first.tree()
        #expect(tree["agents/a2@3/policy"] != nil && tree["agents/a2"] == nil)
        var second = try Self.cell(3)
        try second.restore(tree, round: round, isScheduled: false)
        for _ in (round + 1)...5 { _ = second.advance(1) }
        #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        #expect(second.trace() == whole.trace())
    }

    @Test("The ledger of all replicas is the plan's prediction")
    func ledger() throws {
        var cell = try Self.cell(3)
        while !cell.isFinished { _ = cell.advance(2) }
        #expect(cell.ledger.total > 0 && cell.ledger.entries == cell.plan.costs.ledger.entries)
    }
}
