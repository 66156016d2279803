import Config
import Determinism
import Numerics

/// Policy gradients by sampled trajectories in a finite world: the local updates of FedPG.
struct SoftmaxPolicyGradient: TableLearner, Sampling, SettingsIdling {
    static let component = Component(
        "softmax_policy_gradient",
        "REINFORCE on a table of logits in a finite world, with entropy if wanted (Labbi et al. 2025).",
        details: """
            Once per update, B = `batch.episodes` trajectories of T = `horizon` steps from the world's start:
            g = (1/B) Σ Σ_t γ^t (Σ_{l ≤ t} ∇ log π(a_l|s_l)) ρ_t        ρ_t = r_t − λ h_t,  λ = `entropy`
            θ ← θ + η g                                                η the rate of the optimizer `sgd`; Float64
            head: flat      π = softmax(θ(s)), a logit by action;               h = log π(a|s)
            head: bits      π = Π_p softmax(θ(s, bits before p)), for 2^k actions by the bits of their number, the highest first;
                            h = Σ_p γ^(p/(k − 1)) log π(bit p|s, bits before p), as published: for k ≥ 2 and λ > 0 the optimum is
                            another than that of `flat`; for k = 1 both are one, number by number.
            gradient: exact     g = Σ_s d(s) Σ_a π(a|s) Q(s, a) ∇ log π(a|s), without trajectories and without a horizon: Q of
                                the rewards ρ and d = Σ_t γ^t P(s_t = s) by linear solve. `batch` and `horizon` do not matter.
            Score: the trajectories' undiscounted returns, without h. Worlds are played for T steps, whatever their maximum_steps.

            Deviations from the program of the authors:
              1. It adds 1e-8 to probabilities in the logarithms of `bits`; ours are of the probabilities themselves.
            """,
        source: Source(
            .federatedPolicyGradient, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "g, both heads and their entropies; γ 0.99, λ 0.05, T 20, B 20, η 0.01, logits 0 at the start"),
                .from(.ours, "the exact gradient; λ 0 where a spec is silent"),
            ]),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ").defaults(to: .number(0.99)),
            Field("entropy", .number(Interval(0, 1e6)), "λ: what actions are paid for being unlikely").defaults(
                to: .number(0)),
            Field(
                "head",
                .words(
                    ("flat", "One choice among all actions"),
                    ("bits", "The bits of an action's number, one choice after the other")),
                "How logits make a policy"
            ).defaults(to: .text("flat")),
            Field(
                "gradient",
                .words(
                    ("sampled", "From trajectories"),
                    ("exact", "By linear solve, of trajectories without end")),
                "Where gradients come from"
            ).defaults(to: .text("sampled")),
            Field(
                "batch",
                .table([
                    Field("episodes", .integer(1...Limits.many), "B: trajectories per update").main.defaults(
                        to: .integer(20))
                ]), "What an update is made of"
            ).defaults(to: .object([])),
            Field("horizon", .integer(1...Limits.episodeSteps), "T: steps of a trajectory").defaults(to: .integer(20)),
            TabularStart.field,
        ])

    static let purposes = [Purpose.environment, .action]
    static let part = "policy"
    static let policyRule = Actor.Rule.stochastic

    /// All agents.
    struct State: Persistent {
        /// Logits, `[agent, state, logit]`.
        var policy: Tensor<Double>

        /// Logits are any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    /// One sampler per agent, and what the round brought it.
    final class Scratch {
        var samplers: [TrajectorySampler] = []
        var steps = StepSizes()
        var keys: [StreamKey] = []
        var scores: [Score] = []
    }

    private let discount: Double
    private let entropy: Double
    private let isBitwise: Bool
    private let isExact: Bool
    private let trajectories: Int
    private let horizon: Int
    private let start: TabularStart

    init(_ settings: Settings) {
        discount = settings.number("discount")
        entropy = settings.number("entropy")
        isBitwise = settings.text("head") == "bits"
        isExact = settings.text("gradient") == "exact"
        trajectories = settings.table("batch").integer("episodes")
        horizon = settings.integer("horizon")
        start = TabularStart(settings.choice(TabularStart.key))
    }

    var stepsPerUpdate: Int { isExact ? 0 : trajectories.saturatingTimes(horizon) }

    func refusal(of models: [FiniteModel]) -> Unfit? {
        if let unequal = models.unfitSizes { return unequal }
        guard isBitwise, let actions = models.first?.actions, !SoftmaxHead.canChooseBits(of: actions) else {
            return nil
        }
        return .here(
            "bits number 2, 4, 8 … actions, and there are \(actions)", help: "choose a world of 2, 4, 8 … actions",
            remedy: .init("head", "flat"))
    }

    func idleSettings(in spaces: Spaces) -> [(key: String, reason: String)] {
        isExact
            ? ["batch", "horizon"].map { ($0, "exact gradients are of trajectories without end, and none is drawn") }
            : []
    }

    private func head(for model: FiniteModel) -> SoftmaxHead {
        SoftmaxHead(
            actions: model.actions, isBitwise: isBitwise && SoftmaxHead.canChooseBits(of: model.actions),
            discount: discount)
    }

    func initial(_ block: Block) -> State {
        let model = block.models[0]
        let width = head(for: model).width
        let rows = block.members.flatMap { start.row(Self.part, of: $0, count: model.states * width) }
        return State(policy: Tensor(shape: [block.members.count, model.states, width], elements: rows))
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        scratch.samplers = block.models.map {
            TrajectorySampler(
                $0, head(for: $0), discount: discount, entropy: entropy, horizon: horizon, isExact: isExact)
        }
        scratch.steps = StepSizes(block, of: Self.part)
        scratch.keys = block.members.map(\.key)
        scratch.scores = [Score](repeating: Score(), count: block.members.count)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        let head = head(for: model)
        footprint.add(.tables, 8 * Double(model.states * head.width))
        footprint.addModel(model)
        footprint.add(.models, TrajectorySampler.bytes(of: model, head, horizon: horizon, isExact: isExact))
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (updates, width, trajectories) = (round.length.count, state.policy.rowWidth, trajectories)
        scratch.steps.prepare(block, after: round.number - 1)
        let (samplers, rates) = (Shared(scratch.samplers), scratch.steps.values)
        let (keys, isExact) = (scratch.keys, isExact)
        let steps = keys.count.saturatingTimes(updates).saturatingTimes(trajectories).saturatingTimes(horizon)
        let isLong = isExact ? keys.count > 32 : steps > 20_000
        state.policy.elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let rows = Shared(base)
            ParallelLoop.forEach(&scratch.scores, workers: isLong ? block.workers : 1) { agent, score in
                score = Score()
                let (sampler, logits) = (samplers.value[agent], rows.value + agent * width)
                for update in 0..<updates {
                    if isExact {
                        sampler.climbExactly(logits, rate: rates[agent])
                    } else {
                        score += sampler.climb(
                            logits, rate: rates[agent], trajectories: trajectories,
                            worlds: keys[agent].stream(.environment, round: round.number, episode: update),
                            actions: keys[agent].stream(.action, round: round.number, episode: update))
                    }
                }
            }
        }
        for index in block.members.indices { block.members[index].score = scratch.scores[index] }
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let head = head(for: model)
        let what = isBitwise ? "\(model.actions - 1) bits" : "\(model.actions) actions"
        let part = Part(
            Self.part, doubles: model.states * head.width, shape: "logits of \(model.states) states × \(what)",
            logits: head.options, perRow: head.width)
        return [Slot(part, \State.policy)]
    }

    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double] {
        let (states, width) = (state.policy.shape[1], state.policy.shape[2])
        // Flat heads have a logit for each action, bits two fewer than two.
        let head = SoftmaxHead(
            actions: isBitwise ? width / 2 + 1 : width, isBitwise: isBitwise, discount: discount)
        var policy = [Double](repeating: 0, count: states * head.actions)
        var charges = [Double](repeating: 0, count: head.actions)
        var choices = [Double](repeating: 0, count: width)
        state.policy.elements.withUnsafeBufferPointer { logits in
            policy.withUnsafeMutableBufferPointer { policy in
                guard let logits = logits.baseAddress, let policy = policy.baseAddress else { return }
                for row in 0..<states {
                    head.read(
                        logits + (index * states + row) * width, probabilities: policy + row * head.actions,
                        charges: &charges, choices: &choices)
                }
            }
        }
        return policy
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.policy.feedRow(index, &sweep)
    }
}
