import Config
import Determinism
import Numerics

/// Damped value iteration in a known finite world, robust if wanted: the local updates of QAvg and FedRQ.
struct ValueIteration: TableLearner, OracleKnowing {
    static let component = Component(
        "value_iteration", "Damped, exact value iteration in a known finite world; robust if wanted.",
        details: """
            B(V)(s, a) = R(s, a) + γ [(1 − ω) Σ P(s'|s, a) V(s') + ω min_{s' ∈ N_s} V(s')]        ω = 0 without `robust`
            moves: values     V ← (1 − η)V + η max_a B(V), then Q = B(V); after an exchange, V = max_a Q
            moves: actions    Q ← (1 − η)Q + η B(max_a Q)
            once per update, so many updates a round; η is the rate of the optimizer `sgd`. Float64. Policies are greedy, the
            first of equal actions. N_s holds the states that can follow s under any action: of any agent of the federation
            (`union`: an oracle's knowledge, which no exchange carries and no byte counts; plans name it), or of this one (`own`).

            Deviations from the paper:
              1. Jin et al. begin from a common table drawn from U(0, 1). Tables begin at zero, or with numbers of the agent's own
                 from U(0, 1), which the first exchange makes common; with `start: common` they are so from the start.
              2. FedRQ's rule moves action values (`moves: actions`); a silent spec has `moves: ⟦moves⟧`, as QAvg's program, for FedRQ
                 too, so that ω alone tells them apart. In a federation the two converge to different tables
                 (`concord explain qavg`).
            """,
        source: Source(
            .environmentHeterogeneity, .heterogeneousEnvironments, evidence: .authorCode),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ").defaults(to: .number(0.95)),
            Field(
                "moves",
                .words(
                    ("values", "State values move, action values follow"),
                    ("actions", "Action values move")),
                "What an update moves"
            ).defaults(to: .text("values")),
            Field(
                "robust",
                .table([
                    Field("omega", .number(.unit), "Weight ω of the worst neighbor").main.defaults(to: .number(0.1)),
                    Field(
                        "neighbors",
                        .words(
                            (
                                "union",
                                "States that can follow in any agent's world: an oracle's knowledge, no byte of it"
                            ),
                            ("own", "States that can follow in the agent's own world")),
                        "Whose successors a state's neighbors are"
                    ).defaults(to: .text("union")),
                ]), "Part of every backup goes to the worst neighbor; not without it"
            ).optional,
            TabularStart.field,
        ])

    static let part = "q"
    static let policyRule = Actor.Rule.greedy

    /// All agents.
    struct State: Persistent {
        /// Q, `[agent, state, action]`.
        var q: Tensor<Double>
        /// V, `[agent, state]`: what an update moves where values move; max Q else.
        var values: Tensor<Double>

        /// Tables hold any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    /// Models with their neighbors, and room for one backup.
    final class Scratch {
        var worlds: [BackupWorld] = []
        var steps = StepSizes()
    }

    private let discount: Double
    private let movesValues: Bool
    private let robust: (omega: Double, isUnion: Bool)?
    private let start: TabularStart

    init(_ settings: Settings) {
        discount = settings.number("discount")
        movesValues = settings.text("moves") == "values"
        if settings.has("robust") {
            let table = settings.table("robust")
            robust = (table.number("omega"), table.text("neighbors") == "union")
        } else {
            robust = nil
        }
        start = TabularStart(settings.choice(TabularStart.key))
    }

    func initial(_ block: Block) -> State {
        let model = block.models[0]
        let (agents, states, actions) = (block.members.count, model.states, model.actions)
        let rows = block.members.flatMap { start.row(Self.part, of: $0, count: states * actions) }
        var state = State(
            q: Tensor(shape: [agents, states, actions], elements: rows), values: Tensor(zeros: agents, states))
        state.raiseValues(of: 0..<agents)
        return state
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        let models = block.models
        let omega = robust?.omega ?? 0
        let neighbors = omega == 0 ? [] : neighborSets(block, models)
        scratch.worlds = models.indices.map { index in
            BackupWorld(models[index], discount: discount, omega: omega, neighbors: omega == 0 ? nil : neighbors[index])
        }
        scratch.steps = StepSizes(block, of: Self.part)
        return scratch
    }

    var oracleKnowledge: [String] {
        guard let robust, robust.isUnion, robust.omega > 0 else { return [] }
        return ["robust.neighbors: union, which states can follow in any agent's world"]
    }

    /// N_s by agent; one set per federation where it is the union, one federation per replica.
    private func neighborSets(_ block: Block, _ models: [FiniteModel]) -> [[[Int]]] {
        let own = models.map(\.neighbors)
        guard robust?.isUnion == true else { return own }
        // By replica, those of all its agents.
        var unions: [[Set<Int>]] = []
        for (member, model) in zip(block.everybody, block.everybodysModels) {
            while unions.count <= member.replica { unions.append([]) }
            let neighbors = model.neighbors
            if unions[member.replica].isEmpty { unions[member.replica] = neighbors.map { _ in [] } }
            for (state, next) in neighbors.enumerated() { unions[member.replica][state].formUnion(next) }
        }
        let sets = unions.map { $0.map { $0.sorted() } }
        return block.members.map { sets[$0.replica] }
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        footprint.add(.tables, 8 * Double(model.states * (model.actions + 1)))
        footprint.addModel(model)
        footprint.add(.models, 8 * Double(model.states * model.actions))
        if let robust, robust.omega > 0 {
            footprint.add(.models, 12 * Double(robust.isUnion ? model.states * model.states : model.successors.count))
        }
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (updates, movesValues) = (round.length.count, movesValues)
        let (states, width) = (state.values.shape[1], state.q.rowWidth)
        scratch.steps.prepare(block, after: round.number - 1)
        let (worlds, rates) = (Shared(scratch.worlds), scratch.steps.values)
        let isLong = updates * width * block.members.count > 20_000
        state.q.elements.withUnsafeMutableBufferPointer { q in
            state.values.elements.withUnsafeMutableBufferPointer { values in
                guard let q = q.baseAddress, let values = values.baseAddress else { return }
                let rows = Shared((q: q, values: values))
                ParallelLoop.forEach(
                    chunksOf: 64, count: worlds.value.count, workers: isLong ? block.workers : 1
                ) { agent in
                    let (own, table) = (rows.value.values + agent * states, rows.value.q + agent * width)
                    for _ in 0..<updates {
                        if movesValues {
                            worlds.value[agent].moveValues(own, rate: rates[agent])
                        } else {
                            worlds.value[agent].moveActions(table, own, rate: rates[agent])
                        }
                    }
                    if movesValues { worlds.value[agent].backup(own, into: table) }
                }
            }
        }
        for index in block.members.indices { block.members[index].score = Score() }
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let shape = "\(model.states) states × \(model.actions) actions"
        return [
            Slot(
                Part(Self.part, doubles: model.states * model.actions, shape: shape), \State.q,
                derived: .init("values") { $0.raiseValues(of: $1) })
        ]
    }

    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double] {
        FiniteModel.greedyPolicy(of: state.q.row(index), actions: state.q.shape[2])
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feedRow(index, &sweep)
        state.values.feedRow(index, &sweep)
    }
}

extension ValueIteration.State {
    /// V = max_a Q of consecutive agents.
    mutating func raiseValues(of agents: Range<Int>) {
        let (states, actions) = (q.shape[1], q.shape[2])
        q.elements.withUnsafeBufferPointer { q in
            values.elements.withUnsafeMutableBufferPointer { values in
                for row in (agents.lowerBound * states)..<(agents.upperBound * states) {
                    var best = q[row * actions]
                    for action in 1..<max(actions, 1) { best = max(best, q[row * actions + action]) }
                    values[row] = best
                }
            }
        }
    }
}
