import Config
import Determinism
import Numerics

/// Policy gradients in a known finite world, by linear solve: the local updates of SoftPAvg and ProjPAvg.
struct ExactPolicyGradient: TableLearner {
    static let component = Component(
        "exact_policy_gradient", "Policy gradients in a known finite world, exact to rounding.",
        details: """
            V^π = (I − γP^π)⁻¹ R^π,  Q^π(s, a) = R(s, a) + γ Σ P(s'|s, a) V^π(s'),  A^π = Q^π − V^π
            parametrization: softmax   logits z, π = softmax(z); natural gradient:  z ← z + η A^π/(1 − γ)
            parametrization: direct    π ← Proj(π + η d^π(s) Q^π(s, a)/(1 − γ)), the nearest point of every state's simplex;
                                       d^π the discounted visits from the start distribution, summing to one
            once per update, so many updates a round; η is the rate of the optimizer `sgd`. Float64. The part `policy` holds the
            logits, or the probabilities, so that their means are SoftPAvg's and ProjPAvg's. Policies begin uniform, or at
            random with `initial: uniform`: logits from U(0, 1), or probabilities proportional to such numbers.

            Deviations from the paper (Jin et al. 2022, and its program):
              1. The program starts all agents from one random table. Here tables begin with `initial: ⟦initial⟧` where a spec is
                 silent; random ones are each agent's own until the first exchange, or one for all with `start: common`.
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ").defaults(to: .number(0.95)),
            Field(
                "parametrization",
                .words(
                    ("softmax", "Logits, moved along the natural gradient"),
                    ("direct", "Probabilities, projected onto the simplex")),
                "What is moved"
            ).defaults(to: .text("softmax")),
            TabularStart.field,
        ])

    static let part = "policy"
    static let policyRule = Actor.Rule.stochastic

    /// All agents.
    struct State: Persistent {
        /// Logits or probabilities, `[agent, state, action]`.
        var policy: Tensor<Double>

        /// Logits are any numbers, also those that a rate too large has left; so are probabilities that an exchange has made
        /// something else of, which the next update projects.
        var flaw: Flaw? { nil }
    }

    /// Solvers, one per agent.
    final class Scratch {
        var solvers: [PolicySolver] = []
        var steps = StepSizes()
    }

    private let discount: Double
    private let isDirect: Bool
    private let start: TabularStart

    init(_ settings: Settings) {
        discount = settings.number("discount")
        isDirect = settings.text("parametrization") == "direct"
        start = TabularStart(settings.choice(TabularStart.key))
    }

    func initial(_ block: Block) -> State {
        let model = block.models[0]
        let (states, actions) = (model.states, model.actions)
        let rows = block.members.flatMap { member -> [Double] in
            let row = start.row(Self.part, of: member, count: states * actions)
            guard isDirect else { return row }
            return (0..<states).flatMap { state -> [Double] in
                let own = row[(state * actions)..<((state + 1) * actions)]
                let sum = own.reduce(0, +)
                return own.map { sum > 0 ? $0 / sum : 1 / Double(actions) }
            }
        }
        return State(policy: Tensor(shape: [block.members.count, states, actions], elements: rows))
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        scratch.solvers = block.models.map { PolicySolver($0, discount: discount) }
        scratch.steps = StepSizes(block, of: Self.part)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        footprint.add(.tables, 8 * Double(model.states * model.actions))
        footprint.addModel(model)
        footprint.add(.models, 8 * Double(2 * model.states * (model.states + model.actions + 1)))
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (updates, width, isDirect) = (round.length.count, state.policy.rowWidth, isDirect)
        scratch.steps.prepare(block, after: round.number - 1)
        let (solvers, rates) = (Shared(scratch.solvers), scratch.steps.values)
        state.policy.elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let rows = Shared(base)
            ParallelLoop.forEach(
                chunksOf: 16, count: solvers.value.count, workers: solvers.value.count > 32 ? block.workers : 1
            ) { agent in
                for _ in 0..<updates {
                    if isDirect {
                        solvers.value[agent].project(rows.value + agent * width, rate: rates[agent])
                    } else {
                        solvers.value[agent].raise(rows.value + agent * width, rate: rates[agent])
                    }
                }
            }
        }
        for index in block.members.indices { block.members[index].score = Score() }
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let what = isDirect ? "probabilities" : "logits"
        let shape = "\(what) of \(model.states) states × \(model.actions) actions"
        let part = Part(
            Self.part, doubles: model.states * model.actions, shape: shape,
            distribution: isDirect ? model.actions : nil, logits: isDirect ? nil : model.actions)
        return [Slot(part, \State.policy)]
    }

    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double] {
        let row = state.policy.row(index)
        return isDirect ? row : PolicySolver.softmax(row, actions: state.policy.shape[2])
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.policy.feedRow(index, &sweep)
    }
}
