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
    /// What is carried out here.
    let plan: CellPlan
    /// Rounds trained.
    var round = 0
    var population: Population
    var exchanges: [Exchange]
    /// Which exchange meets next.
    var agenda: Agenda
    var ledger = Ledger()
    /// The virtual clock of agents that meet at once; nil where nothing says anything of time.
    var clock: LockstepClock?
    /// What looks at returns for rates that follow them; nil where none does.
    var plateau: PlateauWatch?
    /// How long agents' rounds take on it, by exchange that says so.
    private let roundTimes: [RoundTimes]
    /// Who is waited for after a round, where that goes by how long rounds take.
    private let expected: @Sendable (_ round: Int) -> [Int]?
    /// The exchange in which agents meet the server one by one; nil where they meet at once.
    private let asynchronous: Int?
    var recorder: Recorder
    let publicStates: PublicStates?
    /// All agents, replica by replica.
    let agents: [AgentPlan]
    let keys: [StreamKey]
    let environments: [any Environment]
    /// By replica.
    private let evaluationWorlds: [EvaluationWorlds]
    /// What is learned of an agent by those who are sent its messages; nil where nothing is protected.
    let privacy: PrivacyAccount?

    /// The cell before its first round.
    ///
    /// - Parameters:
    ///   - publicStates: what the plan's stage prepared.
    ///   - initial: networks and tables to start from; nil where they are drawn.
    ///   - ranks: how the ranks reach one another over which the agents are spread; nil where all are here.
    init(
        _ plan: CellPlan, publicStates: PublicStates?, initial: (any FirstNumbers)?,
        among ranks: (any Communicator)? = nil
    ) throws(StageError) {
        self.plan = plan
        self.publicStates = publicStates
        let copies = plan.copies
        let settled = copies.map(\.agents)
        let starts = plan.commonStart.exchanges
        let (compositions, names) = (plan.compositions, plan.agents.map(\.name))
        var members = zip(copies.indices, zip(copies, settled)).flatMap { index, pair in
            zip(pair.1.indices, zip(pair.1, starts)).map { place, own in
                let (agent, start) = own
                var member = agent.member(
                    seed: plan.seed, owner: pair.0.owner(ofAgent:), title: pair.0.title(ofAgent: agent.name))
                member.starts = pair.0.starts(start, seed: plan.seed)
                member.replica = index
                member.penalty = compositions.penalty(of: agent)
                member.place = place
                return member
            }
        }
        for composition in compositions {
            for (index, key) in plan.keys(ofExchange: composition.name).enumerated() {
                let first = index * names.count
                let misled = composition.worlds(among: names, key) { place in
                    let agent = settled[index][place]
                    return (agent.seen(agent.makeEnvironment()), .training(members[first + place].key))
                }
                for (place, world) in misled { members[first + place].world = world }
            }
        }
        agents = settled.flatMap(\.self)
        keys = members.map(\.key)
        environments = agents.map { $0.makeEnvironment() }
        evaluationWorlds = copies.map { EvaluationWorlds(plan, replica: $0) }
        let population = Population(
            agents, members, rank: ranks.map { Rank($0, agents: members.count) })
        let size = plan.agents.count
        let groups = copies.indices.map { Array($0 * size..<($0 + 1) * size) }
        self.population = population
        let peers = compositions.isEmpty ? [] : agents.map(\.facts)
        exchanges = compositions.map { composition in
            guard let period = composition.every.rounds(of: plan.round) else {
                preconditionFailure("the plan counts the exchange '\(composition.name)' in whole rounds")
            }
            return Exchange(
                composition, period: period, among: population, groups: groups, peers: peers,
                keys: plan.keys(ofExchange: composition.name))
        }
        asynchronous = exchanges.firstIndex(where: \.isAsynchronous)
        roundTimes =
            asynchronous == nil
            ? compositions.compactMap { $0.times(of: names, plan.keys(ofExchange: $0.name)[0]) } : []
        clock = roundTimes.isEmpty ? nil : LockstepClock(agents: names.count)
        expected = plan.expectation
        if let first = expected(0) { clock?.expect(first) }
        agenda = Agenda(periods: exchanges.map(\.period), after: 0)
        for composition in compositions {
            // A selection that keeps what was visited leaves open how many states there are.
            let states = publicStates.map { Facts.States(count: $0.batch.count, width: $0.batch.width) }
            let unfit = composition.unfit(Facts(composition.name, agents: [], publicStates: states))
            if let unfit = unfit.first(where: { $0.kind == .count }) {
                throw StageError("\(unfit.reason): \(unfit.help)")
            }
        }
        recorder = Recorder(plan)
        privacy = plan.privacy
        plateau = PlateauWatch(plan)
        for exchange in exchanges {
            exchange.setUp(&ledger, agents: size < 2 ? size : agents.count, publicStates: publicStates?.batch)
        }
        try initial?.adopt(into: &self.population, plan)
        self.population.anchor()
        recorder.begin(self.population)
        for index in exchanges.indices {
            if let trouble = exchanges[index].begin(with: self.population) { throw StageError(trouble) }
        }
    }

    /// Whether the plan's extent is reached.
    var isFinished: Bool { round >= plan.rounds || isStopped }

    /// Whether the plan's stop rule holds.
    var isStopped: Bool { recorder.isStopped }

    /// Whether the stop rule of another plan holds, which differs in its extent alone.
    func isStopped(under plan: CellPlan) -> Bool { recorder.isStopped(under: plan) }

    /// What is not finite any more, as the last row says it; nil while all is.
    var divergence: CellDivergence? { recorder.divergence }

    /// Whether the plan schedules a checkpoint after the round just trained.
    ///
    /// The end of the run is on the schedule only where the period says so: a plan with more rounds has to pass through
    /// the same states, rows and files.
    var isCheckpointScheduled: Bool { round.isMultiple(of: plan.checkpointPeriod) }

    /// Environment steps of all agents since the start.
    var steps: Int { recorder.state.steps }

    /// Whether a rank is lost whose agents this cell shares: what it trains then is of no use, and has no rows.
    private var isLost: Bool { population.rank?.lost != nil }

    /// Trains one round, lets the exchanges fire that are due, and returns the round's row of the record, if it has one. There is
    /// none where a rank is lost.
    ///
    /// - Parameter notes: whether to return a row also where neither the plan's schedule nor its stop rule wants one.
    mutating func advance(_ workers: Int, notes: Bool = false) -> CanonicalValue? {
        round += 1
        let current = Round(round, length: plan.round)
        let scores = train(current, workers)
        guard !isLost else { return nil }
        let evaluation = evaluate(workers)
        guard !isLost else { return nil }
        return recorder.record(
            round: round, time: time, scores: scores, evaluation: evaluation, ledger: ledger,
            population: population, notes: notes)
    }

    /// Trains one round, and lets the exchanges fire that are due.
    ///
    /// - Returns: by agent, what its training brought.
    private mutating func train(_ current: Round, _ workers: Int) -> [Score] {
        if let asynchronous {
            return exchanges[asynchronous].advance(
                &population, &ledger, until: round.saturatingTimes(RoundTimes.unit), length: plan.round, workers)
        }
        population.train(current, among: &exchanges, workers)
        clock?.train { agent in roundTimes.reduce(0) { max($0, $1.ticks(of: agent, round: current.number)) } }
        let scores = population.scores
        while let meeting = agenda.next(until: round) {
            let met = exchanges[meeting.exchange].run(
                &population, &ledger, publicStates: publicStates?.batch, current, workers)
            clock?.meet(met)
            plateau?.look(at: &population, scores, exchanges[meeting.exchange].haveMet, workers)
        }
        clock?.show()
        if let next = expected(round) { clock?.expect(next) }
        return scores
    }

    /// Units of virtual time since the start; nil where nothing says anything of time.
    var time: Double? {
        if asynchronous != nil { return Double(round) }
        return clock.map { Double($0.time) / Double(RoundTimes.unit) }
    }

    /// By agent: a 64-bit fingerprint of everything that training changed.
    func trace() -> [UInt64] { population.trace() }

    /// Evaluates every agent where the plan wants it after this round; by replica, then by name of the worlds.
    private mutating func evaluate(_ workers: Int) -> [[WorldReturns]]? {
        guard let evaluation = plan.evaluation, !evaluation.isExact, round.isMultiple(of: evaluation.period) else {
            return nil
        }
        let size = plan.agents.count
        var replicas: [[WorldReturns]] = evaluationWorlds.map { _ in [] }
        for name in evaluation.worlds {
            let scores = evaluate(
                in: rows(of: name), episodes: evaluation.episodes, evaluation.rule, workers)
            guard !isLost else { return nil }
            for replica in replicas.indices {
                let own = replica * size..<(replica + 1) * size
                replicas[replica].append(
                    WorldReturns(name: name, returns: scores.map { $0[own].map(\.evaluatedReturn) }))
            }
        }
        return replicas
    }

    /// The worlds of a name, by world, then by agent: every replica's agents in its own.
    private func rows(of name: String) -> [[any Environment]] {
        guard let first = evaluationWorlds[0][name] else { return [environments] }
        return first.indices.map { world in
            evaluationWorlds.flatMap { worlds in plan.agents.map { _ in (worlds[name] ?? first)[world] } }
        }
    }

    /// Plays fresh episodes in some worlds; by world, then by agent.
    ///
    /// An agent's streams are the same in every world, so that worlds are compared on equal luck; it looks at all through its own
    /// adapter.
    ///
    /// - Parameter rows: by world, then by agent.
    mutating func evaluate(
        in rows: [[any Environment]], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [[Score]] {
        let round = round
        return rows.map { row in
            let running = agents.indices.map { agents[$0].seen(row[$0]).world(.evaluation(keys[$0], round: round)) }
            return population.evaluate(running, episodes: episodes, rule, workers)
        }
    }
}

extension Score {
    /// The mean return of an evaluation, whose episodes are all played to their end.
    var evaluatedReturn: Double {
        guard let meanReturn else { preconditionFailure("an evaluation plays at least one episode") }
        return meanReturn
    }
}

extension Population {
    /// The agents of a plan, as their learners see them.
    init(_ agents: [AgentPlan], _ members: [Member], rank: Rank? = nil) {
        self.init(
            agents.map { $0.makeLearner() }, members, settings: agents.map(\.learner.values), rank: rank)
    }
}
