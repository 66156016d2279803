import Config
import Learning
import Numerics

/// REINFORCE against a baseline: a running mean of returns.
struct RunningBaseline: Acting, PartHolding {
    static let component = Component(
        "running_baseline", "Monte Carlo policy gradient against a running mean of returns (Williams 1992).",
        details: "Once per episode: an optimizer step on −Σₜ (Gₜ − b) log π(aₜ|sₜ), then b ← b + (mean of G − b)/10.",
        source: Source("Williams, Machine Learning 8, 1992", evidence: .recalled),
        fields: [Field("discount", .number(.unit), "Factor γ of a reward one step later").defaults(to: .number(0.97))])

    struct State: Persistent {
        var policy: Network
        var optimizer: OptimizerState
        var baseline = 0.0
        var flaw: Flaw? { nil }
    }

    typealias Scratch = (tape: Tape, policy: PolicyWorkspace)
    static let roundUnits = [Duration.Unit.episodes]
    private static let role = NetworkRole("policy") { $0.action.outputs }
    let networks = [role]
    private let discount: Double
    init(_ settings: Settings) { discount = settings.number("discount") }

    func refusal(of spaces: Spaces) -> Unfit? {
        if case .discrete = spaces.action { nil } else { .here("it chooses among discrete actions") }
    }

    func initial(_ block: Block) -> State {
        let policy = block.members[0].initialNetwork(Self.role)
        return State(policy: policy, optimizer: block.members[0].optimizer(Self.role).initialState(for: policy))
    }

    func scratch(_ block: Block) -> Scratch {
        let (shape, world) = (block.members[0].shape(of: Self.role), block.members[0].world)
        return (Tape(world.spaces), PolicyWorkspace(shape, capacity: world.maximumSteps))
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        Footprint(policy: Self.role, of: member, answering: states)
    }

    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        Actor(state.policy, rule, activations: scratch.policy.activations, keepsActivations: false)
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (tape, workspace) = (scratch.tape, scratch.policy)
        block.members[0].score = Score()
        for _ in 0..<round.length.count {
            tape.clear()
            let actor = Actor(state.policy, .stochastic, activations: workspace.activations, keepsActivations: true)
            block.members[0].score += block.members[0].world.roll(actor, until: .episodes(1), onto: tape)
            var returns = Array(UnsafeBufferPointer(start: tape.rewards, count: tape.count))
            DiscountedReturns.accumulate(&returns, discount: discount)
            workspace.takePolicyGradient(of: tape, weights: returns.map { $0 - state.baseline }, share: 1)
            workspace.descend(
                &state.policy, &state.optimizer, block.members[0].optimizer(Self.role), inputs: tape.observations,
                rows: tape.count, roundsCompleted: round.number - 1)
            state.baseline += (returns.reduce(0, +) / Double(returns.count) - state.baseline) / 10
        }
    }

    func slots(of member: Member) -> [Slot<State>] {
        [Slot(Part("policy", network: member.shape(of: Self.role)), \.policy)]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.policy.feed(&sweep)
        state.optimizer.feed(&sweep)
    }
}
