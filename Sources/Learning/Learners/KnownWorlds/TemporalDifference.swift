import Config
import Determinism
import Numerics

/// Linear TD(0) in finite worlds: every agent evaluates the same policy in a world of its own.
struct TemporalDifference: LinearlyConverging, Pulled, PlainStepping, StateChecking, OracleKnowing, VisitCounting {
    static let component = Component(
        "td", "TD(0) with linear features or a table: policy evaluation in a finite world, step by step.",
        details: """
            θ ← θ + η [(r + γ φ(s')ᵀθ − φ(s)ᵀθ) φ(s) + ξ]     on every step (s, r, s'); ξ is 0 without control variates

            A round is so many steps; η is the rate of the optimizer `sgd`, constant within a round. Float64 throughout.
            Agents with equal settings evaluate one policy, in worlds of equal size whose models are known:
              stationary   (s, r, s') anew at every step: s from the stationary distribution of the agent's chain, then
                           a ~ π(·|s) and s' ~ P(·|s, a)
              markovian    one chain per agent, which goes on over rounds; its state is in the checkpoint
              expected     no samples: θ ← θ + η [b̄ − Āθ + ξ] with Ā = E[φ(s)(φ(s) − γφ(s'))ᵀ] and b̄ = E[r φ(s)]
            Rewards are the mean rewards R(s, a). A step draws one 32-bit word of the agent's stream; probabilities are
            rounded to multiples of 2⁻³².

            Deviations from the paper (Mangold et al. 2024, and its program):
              1. The program draws s, then s'; here the pair is one draw of the same law.
              2. `markovian` and `expected` are not in its experiments. The closed form of FedLSA's bias is that of independent
                 draws: along a chain neighboring steps depend on one another, and agents end elsewhere.
            """,
        source: Source(
            .temporalDifferences, .scafflsa, evidence: .authorCode),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ of the values to be learned")
                .defaults(to: .number(0.95)),
            Field(
                "sampling",
                .words(
                    ("stationary", "Independent transitions of the stationary distribution"),
                    ("markovian", "A chain that goes on over rounds"),
                    ("expected", "No samples: the mean update")),
                "Where transitions come from"
            ).defaults(to: .text("stationary")),
            Field(
                "features",
                .words(
                    ("environment", "The features of the world's states"),
                    ("one_hot", "A table: one weight per state")),
                "What values are linear in"
            ).defaults(to: .text("environment")),
            EvaluatedPolicy.field,
            Field(
                "initial", .choice(Choices("initial", [zeros, optimum])), "The weights before the first round"
            ).defaults(to: .object([.init("zeros", .object([]))])),
        ])

    private static let zeros = Component("zeros", "All weights are zero.", fields: [])
    private static let optimum = Component(
        "optimum",
        "The federation's fixed point θ*, moved by the same number in every direction: an oracle's knowledge of all worlds.",
        fields: [Field("offset", .number, "What is added to every weight of θ*").main.defaults(to: .number(0))])

    static let roundUnits = [Duration.Unit.steps]
    let networks: [NetworkRole] = []
    static let grouping = Grouping.rows
    static let stepped = part
    static let pulled = part
    static let purposes = [Purpose.sampling]
    private static let part = "value"

    static func randomSources(_ settings: Settings) -> [RandomSource] {
        EvaluatedPolicy(settings.choice(EvaluatedPolicy.key)).randomSources
    }

    /// All agents.
    struct State: Persistent {
        /// θ, `[agent, weight]`.
        var value: Tensor<Double>
        /// Where the agents' chains stand, `[agent]`; nothing where there are none.
        var latestState: Tensor<Int32>?

        var flaw: Flaw? { nil }
    }

    /// Walkers of eight agents each, and what a round needs of every agent.
    final class Scratch {
        var eights: [TransitionWalkers] = []
        var systems: LinearFixedPoints?
        /// η by agent.
        var steps = StepSizes()
    }

    enum Sampling: String { case stationary, markovian, expected }

    let discount: Double
    let sampling: Sampling
    private let isTabular: Bool
    private let policy: EvaluatedPolicy
    /// What is added to θ*; nil where weights start at zero.
    private let offset: Double?

    init(_ settings: Settings) {
        discount = settings.number("discount")
        sampling = settings.word("sampling")
        isTabular = settings.text("features") == "one_hot"
        policy = EvaluatedPolicy(settings.choice(EvaluatedPolicy.key))
        let initial = settings.choice("initial")
        offset = initial.kind == "optimum" ? initial.settings(Self.optimum).number("offset") : nil
    }

    var oracleKnowledge: [String] {
        offset == nil ? [] : ["initial: optimum, the fixed point of all agents' worlds together"]
    }

    var counted: String? { sampling == .expected ? nil : Self.part }

    func width(in model: FiniteModel) -> Int { isTabular ? model.states : model.featureCount }

    static func fixedPoints(of learners: [Self], in models: [FiniteModel]) -> LinearFixedPoints? {
        LinearFixedPoints(
            zip(learners, models).map { learner, model in
                .init(
                    model, policy: learner.policy.probabilities(in: model), discount: learner.discount,
                    isTabular: learner.isTabular)
            })
    }

    static func fixedPoint(of learners: [Self], in models: [FiniteModel]) -> [Double]? {
        fixedPoints(of: learners, in: models)?.optimum
    }

    func tends(like other: Self) -> Bool {
        discount == other.discount && isTabular == other.isTabular && policy == other.policy
    }

    /// Of agents that all learn in this way.
    private func fixedPoints(of models: [FiniteModel]) -> LinearFixedPoints? {
        Self.fixedPoints(of: models.map { _ in self }, in: models)
    }

    func refusal(of models: [FiniteModel]) -> Unfit? {
        if let unequal = models.unfitSizes ?? (isTabular ? nil : models.unfitFeatures) { return unequal }
        let policyHelp = "change the worlds or the evaluated policy"
        if let first = models.first,
            let several = models.severalClasses(under: policy.probabilities(in: first), "the evaluated policy")
        {
            return .here(several, help: policyHelp)
        }
        guard let points = fixedPoints(of: models) else {
            return .here("the chain of the evaluated policy has no unique stationary distribution", help: policyHelp)
        }
        if sampling != .expected, let widest = models.map({ outcomes(of: $0) }).max(), widest > AliasTable.mostOutcomes
        {
            return .here(
                "one of \(widest) transitions is drawn at a step, and up to \(AliasTable.mostOutcomes) can be told apart; "
                    + "`sampling: expected` draws none")
        }
        return offset != nil && points.optimum == nil
            ? .here("the federation has no unique fixed point to start from", help: policyHelp) : nil
    }

    /// The transitions among which a step draws one, at most.
    private func outcomes(of model: FiniteModel) -> Int {
        guard sampling == .markovian else { return model.successors.count }
        return (0..<model.states).map { state in
            Int(model.starts[(state + 1) * model.actions]) - Int(model.starts[state * model.actions])
        }.max() ?? 0
    }

    func initial(_ block: Block) -> State {
        let models = block.models
        let width = width(in: models[0])
        var row = [Double](repeating: 0, count: width)
        if let offset {
            guard let optimum = fixedPoints(of: block.everybodysModels)?.optimum else {
                preconditionFailure("the check has found a fixed point to start from")
            }
            row = optimum.map { $0 + offset }
        }
        let value = Tensor(shape: [models.count, width], elements: models.flatMap { _ in row })
        guard sampling == .markovian else { return State(value: value, latestState: nil) }
        let states = zip(models, block.members).map { model, member in
            var stream = member.key.stream(.initialization)
            return Int32(model.startState(&stream))
        }
        return State(value: value, latestState: Tensor(shape: [states.count], elements: states))
    }

    func flaw(of state: State, in block: Block) -> Flaw? {
        guard let latest = state.latestState else { return nil }
        let counts = block.models.map(\.states)
        return latest.elements.indices.lazy.compactMap { agent in
            Flaw.range(
                "latest_state", Int(latest.elements[agent]), 0...counts[agent] - 1,
                "the world of agent \(agent) has \(counts[agent]) states")
        }.first
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        let models = block.models
        scratch.steps = StepSizes(block, of: Self.part)
        guard sampling != .expected else {
            scratch.systems = fixedPoints(of: models)
            return scratch
        }
        let probabilities = policy.probabilities(in: models[0])
        for start in stride(from: 0, to: models.count, by: 8) {
            let members = start..<min(start + 8, models.count)
            let walks = members.map { index in
                Walk(
                    key: block.members[index].key,
                    rows: sampling == .markovian
                        ? models[index].chainTransitions(under: probabilities)
                        : models[index].stationaryTransitions(under: probabilities))
            }
            scratch.eights.append(
                TransitionWalkers(
                    walks, features: isTabular ? nil : members.map { models[$0].features },
                    width: width(in: models[0]), discount: discount))
        }
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        let width = width(in: model)
        footprint.add(.tables, 8 * Double(width))
        footprint.addModel(model)
        if sampling == .expected {
            footprint.add(.models, 8 * Double(width * width))
        } else {
            // Every transition as the walk is made of it, and as kernels draw it; the features once more in their order.
            let transitions = 56 * Double(model.successors.count)
            footprint.add(.models, transitions + 8 * Double(isTabular ? 0 : model.features.count))
        }
        return footprint
    }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        scratch.steps.prepare(block, after: round.number - 1)
        let steps = round.length.count
        if sampling == .expected {
            follow(&state, block, steps, scratch)
        } else {
            walk(&state, block, steps, round, scratch)
        }
        for index in block.members.indices { block.members[index].score.steps = steps }
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let width = width(in: model)
        let shape = isTabular ? "\(width) states" : "\(width) features"
        return [Slot(Part(Self.part, doubles: width, shape: shape), \State.value)]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.value.feedRow(index, &sweep)
        if let latest = state.latestState { sweep.add(count: Int(latest.elements[index])) }
    }
}
