import Archive
import Config
import Determinism
import Federation
import Learning
import Numerics

/// A cell at work: the agents, their exchanges, the ledger and the record, at the end of some round.
///
/// Interprets a ``CellPlan`` and nothing else. A plain value apart from scratch: what it becomes depends on the plan and
/// on how many rounds it has advanced, never on threads, clocks or interruptions.
struct Cell {
    /// The plan.
    let plan: CellPlan
    /// Rounds trained.
    private(set) var round = 0
    private var population: Population
    private let exchanges: [Exchange]
    private(set) var ledger = Ledger()
    private var recorder: Recorder
    private let publicStates: PublicStates?
    private let keys: [StreamKey]
    private let environments: [any Environment]

    /// The cell before its first round.
    ///
    /// - Parameters:
    ///   - publicStates: what the plan's stage prepared.
    ///   - initial: networks to start from; nil where they are drawn.
    init(_ plan: CellPlan, publicStates: PublicStates?, initial: InitialNetworks?) throws(StageError) {
        self.plan = plan
        self.publicStates = publicStates
        let members = plan.agents.map { $0.member(seed: plan.seed) }
        keys = members.map(\.key)
        environments = plan.agents.map { Environments.catalogue.make($0.environment) }
        population = Population(plan.agents.map { Learners.catalogue.make($0.learner) }, members)
        exchanges = plan.federation.compactMap { method in
            guard let composition = Methods.catalogue.make(method).composition else { return nil }
            guard let period = composition.every.rounds(of: plan.round) else {
                preconditionFailure("the plan counts the exchange '\(composition.name)' in whole rounds")
            }
            return Exchange(composition, period: period)
        }
        recorder = Recorder(plan)
        for exchange in exchanges {
            exchange.setUp(&ledger, agents: plan.agents.count, publicStates: publicStates?.batch)
        }
        try initial?.adopt(into: &population, plan)
    }

    /// Whether the plan's extent is reached.
    var isFinished: Bool { round >= plan.rounds || isStopped }

    /// Whether the plan's stop rule holds.
    var isStopped: Bool { recorder.isStopped }

    /// Whether the plan schedules a checkpoint after the round just trained.
    ///
    /// The end of the run is on the schedule only where the period says so: a plan with more rounds has to pass through
    /// the same states, rows and files.
    var isCheckpointScheduled: Bool { round.isMultiple(of: plan.checkpointPeriod) }

    /// Environment steps of all agents since the start.
    var steps: Int { recorder.state.steps }

    /// Trains one round, lets the exchanges fire that are due, and returns the round's row of the record, if it has one.
    mutating func advance(_ workers: Int) -> CanonicalValue? {
        round += 1
        let current = Round(round, length: plan.round)
        population.train(current, workers)
        let scores = population.scores
        for exchange in exchanges where exchange.fires(after: round, participants: population.count) {
            exchange.run(&population, &ledger, publicStates: publicStates?.batch, current, workers)
        }
        let evaluation = evaluate(workers)
        return recorder.record(
            round: round, scores: scores, evaluation: evaluation, ledger: ledger,
            trace: population.trace)
    }

    /// By agent: a 64-bit fingerprint of everything that training changed.
    func trace() -> [UInt64] { population.trace() }

    /// Evaluates every agent where the plan wants it after this round.
    private mutating func evaluate(_ workers: Int) -> [(world: String, returns: [Double])]? {
        guard let evaluation = plan.evaluation, round.isMultiple(of: evaluation.period) else { return nil }
        return evaluation.worlds.map { world in
            let scores = evaluate(in: world, episodes: evaluation.episodes, evaluation.rule, workers)
            return (world, scores.map(\.meanReturn))
        }
    }

    /// Plays fresh episodes in the agents' `own` worlds or in the `nominal` one; by agent.
    mutating func evaluate(in world: String, episodes: Int, _ rule: Actor.Rule, _ workers: Int) -> [Score] {
        let nominal = Environments.catalogue.make(plan.nominalEnvironment)
        let worlds = zip(environments, keys).map { own, key in
            (world == "nominal" ? nominal : own).world(.evaluation(key, round: round))
        }
        return population.evaluate(worlds, episodes: episodes, rule, workers)
    }
}

extension Cell {
    /// Everything the cell is, as a checkpoint's `/agents`, `/federation`, `/metrics` and `/ledger`.
    func tree() throws(ArchiveError) -> ArchiveTree {
        var tree = ArchiveTree()
        for (index, agent) in plan.agents.enumerated() {
            let path = "agents/" + agent.name
            tree.insert(.group(try ArchiveTree(encoding: AgentState(population: population, agent: index))), at: path)
            tree.annotate(path, "environment", .text(agent.environment.kind))
            tree.annotate(path, "environment_settings", .text(agent.environment.values.json))
            tree.annotate(path, "learner", .text(agent.learner.kind))
            for network in agent.networks where tree["\(path)/\(network.name)"] != nil {
                tree.annotate(
                    "\(path)/\(network.name)", "about",
                    .text("layers from the input on; weight [outputs, inputs], bias [outputs]: y = activation(W x + b)")
                )
            }
        }
        tree.annotate("agents", "names", .texts(plan.agents.map(\.name)))
        if let publicStates, !exchanges.isEmpty {
            tree.insert(.array(ArchiveArray(publicStates.tensor)), at: "federation/public_states")
            tree.annotate("federation/public_states", "names", .texts(environments[0].spaces.observation))
            tree.annotate("federation/public_states", "source", .text(plan.publicStates?.kind ?? ""))
        }
        tree.insert(.group(try recorder.tree()), at: "metrics")
        tree.insert(.group(try ArchiveTree(encoding: ledger)), at: "ledger")
        tree.annotate("ledger", "about", .text("bytes on the wire by exchange, direction (setup, up, down) and kind"))
        return tree
    }

    /// Continues from a checkpoint's state.
    ///
    /// - Parameter isScheduled: whether the checkpoint was scheduled; then the record's columns start anew after it.
    mutating func restore(_ tree: ArchiveTree, round: Int, isScheduled: Bool) throws(ArchiveError) {
        self.round = round
        for (index, agent) in plan.agents.enumerated() {
            let path = "agents/" + agent.name
            try Self.item(path, of: tree).restore(at: "/" + path) { decoder in
                try population.restore(agent: index, from: decoder)
            }
        }
        ledger = try Self.item("ledger", of: tree).decode(Ledger.self, at: "/ledger")
        guard case .group(let metrics) = try Self.item("metrics", of: tree) else {
            throw ArchiveError("/metrics", "restore", .mismatch("it is no group"))
        }
        try recorder.restore(metrics, keepsColumns: !isScheduled)
    }

    private static func item(_ path: String, of tree: ArchiveTree) throws(ArchiveError) -> ArchiveNode {
        guard let node = tree[path] else {
            throw ArchiveError("/" + path, "restore", .mismatch("the checkpoint has no such item"))
        }
        return node
    }

    /// Forgets the record's columns that a scheduled checkpoint holds.
    mutating func startColumns() { recorder.startColumns() }
}

/// One agent of a population, as something to encode.
private struct AgentState: Encodable {
    let population: Population
    let agent: Int

    func encode(to encoder: any Encoder) throws { try population.encode(agent: agent, to: encoder) }
}
