import Config
import Determinism
import Numerics

/// Optimistic Q-learning over a finite horizon, without a model.
struct UCBHoeffding: Planning, PartHolding, VisitCounting, Replicable, StateChecking {
    static let component = Component(
        "ucb_hoeffding",
        "Optimistic Q-learning over a finite horizon: no model, a step size of its own for every visit, and a bonus.",
        details: """
            H is the number of steps after which the world cuts an episode; nothing is discounted. At step h in state s agents take
            argmax_a Q_h(s, a), the first of equals; Q_h begins as H − h. Of the episodes of a round they sum up r + V_{h+1}(s') over the
            n visits of every (h, s, a), V_h = max_a Q_h as the round began and V_H = 0. At its end, with N visits before,
                η_t = (H + 1)/(H + t),   π = Π (1 − η_t),   θ ← (1 − η_t)² θ + η_t²      t = N + 1 … N + n in turn
                q ← π q + (1 − π) Σ (r + V')/n,   Q = q + c (H − h − 1) √θ              c: `scale`
            With one episode a round this is the update of Jin et al., visit by visit. Of n above 2²⁴, 2²⁴ are stepped through.
            Who updates: an exchange whose upload is `moments`, from the sums and visits of all agents (`concord explain
            fedq_hoeffding`). Where there is none, or an agent is alone in it, every agent by its own, by no byte.

            The bonus is our choice among those the sources leave open: Jin et al. have c √(H³ ι/t) with a constant c that is not
            given, the baseline in the program of Labbi et al. has c (H − h − 1) √θ with c = 2, which goes to 0 like √(H/t): that is
            used here.

            Deviations from the sources:
              1. Zheng et al. take the samples of early rounds one by one, in the order of the agents; here every round is one step
                 to their mean, of which sums are all that has to pass. Where a round has one visit, that is the same.
              2. Jin et al. hold V_h at H at most; as in the program, Q_h begins as H − h, and is not held.
            """,
        source: Source(
            .provablyEfficient, .federatedQLearning, .federatedUCBVI,
            note: "baseline in the program of the last", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "the bonus c (H − h − 1) √θ, c = 2, and the step to a round's mean"),
                .from(.recalled, "η_t = (H + 1)/(H + t)"),
                .unknown("the bonus of the papers' experiments"),
            ]),
        fields: [
            Field("scale", .number(.nonnegative), "c: how much is hoped for what was seen seldom")
                .defaults(to: .number(2))
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
        /// q: Q without what is hoped for.
        var means: Tensor<Double>
        /// θ.
        var spread: Tensor<Double>
        /// N: visits that the table knows of, all agents' where they update together.
        var visits: Tensor<Double>
        /// Of visits since: their number, and the sum of r + V', `[agent, step, state, action, 2]`.
        var fresh: Tensor<Double>
        /// Updates, `[agent]`.
        var plannings: Tensor<Int>

        var flaw: Flaw? {
            .each("visits", visits.elements, "visits are not negative") { $0 >= 0 }
                ?? flawOfFresh
                ?? .each("spread", spread.elements, "a sum of squares is not negative") { $0 >= 0 }
                ?? .each("plannings", plannings.elements, "a count is at least 0 and at most 2⁵³") {
                    (0...Flaw.most).contains($0)
                }
        }

        /// The first number of visits since the last update that is no count.
        private var flawOfFresh: Flaw? {
            let limit = Double(Flaw.most)
            let odd = stride(from: 0, to: fresh.elements.count, by: 2).first {
                let visits = fresh.elements[$0]
                return !(visits >= 0 && visits <= limit && visits == visits.rounded())
            }
            return odd.map { Flaw(at: "fresh", "entry \($0) is \(fresh.elements[$0]): visits are counted") }
        }
    }

    /// The most visits of one (h, s, a) since the last update that are stepped through: a mean over agents may be of lies.
    private static let mostSteps = 1 << 24

    /// Worlds, and what the round brought.
    final class Scratch {
        var players: [EpisodePlayer] = []
        var keys: [StreamKey] = []
        var scores: [Score] = []
        /// By agent: where it adds its visits.
        var visits: [UnsafeMutablePointer<Double>?] = []
        /// By agent: π, and V of every step and state.
        var policies: [Int] = []
        var values: [Double] = []
        /// Room for the sums of a step.
        var sums: [Double] = []
    }

    private let scale: Double

    init(_ settings: Settings) { scale = settings.number("scale") }

    func refusal(of models: [FiniteModel]) -> Unfit? { models.unfitForHope }

    func initial(_ block: Block) -> State {
        let (model, agents) = (block.models[0], block.members.count)
        let (horizon, states, actions) = (block.members[0].world.maximumSteps, model.layerStates, model.actions)
        var state = State(
            q: Tensor(zeros: agents, horizon, states, actions), means: Tensor(zeros: agents, horizon, states, actions),
            spread: Tensor(zeros: agents, horizon, states, actions),
            visits: Tensor(zeros: agents, horizon, states, actions),
            fresh: Tensor(zeros: agents, horizon, states, actions, 2), plannings: Tensor(zeros: agents))
        for index in state.q.elements.indices {
            state.q.elements[index] = Double(horizon - index / (states * actions) % horizon)
        }
        return state
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        scratch.players = zip(block.models, block.members).map { EpisodePlayer($0, horizon: $1.world.maximumSteps) }
        scratch.keys = block.members.map(\.key)
        scratch.scores = block.members.map { _ in Score() }
        scratch.visits = block.members.map { _ in nil }
        let player = scratch.players[0]
        let places = block.members.count * player.horizon * player.states
        scratch.policies = [Int](repeating: 0, count: places)
        scratch.values = [Double](repeating: 0, count: places)
        scratch.sums = [Double](repeating: 0, count: 2 * player.states * player.actions)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        let places = Double(member.world.maximumSteps * model.layerStates)
        footprint.add(.tables, 8 * (6 * places * Double(model.actions) + 1))
        footprint.addModel(model)
        footprint.add(.models, EpisodePlayer.bytes(of: model, horizon: member.world.maximumSteps) + 16 * places)
        return footprint
    }

    /// π = argmax Q, the first of equals, and V = max Q, by step and state.
    static func choose(
        _ q: UnsafePointer<Double>, _ places: Int, _ actions: Int, _ policy: UnsafeMutablePointer<Int>,
        _ values: UnsafeMutablePointer<Double>?
    ) {
        for place in 0..<places {
            let row = q + place * actions
            var best = 0
            for action in 1..<max(actions, 1) where row[action] > row[best] { best = action }
            policy[place] = best
            values?[place] = row[best]
        }
    }

    func planner(in world: any World) -> StepPlanner? {
        guard let model = world.model else { return nil }
        let (states, actions) = (model.layerStates, model.actions)
        let width = 2 * states * actions
        return StepPlanner(
            horizon: world.maximumSteps, states: states, actions: actions, confidence: Self.confidence, sums: width,
            answers: width
        ) { sums, scale, row in
            for index in 0..<width / 2 {
                row[index] = sums[index] * scale
                row[width / 2 + index] = OptimisticBackup.whole(sums[width / 2 + index] * scale)
            }
        }
    }

    /// δ in S_max of `rule: mixture`, where an agent of this learner is looked at so.
    private static let confidence = 0.05

    /// Σ (r + V') and n since the last update, by state and action.
    func sum(_ state: State, member index: Int, step: Int, into row: UnsafeMutablePointer<Double>) {
        let (horizon, pairs) = (state.q.shape[1], state.q.shape[2] * state.q.shape[3])
        let first = (index * horizon + step) * pairs
        for pair in 0..<pairs {
            row[pair] = state.fresh.elements[2 * (first + pair) + 1]
            row[pairs + pair] = state.fresh.elements[2 * (first + pair)]
        }
    }

    func take(_ state: inout State, member index: Int, step: Int, _ row: UnsafePointer<Double>) {
        let (horizon, pairs) = (state.q.shape[1], state.q.shape[2] * state.q.shape[3])
        let first = (index * horizon + step) * pairs
        let (length, ahead) = (Double(horizon), Double(horizon - step - 1))
        for pair in 0..<pairs {
            let (visits, place) = (row[pairs + pair], first + pair)
            state.fresh.elements[2 * place] = 0
            state.fresh.elements[2 * place + 1] = 0
            guard visits > 0 else { continue }
            var (kept, spread, time) = (1.0, state.spread.elements[place], state.visits.elements[place])
            for _ in 0..<Int(min(visits.rounded(), Double(Self.mostSteps))) {
                time += 1
                let rate = (length + 1) / (length + time)
                kept *= 1 - rate
                spread = (1 - rate) * (1 - rate) * spread + rate * rate
            }
            let mean = kept * state.means.elements[place] + (1 - kept) * (row[pair] / visits)
            state.means.elements[place] = mean
            state.spread.elements[place] = spread
            state.visits.elements[place] = time
            state.q.elements[place] = mean + scale * ahead * spread.squareRoot()
        }
        if step == 0 { state.plannings.elements[index] += 1 }
    }

    func episodicPolicy(of state: State, member index: Int) -> [Int] {
        let (places, actions) = (state.q.shape[1] * state.q.shape[2], state.q.shape[3])
        var policy = [Int](repeating: 0, count: places)
        state.q.elements.withUnsafeBufferPointer { q in
            policy.withUnsafeMutableBufferPointer { policy in
                guard let q = q.baseAddress, let policy = policy.baseAddress else { return }
                Self.choose(q + index * places * actions, places, actions, policy, nil)
            }
        }
        return policy
    }

    func plannings(of state: State, member index: Int) -> Int { state.plannings.elements[index] }

    func slots(of member: Member) -> [Slot<State>] {
        member.episodicPart(Self.part).map { [Slot($0, \State.q)] } ?? []
    }

    func flaw(of state: State, in block: Block) -> Flaw? {
        let fresh = initial(block)
        return Flaw.shapes([
            ("q", state.q.shape, fresh.q.shape), ("means", state.means.shape, fresh.means.shape),
            ("spread", state.spread.shape, fresh.spread.shape), ("visits", state.visits.shape, fresh.visits.shape),
            ("fresh", state.fresh.shape, fresh.fresh.shape),
            ("plannings", state.plannings.shape, fresh.plannings.shape),
        ])
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feedRow(index, &sweep)
        state.means.feedRow(index, &sweep)
        state.fresh.feedRow(index, &sweep)
        sweep.add(count: state.plannings.elements[index])
    }
}
