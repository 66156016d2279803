import Config
import Determinism
import Numerics

/// Linear SARSA in finite worlds: every agent learns the values of the softmax policy that it follows, and that follows them.
struct Sarsa: Converging, Tabular, Pulled, PlainStepping, StateChecking, OracleKnowing, VisitCounting {
    static let component = Component(
        "sarsa",
        "On-policy linear SARSA with a softmax policy of its own action values, in a finite world, step by step.",
        details: """
            a ~ π(·|s) ∝ exp(Q(s, a)/τ),  Q(s, a) = φ(s, a)ᵀθ,  τ = `temperature`
            θ ← θ + η [(r + γ Q(s', a') − Q(s, a)) φ(s, a) + ξ]    on every step (s, a, r, s', a'); ξ is 0 without control variates

            A round is so many steps; η is the rate of the optimizer `sgd`, constant within a round. Float64 throughout.
              features: one_hot       a weight for every state and action
              features: environment   φ(s, a) has the features of s at the weights of a, and 0 elsewhere: a weight for every feature
                                      and action
              sampling: markovian     one chain per agent, which goes on over rounds; its state and action are in the checkpoint.
                                      a' is drawn before θ moves, and stands when an exchange has replaced θ
              sampling: expected      no samples: θ ← θ + η [b̄(θ) − Ā(θ)θ + ξ] with Ā(θ) = E[φ(s, a)(φ(s, a) − γφ(s', a'))ᵀ] and
                                      b̄(θ) = E[r φ(s, a)] in the stationary chain under θ's own policy
            Rewards are the mean rewards R(s, a). A step draws two uniform numbers of 53 bits: s', then a'.

            Two fixed points are told apart (`concord explain squared_error_to_fixed_point`): θ* of the federation, where
            Σₖ (b̄ₖ(θ) − Āₖ(θ)θ) = 0, each agent in its own world; and that of one agent in the mean of the worlds. At s the first
            counts an agent by how often it visits s, the second counts all alike. Both are found by iteration of
            θ ← (Σ Āₖ(θ))⁻¹ Σ b̄ₖ(θ) from 0, damped where steps grow, to 1e-10; what it does not find is refused. A low τ may have
            several fixed points: then it is the one found.

            Deviations from the program of the authors of FedSARSA:
              1. Their mean of the worlds gives the probabilities of a successor that another world has too, but elsewhere in its
                 row, to the wrong one; here it is the mean.
              2. `expected` steps are theirs for finding limits; as a way to train, and `features: environment`, they are ours.
            """,
        source: Source(
            .connectionistQ, .approximatePolicyIteration, .federatedSarsa,
            note: "program of the authors of the last (pmangold/fed-sarsa)", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "updates, the order of draws and moves, one-hot features, chains, both fixed points; γ 0.9, τ 2, η 0.01"
                ),
                .from(.ours, "features of the world, control variates, the way fixed points are found"),
            ]),
        fields: [
            Field("discount", .number(FiniteModel.discounts), "Discount γ").defaults(to: .number(0.9)),
            Field("temperature", .number(Interval(1e-6, 1e6)), "τ: how little a policy prefers larger values").defaults(
                to: .number(2)),
            Field(
                "sampling",
                .words(
                    ("markovian", "A chain that goes on over rounds"),
                    ("expected", "No samples: the mean update")),
                "Where transitions come from"
            ).defaults(to: .text("markovian")),
            Field(
                "features",
                .words(
                    ("one_hot", "A table: one weight per state and action"),
                    ("environment", "The features of the world's states, for every action anew")),
                "What values are linear in"
            ).defaults(to: .text("one_hot")),
            Field(
                "initial", .choice(Choices("initial", [zeros, optimum])), "The weights before the first round"
            ).defaults(to: .object([.init("zeros", .object([]))])),
        ])

    private static let zeros = Component("zeros", "All weights are zero.", fields: [])
    private static let optimum = Component(
        "optimum",
        "The federation's fixed point θ*, every weight moved by a number drawn for it: an oracle's knowledge of all worlds.",
        fields: [
            Field(
                "spread", .number(Interval(0, 1e6)),
                "Numbers are drawn from U(−spread, spread): from the agent's own stream, or all agents' where `start` is common"
            ).main.defaults(to: .number(0))
        ])

    static let roundUnits = [Duration.Unit.steps]
    let networks: [NetworkRole] = []
    static let grouping = Grouping.rows
    static let stepped = part
    static let pulled = part
    static let policyRule = Actor.Rule.stochastic
    static let purposes = [Purpose.sampling]
    private static let part = "q"

    /// All agents.
    struct State: Persistent {
        /// θ, `[agent, weight]`: `feature · actions + action`.
        var q: Tensor<Double>
        /// Where the agents' chains stand, and what they are about to do there, `[agent]`; nothing where there are none.
        var latestState: Tensor<Int32>?
        var latestAction: Tensor<Int32>?

        var flaw: Flaw? { nil }
    }

    /// What steps of every agent are made with.
    final class Scratch {
        var walkers: [SarsaWalker] = []
        var worlds: [OnPolicyWorld] = []
        var steps = StepSizes()
        /// By agent: its walk in the round, and what pulls at it; room for a mean update.
        var walks: [SarsaWalk] = []
        var pulls: [UnsafePointer<Double>?] = []
        var directions: [Double] = []

        deinit { for walker in walkers { walker.deallocate() } }
    }

    private let discount: Double
    let temperature: Double
    let isExpected: Bool
    let isTabular: Bool
    /// How far weights start from θ*, at most; nil where they start at zero.
    private let spread: Double?

    init(_ settings: Settings) {
        discount = settings.number("discount")
        temperature = settings.number("temperature")
        isExpected = settings.text("sampling") == "expected"
        isTabular = settings.text("features") == "one_hot"
        let initial = settings.choice("initial")
        spread = initial.kind == "optimum" ? initial.settings(Self.optimum).number("spread") : nil
    }

    var oracleKnowledge: [String] {
        spread == nil ? [] : ["initial: optimum, the fixed point of all agents' worlds together"]
    }

    var counted: String? { isExpected ? nil : Self.part }

    func width(in model: FiniteModel) -> Int {
        (isTabular ? model.states : model.featureCount) * model.actions
    }

    static func fixedPoint(of learners: [Self], in models: [FiniteModel]) -> [Double]? {
        SarsaFixedPoint.find(
            zip(learners, models).map { learner, model in
                .init(
                    model: model, discount: learner.discount, temperature: learner.temperature,
                    isTabular: learner.isTabular)
            })
    }

    func tends(like other: Self) -> Bool {
        discount == other.discount && temperature == other.temperature && isTabular == other.isTabular
    }

    func refusal(of models: [FiniteModel]) -> Unfit? {
        if let unequal = models.unfitSizes ?? (isTabular ? nil : models.unfitFeatures) { return unequal }
        guard let first = models.first else { return nil }
        let anything = [Double](repeating: 1 / Double(first.actions), count: first.states * first.actions)
        if let several = models.severalClasses(under: anything, "policies that may do anything") {
            return .here(several)
        }
        return spread != nil && fixedPoint(.federation, of: models) == nil
            ? .here("the federation has no fixed point to start from that is unique and found") : nil
    }

    func initial(_ block: Block) -> State {
        let models = block.models
        let width = width(in: models[0])
        var rows = [Double](repeating: 0, count: models.count * width)
        if let spread {
            guard let optimum = fixedPoint(.federation, of: block.everybodysModels) else {
                preconditionFailure("the check has found a fixed point to start from")
            }
            for (agent, member) in block.members.enumerated() {
                var stream = member.start(of: Self.part).stream(.initialization)
                for weight in 0..<width {
                    rows[agent * width + weight] = optimum[weight] + spread * (2 * stream.uniform() - 1)
                }
            }
        }
        var state = State(q: Tensor(shape: [models.count, width], elements: rows))
        guard !isExpected else { return state }
        var places: [SarsaWalker.Place] = []
        for (agent, member) in block.members.enumerated() {
            // The words after those that draw a start.
            var stream = member.key.stream(.initialization, episode: 1)
            let first = models[agent].startState(&stream)
            let walker = walker(in: models[agent])
            defer { walker.deallocate() }
            let action = state.q.row(agent).withUnsafeBufferPointer { row in
                row.baseAddress.map { walker.choose($0, state: first, by: stream.uniform()) } ?? 0
            }
            places.append(SarsaWalker.Place(state: first, action: action))
        }
        state.latestState = Tensor(shape: [places.count], elements: places.map { Int32($0.state) })
        state.latestAction = Tensor(shape: [places.count], elements: places.map { Int32($0.action) })
        return state
    }

    func flaw(of state: State, in block: Block) -> Flaw? {
        guard let states = state.latestState, let actions = state.latestAction else {
            return isExpected ? nil : Flaw(at: "latest_state", "agents that walk stand somewhere")
        }
        let models = block.models
        return models.indices.lazy.compactMap { agent in
            Flaw.range(
                "latest_state", Int(states.elements[agent]), 0...models[agent].states - 1,
                "the world of agent \(agent) has \(models[agent].states) states")
                ?? Flaw.range(
                    "latest_action", Int(actions.elements[agent]), 0...models[agent].actions - 1,
                    "the world of agent \(agent) has \(models[agent].actions) actions")
        }.first
    }

    private func walker(in model: FiniteModel) -> SarsaWalker {
        SarsaWalker(model, discount: discount, temperature: temperature, isTabular: isTabular)
    }

    func scratch(_ block: Block) -> Scratch {
        let scratch = Scratch()
        let models = block.models
        scratch.steps = StepSizes(block, of: Self.part)
        scratch.pulls = models.map { _ in nil }
        guard !isExpected else {
            scratch.worlds = models.map {
                OnPolicyWorld($0, discount: discount, temperature: temperature, isTabular: isTabular)
            }
            scratch.directions = [Double](repeating: 0, count: models.count * width(in: models[0]))
            return scratch
        }
        scratch.walkers = models.map(walker)
        scratch.walks.reserveCapacity(models.count)
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        guard let model = member.world.model else { return footprint }
        let width = width(in: model)
        footprint.add(.tables, 8 * Double(width))
        footprint.addModel(model)
        if isExpected {
            footprint.add(.models, OnPolicyWorld.bytes(of: model, width: width) + 8 * Double(width))
        } else {
            footprint.add(.models, SarsaWalker.bytes(of: model, isTabular: isTabular))
        }
        return footprint
    }

    func slots(of member: Member) -> [Slot<State>] {
        guard let model = member.world.model else { return [] }
        let shape =
            "\(width(in: model) / model.actions) \(isTabular ? "states" : "features") × \(model.actions) actions"
        return [Slot(Part(Self.part, doubles: width(in: model), shape: shape), \State.q)]
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {
        state.q.feedRow(index, &sweep)
        if let latest = state.latestState { sweep.add(count: Int(latest.elements[index])) }
        if let latest = state.latestAction { sweep.add(count: Int(latest.elements[index])) }
    }
}
