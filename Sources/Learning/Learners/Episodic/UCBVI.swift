import Config
import Determinism
import Numerics

/// Optimistic value iteration over a finite horizon: plans by counts, and by what they leave open.
struct UCBVI: Planning, PartHolding, VisitCounting, Replicable, StateChecking {
    static let component = Component(
        "ucbvi",
        "UCBVI: plans over a finite horizon by what was counted, and hopes for what was seen seldom.",
        details: """
            H is the number of steps after which the world cuts an episode; nothing is discounted. At step h in state s agents take
            π_h(s) = argmax_a Q_h(s, a), the first of equals. Of every (h, s, a) they keep the number of visits n, of each successor,
            and the last reward r; no count is ever reset. A planning goes backward, h = H − 1 … 0, from V_H = 0:
                p = Σ P̂(s') V_{h+1}(s'),  q = Σ P̂(s') V_{h+1}(s')²      P̂: successors' shares of n
                Q_h(s, a) = min(r + p + b, H);  H where n = 0            V_h(s) = max_a Q_h(s, a)
                b = H/n + √(max(q − p², 0)/n)                            bonus: without_logarithms, as the authors' program has it
                b = √(2 (q − p²) ℓ/n) + 7 H ℓ/(3 (n − 1)),  ℓ = ln(2 S A H/δ)    bonus: bernstein
            with b = H where n = 1. Float64. Before the first planning Q is 0, and the last action is taken:
            equal hopes go to the first, which is tried next.

            Who plans: an exchange whose upload is `moments`, for all its agents from the sums of all (`concord explain fed_ucbvi`). \
            Where there is none, or an
            agent is alone in it, every agent plans for itself, by no byte: at the end of a round in which the visits of some
            (h, s, a) have come to twice those at its last planning. Rewards have to lie from 0 to 1.

            Deviations from the program of the authors:
              1. It begins with an action drawn by state and step; here with the last, until the first planning after one round.
              2. It looks after every episode; here after every round: the same with `round: {episodes: 1}`.
            """,
        source: Source(
            .minimaxRegret, .federatedUCBVI, .empiricalBernstein, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode, "the backward steps, the bonus without logarithms, counts that are never reset; δ 0.05"
                ),
                .from(.recalled, "`bernstein`: the bound of Maurer & Pontil for all (h, s, a) and both sides"),
                .from(.ours, "how an agent without a server plans, and the action before any plan"),
            ]),
        fields: [
            Field(
                "bonus",
                .words(
                    ("without_logarithms", "H/n + √(variance/n), as the authors' program has it"),
                    ("bernstein", "The empirical Bernstein bound, with δ")),
                "What is added to a mean for what it leaves open"
            ).defaults(to: .text("without_logarithms")),
            Field(
                "delta", .number(Interval(1e-12, 1, includesHigh: false)),
                "δ: how unlikely bounds are not to hold; in `bernstein`, and in S_max of `rule: mixture`"
            ).defaults(to: .number(0.05)),
        ],
        lacks: Component.undiscounted)

    static let roundUnits: [Duration.Unit] = [.episodes]
    static let grouping = Grouping.rows
    static let purposes = [Purpose.environment]
    static let part = "q"
    let networks: [NetworkRole] = []
    let counted: String? = Self.part

    /// All agents.
    struct State: Persistent {
        /// Q, `[agent, step, state, action]`.
        var q: Tensor<Double>
        /// π: an action, `[agent, step, state]`.
        var policy: Tensor<Int>
        /// What was seen, `[agent, step, state, action, number]`: visits by successor, all visits, and the last reward.
        var experience: Tensor<Double>
        /// Visits at the last planning, `[agent, step, state, action]`.
        var planned: Tensor<Double>
        /// Plannings, `[agent]`.
        var plannings: Tensor<Int>

        var flaw: Flaw? {
            let actions = q.shape.last ?? 0
            return .each("policy", policy.elements, "there are \(actions) actions") { (0..<actions).contains($0) }
                ?? .each("plannings", plannings.elements, "a count is at least 0 and at most 2⁵³") {
                    (0...Flaw.most).contains($0)
                }
                ?? .each("planned", planned.elements, "visits are not negative") { $0 >= 0 }
        }
    }

    /// Worlds, and what the round brought.
    final class Scratch {
        var players: [EpisodePlayer] = []
        var keys: [StreamKey] = []
        /// By agent: what it played, and whether it has seen something twice as often.
        var outcomes: [(score: Score, hasDoubled: Bool)] = []
        /// By agent: where it adds its visits.
        var visits: [UnsafeMutablePointer<Double>?] = []
        /// Room for the sums of a step, and for its plan.
        var sums: [Double] = []
        var answers: [Double] = []
    }

    private let bonus: OptimisticBackup.Bonus
    private let confidence: Double

    init(_ settings: Settings) {
        bonus = settings.word("bonus")
        confidence = settings.number("delta")
    }

    func refusal(of models: [FiniteModel]) -> Unfit? {
        models.unfitForHope
    }

    func initial(_ block: Block) -> State {
        let (model, agents) = (block.models[0], block.members.count)
        let (horizon, states, actions) = (block.members[0].world.maximumSteps, model.layerStates, model.actions)
        let last = [Int](repeating: actions - 1, count: agents * horizon * states)
        return State(
            q: Tensor(zeros: agents, horizon, states, actions),
            policy: Tensor(shape: [agents, horizon, states], elements: last),
            experience: Tensor(zeros: agents, horizon, states, actions, states + 2),
            planned: Tensor(zeros: agents, horizon, states, actions), plannings: Tensor(zeros: agents))
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        scratch.players = zip(block.models, block.members).map {
            EpisodePlayer($0, horizon: $1.world.maximumSteps)
        }
        scratch.keys = block.members.map(\.key)
        scratch.outcomes = block.members.map { _ in (Score(), false) }
        scratch.visits = block.members.map { _ in nil }
        let pairs = scratch.players[0].states * scratch.players[0].actions
        scratch.sums = [Double](repeating: 0, count: 4 * pairs)
        scratch.answers = [Double](repeating: 0, count: 2 * pairs)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        let places = Double(member.world.maximumSteps * model.layerStates)
        let pairs = places * Double(model.actions)
        footprint.add(.tables, 8 * (places + pairs * Double(model.layerStates + 4) + 1))
        footprint.addModel(model)
        footprint.add(.models, EpisodePlayer.bytes(of: model, horizon: member.world.maximumSteps))
        return footprint
    }

    func backup(horizon: Int, states: Int, actions: Int) -> OptimisticBackup {
        OptimisticBackup(bonus, horizon: horizon, states: states, actions: actions, confidence: confidence)
    }

    func planner(in world: any World) -> StepPlanner? {
        guard let model = world.model else { return nil }
        let (horizon, states, actions) = (world.maximumSteps, model.layerStates, model.actions)
        let backup = backup(horizon: horizon, states: states, actions: actions)
        return StepPlanner(
            horizon: horizon, states: states, actions: actions, confidence: confidence, sums: 4 * states * actions,
            answers: 2 * states * actions
        ) { sums, scale, row in backup.plan(sums, scale: scale, into: row) }
    }

    /// Σ (r + V'), Σ V', Σ V'² and n over visits, by state and action.
    func sum(_ state: State, member index: Int, step: Int, into row: UnsafeMutablePointer<Double>) {
        let (horizon, states, actions) = (state.q.shape[1], state.q.shape[2], state.q.shape[3])
        let (pairs, width) = (states * actions, states + 2)
        state.q.elements.withUnsafeBufferPointer { q in
            state.experience.elements.withUnsafeBufferPointer { experience in
                guard let q = q.baseAddress, let experience = experience.baseAddress else { return }
                withUnsafeTemporaryAllocation(of: Double.self, capacity: states) { values in
                    for next in 0..<states {
                        guard step + 1 < horizon else {
                            values[next] = 0
                            continue
                        }
                        let first = q + ((index * horizon + step + 1) * states + next) * actions
                        values[next] = (1..<max(actions, 1)).reduce(first[0]) { max($0, first[$1]) }
                    }
                    for pair in 0..<pairs {
                        let seen = experience + ((index * horizon + step) * pairs + pair) * width
                        var (sum, squares) = (0.0, 0.0)
                        for next in 0..<states where seen[next] > 0 {
                            sum += seen[next] * values[next]
                            squares += seen[next] * values[next] * values[next]
                        }
                        let visits = seen[width - 2]
                        row[pair] = visits * seen[width - 1] + sum
                        row[pairs + pair] = sum
                        row[2 * pairs + pair] = squares
                        row[3 * pairs + pair] = visits
                    }
                }
            }
        }
    }

    func take(_ state: inout State, member index: Int, step: Int, _ row: UnsafePointer<Double>) {
        let (horizon, states, actions) = (state.q.shape[1], state.q.shape[2], state.q.shape[3])
        let (pairs, width) = (states * actions, states + 2)
        let first = (index * horizon + step) * pairs
        for pair in 0..<pairs { state.q.elements[first + pair] = row[pair] }
        guard step == 0 else { return }
        state.choose(of: index..<index + 1)
        state.plannings.elements[index] += 1
        for pair in index * horizon * pairs..<(index + 1) * horizon * pairs {
            state.planned.elements[pair] = state.experience.elements[pair * width + width - 2]
        }
    }

    func episodicPolicy(of state: State, member index: Int) -> [Int] {
        let width = state.policy.shape[1] * state.policy.shape[2]
        return Array(state.policy.elements[index * width..<(index + 1) * width])
    }

    func plannings(of state: State, member index: Int) -> Int { state.plannings.elements[index] }

    func slots(of member: Member) -> [Slot<State>] {
        member.episodicPart(Self.part).map {
            [Slot($0, \State.q, derived: .init("policy") { $0.choose(of: $1) })]
        } ?? []
    }

    func flaw(of state: State, in block: Block) -> Flaw? {
        let fresh = initial(block)
        return Flaw.shapes([
            ("q", state.q.shape, fresh.q.shape), ("policy", state.policy.shape, fresh.policy.shape),
            ("experience", state.experience.shape, fresh.experience.shape),
            ("planned", state.planned.shape, fresh.planned.shape),
            ("plannings", state.plannings.shape, fresh.plannings.shape),
        ])
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feedRow(index, &sweep)
        state.experience.feedRow(index, &sweep)
        sweep.add(count: state.plannings.elements[index])
    }
}

extension UCBVI.State {
    /// π = argmax Q of consecutive agents, the first of equals.
    mutating func choose(of agents: Range<Int>) {
        let (places, actions) = (q.shape[1] * q.shape[2], q.shape[3])
        for place in agents.lowerBound * places..<agents.upperBound * places {
            var best = 0
            for action in 1..<max(actions, 1)
            where q.elements[place * actions + action] > q.elements[place * actions + best] { best = action }
            policy.elements[place] = best
        }
    }
}
