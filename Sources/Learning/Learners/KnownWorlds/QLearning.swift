import Config
import Determinism
import Numerics

/// Tabular Q-learning on transitions sampled from a finite world.
struct QLearning: TableLearner {
    static let component = Component(
        "q_learning", "Tabular Q-learning on states and actions drawn uniformly from a finite world.",
        details: """
            Once per update, `batch` times: (s, a) uniform over all pairs, s' from P(·|s, a), y = R(s, a) + γ max_a' Q(s', a').
            Then for every pair that was drawn, with ȳ the mean of its targets: Q(s, a) ← (1 − η) Q(s, a) + η ȳ; all targets are of
            the Q before the update; η is the rate of the optimizer `sgd`. Float64. Policies are greedy, the first of equal actions.

            Deviations from the program of Labbi et al. (2025), whose baseline this is:
              1. There the target of a pair that is not drawn is 0, so that its value decays by 1 − η in every update. Here values
                 of pairs that are not drawn stay.
            """,
        source: Source(
            .qLearning, .federatedPolicyGradient, note: "the baseline FedQ of the latter", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "uniform pairs, the mean of a pair's targets; γ 0.99, batch 20, η 0.001"),
                .from(.ours, "values of pairs that are not drawn stay"),
            ]),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ").defaults(to: .number(0.99)),
            Field(
                "sampling", .words(("uniform", "All pairs of states and actions are as likely")),
                "Which pairs are learned from"
            ).defaults(to: .text("uniform")).retired("all pairs of states and actions are as likely"),
            Field("batch", .integer(1...Limits.many), "Transitions per update").defaults(to: .integer(20)),
            TabularStart.field,
        ])

    static let purposes = [Purpose.sampling]
    static let part = "q"
    static let policyRule = Actor.Rule.greedy

    /// All agents.
    struct State: Persistent {
        /// Q, `[agent, state, action]`.
        var q: Tensor<Double>

        /// Values are any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    /// What an update is made of, by agent.
    final class Scratch {
        var samplers: [TransitionSampler] = []
        var steps = StepSizes()
        var keys: [StreamKey] = []
    }

    private let discount: Double
    private let batch: Int
    private let start: TabularStart

    init(_ settings: Settings) {
        discount = settings.number("discount")
        batch = settings.integer("batch")
        start = TabularStart(settings.choice(TabularStart.key))
    }

    func initial(_ block: Block) -> State {
        let model = block.models[0]
        let rows = block.members.flatMap { start.row(Self.part, of: $0, count: model.states * model.actions) }
        return State(q: Tensor(shape: [block.members.count, model.states, model.actions], elements: rows))
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        scratch.samplers = block.models.map { TransitionSampler($0, discount: discount, batch: batch) }
        scratch.steps = StepSizes(block, of: Self.part)
        scratch.keys = block.members.map(\.key)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        footprint.add(.tables, 8 * Double(model.states * model.actions))
        footprint.addModel(model)
        footprint.add(.models, TransitionSampler.bytes(of: model, batch: batch))
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (updates, width, batch) = (round.length.count, state.q.rowWidth, batch)
        scratch.steps.prepare(block, after: round.number - 1)
        let (samplers, rates) = (Shared(scratch.samplers), scratch.steps.values)
        let keys = scratch.keys
        let isLong = keys.count.saturatingTimes(updates).saturatingTimes(batch) > 20_000
        state.q.elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let rows = Shared(base)
            ParallelLoop.forEach(count: keys.count, workers: isLong ? block.workers : 1) { agent in
                for update in 0..<updates {
                    samplers.value[agent].learn(
                        rows.value + agent * width, rate: rates[agent],
                        keys[agent].stream(.sampling, round: round.number, episode: update))
                }
            }
        }
        for index in block.members.indices { block.members[index].score = Score() }
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let shape = "\(model.states) states × \(model.actions) actions"
        return [Slot(Part(Self.part, doubles: model.states * model.actions, shape: shape), \State.q)]
    }

    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double] {
        FiniteModel.greedyPolicy(of: state.q.row(index), actions: state.q.shape[2])
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feedRow(index, &sweep)
    }
}
