import Config
import Determinism
import Numerics

/// A table of action values that learns along the agent's own episodes, by Q-learning or by SARSA.
struct OnlineTable: Acting, Tabular, Converging, PartHolding, PlainStepping, Replicable, StateChecking, VisitCounting {
    static let component = Component(
        "online_table",
        "A table of action values that learns along the agent's own episodes in a finite world: Q-learning, or SARSA.",
        details: """
            rule: q_learning   Q(s, a) ← Q(s, a) + η [r + γ max_a' Q(s', a') − Q(s, a)]   on every step (s, a, r, s')
            rule: sarsa        Q(s, a) ← Q(s, a) + η [r + γ Q(s', a') − Q(s, a)]          a': the action that the agent takes in s'
            Where s' is terminal, r alone is the target. An episode that is cut, not ended, goes on in its value: of SARSA in the mean
            over its `behavior`, Σ_a π(a|s') Q(s', a), since no action is taken there.

            Float64; η is the rate of the optimizer `sgd`, constant within a round. Rounds are steps or episodes, and an episode that a
            round leaves unfinished goes on in the next one. SARSA updates for a step when a' is chosen, before a' is taken; over an
            exchange the update waits, in the checkpoint. States in which episodes end keep 0. Worlds have to show which state they
            are in. Greedy policies take the first of equal actions; a stochastic policy is the behavior.

            `q_learning` draws states and actions uniformly and plays nothing; `sarsa` is linear, with softmax policies, on a chain that
            never ends.
            """,
        source: Source(
            .qLearning, .connectionistQ, .caesar, note: "as in the program of the last", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "Q-learning on every step; γ 0.9, ε 0.1, η 0.1; starts of N(0, 1) by state; ties drawn in training"),
                .from(.ours, "greedy policies take the first of equals; SARSA where episodes are cut; other behaviors"),
            ]),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ").defaults(to: .number(0.9)),
            Field(
                "rule",
                .words(
                    ("q_learning", "The best next action counts"), ("sarsa", "The next action that is taken counts")),
                "What values are learned toward"
            ).defaults(to: .text("q_learning")),
            TableBehavior.field,
            TabularStart.valueField,
        ])

    static let roundUnits = [Duration.Unit.steps, .episodes]
    static let grouping = Grouping.rows
    static let stepped = "q"
    static let policyRule = Actor.Rule.greedy
    let networks: [NetworkRole] = []
    var counted: String? { Self.stepped }

    /// All agents.
    struct State: Persistent {
        /// Q, `[agent, state, action]`.
        var q: Tensor<Double>
        /// The step whose update waits for the next action, `[agent]`, its state -1 where none does; nothing where none ever does.
        var latestState: Tensor<Int32>?
        var latestAction: Tensor<Int32>?
        var latestReward: Tensor<Double>?

        /// Values are any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    /// What every agent learns with.
    final class Scratch {
        var students: [OnlineStudent] = []
        var steps = StepSizes()
    }

    let discount: Double
    /// Whether the action that is taken counts, not the best one.
    let followsActions: Bool
    let behavior: TableBehavior
    private let start: TabularStart

    init(_ settings: Settings) {
        discount = settings.number("discount")
        followsActions = settings.text("rule") == "sarsa"
        behavior = TableBehavior(settings.choice(TableBehavior.field.key))
        start = TabularStart(settings.choice(TabularStart.key))
    }

    func refusal(of spaces: Spaces) -> Unfit? {
        spaces.showsFeatures
            ? .here("its world shows features, and a table needs to know which state it is in") : nil
    }

    func refusal(of models: [FiniteModel]) -> Unfit? {
        models.unfitSizes ?? behavior.refusal(of: models)
    }

    /// Q* of one world, where all are the same and all agents want the same. Who follows its own actions tends elsewhere.
    static func fixedPoint(of learners: [Self], in models: [FiniteModel]) -> [Double]? {
        guard let learner = learners.first, let model = models.first, !learner.followsActions,
            learners.allSatisfy({ $0.tends(like: learner) }), models.allSatisfy({ $0 == model })
        else { return nil }
        return model.optimum(discount: learner.discount, tolerance: 1e-12).actionValues
    }

    func fixedPoint(inMeanOf models: [FiniteModel]) -> [Double]? {
        guard let first = models.first,
            let model = models.allSatisfy({ $0 == first }) ? first : FiniteModel.mean(of: models)
        else { return nil }
        return Self.fixedPoint(of: [self], in: [model])
    }

    func tends(like other: Self) -> Bool { discount == other.discount && followsActions == other.followsActions }

    func width(in model: FiniteModel) -> Int { model.states * model.actions }

    func initial(_ block: Block) -> State {
        let model = block.models[0]
        let count = model.states * model.actions
        let rows = zip(block.members, block.models).flatMap { member, model in
            var row = start.row(Self.stepped, of: member, count: count, states: model.states)
            for state in model.terminals.indices where model.terminals[state] {
                for entry in state * model.actions..<(state + 1) * model.actions { row[entry] = 0 }
            }
            return row
        }
        let agents = block.members.count
        var state = State(q: Tensor(shape: [agents, model.states, model.actions], elements: rows))
        guard followsActions else { return state }
        state.latestState = Tensor(shape: [agents], elements: [Int32](repeating: -1, count: agents))
        state.latestAction = Tensor(zeros: agents)
        state.latestReward = Tensor(zeros: agents)
        return state
    }

    func flaw(of state: State, in block: Block) -> Flaw? {
        let (agents, model) = (block.members.count, block.models[0])
        if let flaw = Flaw.shapes([("q", state.q.shape, [agents, model.states, model.actions])]) { return flaw }
        guard followsActions else {
            return Flaw.unless(
                state.latestState == nil && state.latestAction == nil && state.latestReward == nil, "latest_state",
                "no step waits for the next action")
        }
        guard let states = state.latestState, let actions = state.latestAction, let rewards = state.latestReward else {
            return Flaw(at: "latest_state", "steps wait for the next action")
        }
        return Flaw.shapes([
            ("latest_state", states.shape, [agents]), ("latest_action", actions.shape, [agents]),
            ("latest_reward", rewards.shape, [agents]),
        ])
            ?? .each("latest_state", states.elements, "states are from 0 to \(model.states - 1), and -1 is none") {
                (-1..<Int32(model.states)).contains($0)
            }
            ?? .each("latest_action", actions.elements, "there are \(model.actions) actions") {
                (0..<Int32(model.actions)).contains($0)
            }
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        scratch.students = zip(block.members, block.models).map { OnlineStudent($0.world.spaces, $1) }
        scratch.steps = StepSizes(block, of: Self.stepped)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        let table = 8 * Double(model.states * model.actions)
        footprint.add(.tables, table + (followsActions ? 16 : 0))
        footprint.add(.experience, table)
        footprint.addModel(model)
        footprint.addTape(member.world.spaces, steps: 1)
        return footprint
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        let choice: ValueTable.Choice =
            switch rule {
            case .greedy: .greedy
            case .stochastic: behavior.choice
            case .uniform: .exploring(1)
            }
        return scratch.students[index].actor(copying: state.q.row(index), choice)
    }

    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double] {
        FiniteModel.greedyPolicy(of: Array(state.q.row(index)), actions: state.q.shape[2])
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let shape = "\(model.states) states × \(model.actions) actions"
        return [Slot(Part(Self.stepped, doubles: model.states * model.actions, shape: shape), \State.q)]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feedRow(index, &sweep)
        // The state before is -1 where no update waits.
        if let latest = state.latestState { sweep.add(count: Int(latest.elements[index]) + 1) }
        if let latest = state.latestAction { sweep.add(count: Int(latest.elements[index])) }
        state.latestReward?.feedRow(index, &sweep)
    }
}
