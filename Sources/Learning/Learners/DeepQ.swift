import Config
import Determinism
import Numerics

/// Deep Q-learning with a replay memory and a target network; robust where the spec asks for it (FedRDQN).
struct DeepQ<Variant: DeepQVariant>: Learner {
    static var component: Component {
        Component(
            Variant.kind, Variant.summary,
            details: """
                After every step, once `learning_starts` transitions are stored, on a mini-batch drawn from the replay memory:
                \(Variant.nextValue)
                    y  = r + γ v′,  r where s′ is terminal; the time limit bootstraps
                    θ  ← optimizer step on mean (Q(s, a; θ) − y)²
                    θ′ ← η θ + (1 − η) θ′ (`target: soft`), or θ every so often (`target: hard`)
                Actions are ε-greedy; ε falls as `exploration` says.
                robust: y = r + γ (1 − done) [(1 − ω) v′ + ω D(s)], D taken before its own step;
                    ψ  ← optimizer step on mean |τ − 1{v′ − D(s; ψ) < 0}| (v′ − D(s; ψ))²

                Deviations from the paper:
                  1. Transitions are drawn with replacement.
                  2. The squared error is not clipped (Mnih et al. clip its slope to 1).
                """,
            source: Source(Variant.paper, evidence: .paper),
            fields: [
                Field("discount", .number(.unit), "Factor γ by which a reward one step later counts less")
                    .defaults(to: .number(0.99)),
                Field("batch", .integer(1...100_000), "Transitions per update").defaults(to: .integer(16)),
                Field("replay", .integer(1...10_000_000), "Transitions remembered").defaults(to: .integer(1000)),
                Field("learning_starts", .integer(1...10_000_000), "Transitions stored before the first update")
                    .defaults(to: .integer(100)),
                TargetUpdate.field(default: .object([.init("soft", .object([]))])),
                Exploration.field,
                BootstrapTarget.robustField,
            ])
    }

    static var roundUnits: [Duration.Unit] { [.steps, .episodes] }
    private static var qRole: NetworkRole { NetworkRole("q") { $0.action.outputs } }
    private static var expectileRole: NetworkRole { NetworkRole("expectile") { _ in 1 } }
    var networks: [NetworkRole] { target.robust == nil ? [Self.qRole] : [Self.qRole, Self.expectileRole] }

    static func refusal(of spaces: Spaces) -> String? {
        switch spaces.action {
        case .discrete: nil
        case .box: "it compares discrete actions"
        }
    }

    /// One agent.
    struct State: Persistent {
        var q: Network
        var qTarget: Network
        /// D, where the target is robust.
        var expectile: Network?
        var optimizer: Optimizers
        var replay: ReplayBuffer
        var counters: ValueCounters

        struct Optimizers: Persistent {
            var q: OptimizerState
            var expectile: OptimizerState?
        }
    }

    /// Working memory of one agent.
    final class Scratch {
        let tape: Tape
        let batch: MiniBatch
        let q: NetworkWorkspace
        /// Networks that are only asked: the target, and the online network at next states.
        let asked: Activations
        let expectile: NetworkWorkspace?
        var nextValues: [Float]
        var targets: [Float]

        init(_ member: Member, rows: Int, isRobust: Bool) {
            let shape = member.shape(of: DeepQ.qRole)
            tape = Tape(member.world.spaces)
            batch = MiniBatch(rows: rows, member.world.spaces)
            q = NetworkWorkspace(shape, capacity: rows)
            asked = Activations(shape, capacity: rows)
            expectile = isRobust ? NetworkWorkspace(member.shape(of: DeepQ.expectileRole), capacity: rows) : nil
            nextValues = [Float](repeating: 0, count: rows)
            targets = [Float](repeating: 0, count: rows)
        }
    }

    private let target: BootstrapTarget
    private let batch: Int
    private let capacity: Int
    private let learningStarts: Int
    private let follow: TargetUpdate
    private let exploration: Exploration

    init(_ settings: Settings) {
        target = BootstrapTarget(
            discount: settings.number("discount"), settings.has("robust") ? settings.table("robust") : nil)
        batch = settings.integer("batch")
        capacity = settings.integer("replay")
        learningStarts = settings.integer("learning_starts")
        follow = TargetUpdate(settings.choice("target"))
        exploration = Exploration(settings.choice("exploration"))
    }

    func initial(_ block: Block) -> State {
        let member = block.members[0]
        let q = member.initialNetwork(Self.qRole)
        let expectile = target.robust == nil ? nil : member.initialNetwork(Self.expectileRole)
        return State(
            q: q, qTarget: q, expectile: expectile,
            optimizer: .init(
                q: member.optimizer(Self.qRole).initialState(for: q),
                expectile: expectile.map { member.optimizer(Self.expectileRole).initialState(for: $0) }),
            replay: ReplayBuffer(capacity: capacity, member.world.spaces), counters: ValueCounters())
    }

    func scratch(_ block: Block) -> Scratch {
        Scratch(block.members[0], rows: batch, isRobust: target.robust != nil)
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        var score = Score()
        let countsSteps = round.length.unit == .steps
        let tape = scratch.tape
        state.counters.rounds = round.number - 1
        while (countsSteps ? score.steps : score.episodes) < round.length.count {
            tape.clear()
            let epsilon = exploration.epsilon(state.counters)
            let step = block.members[0].world.roll(
                Actor(state.q, epsilon: epsilon, activations: scratch.asked), until: .steps(1), onto: tape)
            score += step
            state.counters.steps += 1
            state.counters.episodes += step.episodes
            state.replay.store(tape)
            guard state.replay.stored >= learningStarts else { continue }
            var stream = block.members[0].key.stream(.replay, episode: state.counters.updates)
            state.replay.draw(scratch.batch, &stream)
            learn(&state, block.members[0], round, scratch)
        }
        block.members[0].score = score
    }

    /// One update on the scratch's mini-batch.
    func learn(_ state: inout State, _ member: Member, _ round: Round, _ scratch: Scratch) {
        let (rows, batch) = (self.batch, scratch.batch)
        judge(state, scratch)
        let actions = state.q.shape.outputs
        let values = scratch.q.activations.forward(state.q, inputs: batch.states, rows: rows)
        scratch.q.withOutputGradient(rows * actions) { gradient in
            gradient.update(repeating: 0, count: rows * actions)
            // ∂/∂Q of mean (Q − y)²
            for row in 0..<rows {
                let place = row * actions + Int(batch.actions[row])
                gradient[place] = 2 * (values[place] - scratch.targets[row]) / Float(rows)
            }
        }
        let completed = round.number - 1
        scratch.q.descend(
            &state.q, &state.optimizer.q, member.optimizer(Self.qRole), inputs: batch.states, rows: rows,
            roundsCompleted: completed)
        if let workspace = scratch.expectile, state.expectile != nil {
            let optimizer = member.optimizer(Self.expectileRole)
            state.expectile?.descend(
                in: workspace, &state.optimizer.expectile, optimizer, inputs: batch.states, rows: rows,
                roundsCompleted: completed)
        }
        state.counters.updates += 1
        let isDue = follow.isDue(&state.counters)
        follow.move(&state.qTarget, toward: state.q, isDue: isDue)
    }

    /// v′, y and the slope of D's loss, all before anything moves.
    private func judge(_ state: State, _ scratch: Scratch) {
        let (rows, batch) = (self.batch, scratch.batch)
        let actions = state.q.shape.outputs
        if Variant.isDouble {
            // The online network chooses, the target network judges.
            let online = scratch.asked.forward(state.q, inputs: batch.nextStates, rows: rows)
            for row in 0..<rows { batch.choices[row] = Self.largest(online + row * actions, actions) }
            let slow = scratch.asked.forward(state.qTarget, inputs: batch.nextStates, rows: rows)
            for row in 0..<rows { scratch.nextValues[row] = slow[row * actions + batch.choices[row]] }
        } else {
            let slow = scratch.asked.forward(state.qTarget, inputs: batch.nextStates, rows: rows)
            for row in 0..<rows {
                scratch.nextValues[row] = slow[row * actions + Self.largest(slow + row * actions, actions)]
            }
        }
        let expectiles = state.expectile.flatMap { network in
            scratch.expectile.map { $0.activations.forward(network, inputs: batch.states, rows: rows) }
        }
        scratch.nextValues.withUnsafeBufferPointer { next in
            scratch.targets.withUnsafeMutableBufferPointer { targets in
                guard let next = next.baseAddress, let targets = targets.baseAddress else { return }
                target.targets(of: batch, nextValues: next, expectiles: expectiles, into: targets)
                guard let robust = target.robust, let expectiles else { return }
                scratch.expectile?.withOutputGradient(rows) { gradient in
                    target.expectileGradient(
                        of: batch, nextValues: next, expectiles: expectiles, robust, into: gradient)
                }
            }
        }
    }

    /// The index of the largest of some values; the first of equals.
    private static func largest(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
        var best = 0
        for index in 1..<max(count, 1) where values[index] > values[best] { best = index }
        return best
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        guard rule == .stochastic else {
            return Actor(state.q, rule, activations: scratch.asked, keepsActivations: false)
        }
        // As it explores now.
        let epsilon = exploration.epsilon(state.counters)
        return Actor(state.q, epsilon: epsilon, activations: scratch.asked)
    }
}

// MARK: What the federation asks

extension DeepQ {
    func parts(of member: Member) -> [Part] {
        let q = member.shape(of: Self.qRole)
        let own = [Part("q", network: q), Part("q_target", network: q)]
        return target.robust == nil ? own : own + [Part("expectile", network: member.shape(of: Self.expectileRole))]
    }

    func read(_ part: Part, member index: Int, of state: State, into row: UnsafeMutableRawPointer) {
        switch part.name {
        case "q": state.q.copy(into: row)
        case "q_target": state.qTarget.copy(into: row)
        default: state.expectile?.copy(into: row)
        }
    }

    func write(_ part: Part, member index: Int, of state: inout State, from row: UnsafeRawPointer) {
        switch part.name {
        case "q": state.q.replace(from: row)
        case "q_target": state.qTarget.replace(from: row)
        default: state.expectile?.replace(from: row)
        }
    }

    /// A network taken from elsewhere is its own target.
    func adopt(_ network: Network, as name: String, member index: Int, into state: inout State) {
        if name == "expectile" {
            state.expectile = network
        } else {
            state.q = network
            state.qTarget = network
        }
    }

    func trace(_ state: State, member index: Int, into fingerprint: inout LaneFingerprint) {
        for network in [state.q, state.qTarget, state.expectile].compactMap({ $0 }) { network.feed(&fingerprint) }
        state.optimizer.q.feed(&fingerprint)
        state.optimizer.expectile?.feed(&fingerprint)
    }
}

/// What tells one kind of deep Q-learning from another.
protocol DeepQVariant: Sendable {
    static var kind: String { get }
    static var summary: String { get }
    static var nextValue: String { get }
    static var paper: String { get }
    /// Whether the online network chooses the next action.
    static var isDouble: Bool { get }
}

/// The target network chooses the next action and judges it.
enum SingleQ: DeepQVariant {
    static let kind = "dqn"
    static let summary = "Deep Q-learning: one network judges every action, a slow copy of it the next state."
    static let nextValue = "    v′ = max over a′ of Q(s′, a′; θ′)"
    static let paper =
        "Mnih et al., Human-level control through deep reinforcement learning, Nature 518, 2015; robust target: Hwang & "
        + "Hong, arXiv 2507.14487"
    static let isDouble = false
}

/// The online network chooses the next action, the target network judges it.
enum DoubleQ: DeepQVariant {
    static let kind = "double_dqn"
    static let summary = "Double deep Q-learning: the online network chooses the next action, a slow copy judges it."
    static let nextValue = "    v′ = Q(s′, argmax over a′ of Q(s′, a′; θ); θ′)"
    static let paper =
        "van Hasselt, Guez & Silver, Deep reinforcement learning with double Q-learning, AAAI 2016; robust target: Hwang "
        + "& Hong, arXiv 2507.14487"
    static let isDouble = true
}
