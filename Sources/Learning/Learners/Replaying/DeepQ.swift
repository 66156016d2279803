import Config
import Determinism
import Numerics

/// Deep Q-learning with replay and a target network, with or without FRL-EH's pessimism: what `dqn` and `double_dqn` share.
struct DeepQ<Rule: NextAction>: Acting, PartHolding, Repeating {
    static var component: Component { Rule.component }
    static var roundUnits: [Duration.Unit] { [.steps, .episodes] }
    static var purposes: [Purpose] { [.replay] }

    func refusal(of spaces: Spaces) -> Unfit? {
        switch spaces.action {
        case .discrete: nil
        case .box: .here("it needs an action value per action; ddpg learns controls in a box")
        }
    }

    /// One agent.
    struct State: Persistent {
        var q: Network
        var qTarget: Network
        var expectile: Network?
        var optimizer: Optimizers
        var replay: Replay
        var counters: LearningCounters

        struct Optimizers: Persistent {
            var q: OptimizerState
            var expectile: OptimizerState?

            var flaw: Flaw? { nil }
        }

        var flaw: Flaw? { replay.flaw(after: counters, actions: q.shape.outputs)?.under("replay") }
    }

    /// Tape, minibatch and working memory of one agent.
    final class Scratch {
        let tape: Tape
        let batch: Minibatch
        let acting: Activations
        let q: PolicyWorkspace
        let target: Activations
        let expectile: PolicyWorkspace?
        /// v′ and y by transition.
        var values: [Float]
        var targets: [Float]

        init(_ spaces: Spaces, q shape: NetworkShape, expectile: NetworkShape?, batch size: Int) {
            tape = Tape(spaces)
            batch = Minibatch(spaces, count: size)
            acting = Activations(shape, capacity: 1)
            q = PolicyWorkspace(shape, capacity: size)
            target = Activations(shape, capacity: size)
            self.expectile = expectile.map { PolicyWorkspace($0, capacity: size) }
            values = [Float](repeating: 0, count: size)
            targets = values
        }
    }

    let replaying: ReplaySettings
    private let exploration: DeepQExploration

    init(_ settings: Settings) {
        replaying = ReplaySettings(settings)
        exploration = DeepQExploration(settings.choice("exploration"))
    }

    private static var role: NetworkRole { NetworkRole("q") { $0.action.outputs } }
    var networks: [NetworkRole] { replaying.robust == nil ? [Self.role] : [Self.role, ExpectileTerm.role] }

    /// To act; and by transition of the minibatch, to learn, and twice forward for v′: no more than once forward and backward.
    var passesPerStep: Int { 2 * replaying.batchSize + 1 }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let q = member.initialNetwork(Self.role)
        let expectile = replaying.robust.map { _ in member.initialNetwork(ExpectileTerm.role) }
        return State(
            q: q, qTarget: q, expectile: expectile,
            optimizer: .init(
                q: member.optimizer(Self.role).initialState(for: q),
                expectile: expectile.map { member.optimizer(ExpectileTerm.role).initialState(for: $0) }),
            replay: Replay(member.world.spaces, capacity: replaying.capacity), counters: LearningCounters())
    }

    func scratch(_ block: Block) -> Scratch {
        let member = block.members[0]
        return Scratch(
            member.world.spaces, q: member.shape(of: Self.role),
            expectile: replaying.robust.map { _ in member.shape(of: ExpectileTerm.role) }, batch: replaying.batchSize)
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        replaying.footprint(of: member, networks, batches: 1)
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let optimizers = optimizers(block.members[0])
        let countsSteps = round.length.unit == .steps
        var score = Score()
        while countsSteps ? score.steps < round.length.count : score.episodes < round.length.count {
            scratch.tape.clear()
            let step = block.members[0].world.roll(
                Actor(state.q, epsilon: exploration.epsilon(state.counters), activations: scratch.acting),
                until: .steps(1), onto: scratch.tape)
            score += step
            if replaying.remember(
                scratch.tape, step, in: &state.replay, &state.counters, drawing: scratch.batch, block.members[0].key)
            {
                update(&state, optimizers, roundsCompleted: round.number - 1, scratch)
            }
        }
        block.members[0].score = score
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        switch rule {
        case .stochastic:
            Actor(state.q, epsilon: exploration.epsilon(state.counters), activations: scratch.acting)
        case .greedy, .uniform:
            Actor(state.q, rule, activations: scratch.acting, keepsActivations: false)
        }
    }

    /// A given network is where both begin, the one that learns and its target.
    func slots(of member: Member) -> [Slot<State>] {
        let shape = member.shape(of: Self.role)
        let learned = [
            Slot(Part("q", network: shape), \State.q, followers: ["q_target"]),
            Slot(Part("q_target", network: shape, following: "q"), \State.qTarget),
        ]
        guard replaying.robust != nil else { return learned }
        return learned + [
            Slot(Part("expectile", network: member.shape(of: ExpectileTerm.role)), \State.expectile)
        ]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feed(&sweep)
        state.qTarget.feed(&sweep)
        state.expectile?.feed(&sweep)
        state.optimizer.q.feed(&sweep)
        state.optimizer.expectile?.feed(&sweep)
        state.replay.feed(&sweep)
        state.counters.feed(&sweep)
    }
}
