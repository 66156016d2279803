import Config
import Determinism
import Numerics

/// Deep Q-learning with replay and a target network, with or without FRL-EH's pessimism: what `dqn` and `double_dqn` share.
struct DeepQ<Rule: NextAction>: Acting, Anchored, InputTaking, Restarting, Repeating, StateChecking {
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
        /// What the network takes in front of observations, where that is trained.
        var embedding: Network?
        /// Statistics of observations, and how many they are of; nil where networks are given observations as they are.
        var observations: Tensor<Double>?
        var observed: Int?
        var optimizer: Optimizers
        var replay: Replay
        var counters: LearningCounters
        /// What was behind the agent when an exchange made some of it anew; nil where none does.
        var restarted: ExchangeMark?
        /// Where an exchange left the network; nil where it is not held there.
        var anchor: Anchor?

        struct Optimizers: Persistent {
            var q: OptimizerState
            var expectile: OptimizerState?
            var embedding: OptimizerState?

            var flaw: Flaw? { nil }
        }

        var flaw: Flaw? {
            restarted?.flaw(after: counters)?.under("restarted")
                ?? replay.flaw(after: counters, forgotten: restarted?.steps ?? 0, actions: q.shape.outputs)?.under(
                    "replay")
                ?? ObservationNormalizer.flaw(observations, observed)
        }
    }

    /// Tape, minibatch and working memory of one agent.
    final class Scratch {
        let tape: Tape
        let batch: Minibatch
        let acting: Activations
        let q: PolicyWorkspace
        let target: Activations
        let expectile: PolicyWorkspace?
        /// Room for what stands in front of observations; nil where nothing does.
        let lead: LeadingInputs?
        /// What networks are given of observations; nil where it is they.
        let room: ObservationRoom?
        /// v′ and y by transition.
        var values: [Float]
        var targets: [Float]

        init(
            _ spaces: Spaces, q shape: NetworkShape, expectile: NetworkShape?, behind lead: LeadingInputs?,
            room: ObservationRoom?, batch size: Int
        ) {
            self.lead = lead
            self.room = room
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
    let isDueling: Bool
    private let exploration: DeepQExploration

    init(_ settings: Settings) {
        replaying = ReplaySettings(settings)
        isDueling = ActionValues.isDueling(settings)
        exploration = DeepQExploration(settings.choice("exploration"))
    }

    private var role: NetworkRole {
        let isDueling = isDueling
        return NetworkRole("q") { ActionValues(actions: $0.action.outputs, isDueling: isDueling).outputs }
    }
    var networks: [NetworkRole] { replaying.robust == nil ? [role] : [role, ExpectileTerm.role] }

    /// How outputs of this network are values of actions.
    func values(_ network: borrowing Network) -> ActionValues {
        ActionValues(actions: network.shape.outputs - (isDueling ? 1 : 0), isDueling: isDueling)
    }

    static var embeddingName: String { "embedding" }

    var embeddings: [(network: String, name: String)] {
        replaying.robust == nil ? [("q", Self.embeddingName)] : []
    }

    /// To act; and by transition of the minibatch, to learn, and twice forward for v′: no more than once forward and backward.
    var passesPerStep: Int { 2 * replaying.batchSize + 1 }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let q = member.initialNetwork(role)
        let expectile = replaying.robust.map { _ in member.initialNetwork(ExpectileTerm.role) }
        let embedding = member.initialEmbedding(of: role, called: Self.embeddingName)
        return State(
            q: q, qTarget: q, expectile: expectile, embedding: embedding,
            observations: replaying.normalizer?.initial(member.world.spaces),
            observed: replaying.normalizer.map { _ in 0 },
            optimizer: .init(
                q: member.optimizer(role).initialState(for: q),
                expectile: expectile.map { member.optimizer(ExpectileTerm.role).initialState(for: $0) },
                embedding: embedding.map { member.optimizer(Self.embeddingName).initialState(for: $0) }),
            replay: Replay(member.world.spaces, capacity: replaying.capacity), counters: LearningCounters(),
            restarted: replaying.resets.mark, anchor: Anchor(member.penalty, q: q))
    }

    func scratch(_ block: Block) -> Scratch {
        let member = block.members[0]
        return Scratch(
            member.world.spaces, q: member.shape(of: role),
            expectile: replaying.robust.map { _ in member.shape(of: ExpectileTerm.role) },
            behind: LeadingInputs(member, role, capacity: replaying.batchSize),
            room: ObservationRoom(replaying.normalizer, member, of: self), batch: replaying.batchSize)
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = replaying.footprint(of: member, networks, embeddings, batches: 1)
        footprint.addAnchor(member, [("q", member.shape(of: role))])
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let optimizers = optimizers(block.members[0])
        let countsSteps = round.length.unit == .steps
        var score = Score()
        ObservationNormalizer.settle(&state.observations)
        scratch.room?.take(state.observations)
        while countsSteps ? score.steps < round.length.count : score.episodes < round.length.count {
            scratch.tape.clear()
            let step = block.members[0].world.roll(
                explorer(state, scratch),
                until: .steps(1), onto: scratch.tape)
            score += step
            scratch.room?.absorb(
                scratch.tape.observations, rows: scratch.tape.count, into: &state.observations, &state.observed)
            if replaying.remember(
                scratch.tape, step, in: &state.replay, &state.counters, drawing: scratch.batch, block.members[0].key)
            {
                update(&state, optimizers, roundsCompleted: round.number - 1, scratch)
            }
        }
        block.members[0].score = score
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        scratch.room?.take(state.observations)
        return switch rule {
        case .stochastic: explorer(state, scratch)
        case .greedy, .uniform:
            Actor(
                state.q, rule, behind: lead(state, scratch), among: values(state.q).actions,
                activations: scratch.acting, keepsActivations: false)
        }
    }

    /// How what the network is given is made of an observation; nil where it is given that.
    private func lead(_ state: State, _ scratch: Scratch) -> Actor.Lead? {
        let own = scratch.lead?.acting(state.embedding)
        return scratch.room?.lead(behind: own) ?? own
    }

    private func explorer(_ state: State, _ scratch: Scratch) -> Actor {
        Actor(
            state.q, epsilon: exploration.epsilon(state.counters, since: state.restarted),
            behind: lead(state, scratch), among: values(state.q).actions, activations: scratch.acting)
    }

    /// A given network is where both begin, the one that learns and its target.
    func slots(of member: Member) -> [Slot<State>] {
        let shape = member.shape(of: role)
        let streams =
            isDueling ? [("advantage", 0..<shape.outputs - 1), ("value", shape.outputs - 1..<shape.outputs)] : []
        var learned = [
            Slot(Part("q", network: shape, streams: streams), \State.q, followers: ["q_target"]),
            Slot(Part("q_target", network: shape, streams: streams, following: "q"), \State.qTarget),
        ]
        if replaying.normalizer != nil {
            learned.append(ObservationNormalizer.slot(member.world.spaces, \State.observations, \State.observed))
        }
        if let part = member.embeddingPart(of: role, called: Self.embeddingName) {
            return learned + [Slot(part, \State.embedding)]
        }
        guard replaying.robust != nil else { return learned }
        return learned + [
            Slot(Part("expectile", network: member.shape(of: ExpectileTerm.role)), \State.expectile)
        ]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feed(&sweep)
        state.qTarget.feed(&sweep)
        state.expectile?.feed(&sweep)
        state.embedding?.feed(&sweep)
        ObservationNormalizer.feed(state.observations, state.observed, &sweep)
        state.optimizer.q.feed(&sweep)
        state.optimizer.expectile?.feed(&sweep)
        state.optimizer.embedding?.feed(&sweep)
        state.replay.feed(&sweep)
        state.counters.feed(&sweep)
        state.restarted?.feed(&sweep)
        state.anchor?.feed(&sweep)
    }

    static var held: [String] { ["q"] }
    static var heldPolicy: [String] { [] }

    func anchor(_ state: inout State) { state.anchor?.take(q: state.q) }

    /// Actions are those of the world, which may be fewer than the network's outputs.
    func flaw(of state: State, in block: Block) -> Flaw? {
        let actions = block.members[0].world.spaces.action.outputs
        return state.replay.flaw(
            after: state.counters, forgotten: state.restarted?.steps ?? 0, actions: actions)?.under("replay")
    }

    var restarts: Bool { replaying.restarts }

    func restart(_ state: inout State, _ member: Member) {
        ObservationNormalizer.settle(&state.observations)
        replaying.resets.note(&state.restarted, state.counters)
        if replaying.resets.contains(.replay) { state.replay.clear() }
        if replaying.resets.contains(.target) {
            state.qTarget.replace(from: UnsafeRawPointer(state.q.parameters.pointer))
        }
        guard replaying.resets.contains(.optimizer) else { return }
        state.optimizer.q.clear()
        state.optimizer.expectile?.clear()
        state.optimizer.embedding?.clear()
    }
}
