import Config
import Determinism
import Federation
import Learning

/// How far weights are from the federation's fixed point.
struct SquaredErrorToFixedPoint: Measure {
    static let component = Component(
        "squared_error_to_fixed_point",
        "‖θ − θ*‖² with θ* the federation's fixed point: of the agents' mean, and on average over the agents.",
        details: """
            average = ‖θ̄ − θ*‖² with θ̄ the mean of the agents' weights; agents = (1/K) Σₖ ‖θₖ − θ*‖². After a round in which all
            agents took the server's result in, both are the server's error. θ* = (Σ Āₖ)⁻¹ Σ b̄ₖ (`concord explain td`), or of agents
            that follow their own values where Σ (b̄ₖ(θ*) − Āₖ(θ*)θ*) = 0 (`concord explain sarsa`), each agent with the discount,
            policy, features and τ of its own. Agents of two kinds, or of unlike numbers of weights, have no θ* together.
            `of: mean_world` compares with the fixed point of one
            agent in the mean of the worlds, P̄ = (1/K) Σₖ Pₖ and R̄ = (1/K) Σₖ Rₖ: another one, since there all visits are those of
            one chain. `of: nominal` compares with the fixed point of one agent in the nominal world, with the numbers that all
            agents share, such as a drawn `seed`, as they were drawn: where agents' worlds are contaminated, in what they are
            contaminations of. Agents in worlds of another kind than the nominal one are compared with it as it is written. It
            has to be of the same size as theirs. One agent learns in one way: agents that learn in unlike ways are compared with
            neither of the two.
            """,
        fields: [
            Field(
                "of",
                .words(
                    (FixedPoint.federation.rawValue, "Where the sum of the agents' mean updates is zero"),
                    (FixedPoint.meanWorld.rawValue, "The fixed point in the mean of the worlds"),
                    (Self.nominal, "The fixed point in the nominal world")),
                "Which fixed point"
            ).main.defaults(to: .text(FixedPoint.federation.rawValue))
        ])
    static let scale = MeasureScale(.lowerIsBetter, in: "squared weights", beginsAtZero: true)

    let members = ["agents", "average"]

    private static let nominal = "nominal"
    /// Nil for that of the nominal world.
    private let which: FixedPoint?

    init(_ settings: Settings) { which = FixedPoint(rawValue: settings.text("of")) }

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        let agents = ConvergingAgents(learners, in: models)
        return (which == nil ? agents.unlike(in: "the nominal world") : nil) ?? agents.refusal(which ?? .federation)
    }

    func refusal(in setting: MeasuredSetting) -> Unfit? {
        guard which == nil else { return nil }
        if let unlike = setting.unlikeNominal(help: "of: federation") { return unlike }
        func point(in world: (any Environment)?) -> [Double]? {
            world?.model.flatMap { ConvergingAgents(Array(setting.learners.prefix(1)), in: [$0]).point(.federation) }
        }
        func unfit(_ reason: String) -> Unfit {
            Unfit(.setting, reason, at: .nominal, help: "of: federation, or another nominal world")
        }
        guard let there = point(in: setting.nominal) else {
            return unfit("agents have no fixed point in the nominal world that is unique and found")
        }
        guard let own = point(in: setting.worlds.first), own.count != there.count else { return nil }
        return unfit("agents are compared in the nominal world: \(own.count) weights, and \(there.count) there")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        let point: [Double]? =
            if let which {
                plan.converging.point(which)
            } else {
                plan.sharedModels.flatMap { models in
                    let learner = plan.agents[0].makeLearner()
                    return ConvergingAgents(models.map { _ in learner }, in: models).point(.federation)
                }
            }
        return point.map { DistanceProbe(optimum: $0, agents: Array(plan.agents.indices)) }
    }
}

/// What FedLSA's error ends at.
struct PredictedBias: Measure {
    static let component = Component(
        "predicted_bias",
        "‖bias‖² of FedLSA in closed form: what squared_error_to_fixed_point tends to where noise averages out.",
        details: """
            bias = [mean (I − Gₖ)]⁻¹ mean (I − Gₖ)(θₖ* − θ*) with Gₖ = (I − ηĀₖ)^H; η the rates before any decay, H the local steps
            between two exchanges of the plan's first method, or of one round where it has none. The same number in every round
            and under every method, also under those that have no such bias (SCAFFLSA). It holds for independent draws
            (`sampling: stationary`, `expected`): along Markov chains agents end elsewhere.
            """,
        fields: [])
    static let scale = MeasureScale(.describes, in: "squared weights", beginsAtZero: true)

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        ConvergingAgents(learners, in: models).refusalOfSystems
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        let exchange = plan.compositions.first
        let steps = plan.round.count * (exchange?.every.rounds(of: plan.round) ?? 1)
        let rates = plan.agents.map { agent in
            agent.optimizers.first.map { agent.language.optimizers.make($0.value).learningRate } ?? 0
        }
        let bias = plan.converging.systems?.bias(rates: rates, steps: steps)
        return ConstantProbe(constant: .number(bias.map { $0.reduce(0) { $0 + $1 * $1 } }))
    }
}

/// How unlike the agents' worlds are.
struct Heterogeneity: Measure {
    static let component = Component(
        "heterogeneity",
        "How unlike the agents' worlds are: ε_P by half the L1 norm (total variation), and ε_r.",
        details: """
            kernels_half_l1 = ε_P = max over pairs of agents, s, a of ½ Σ_s' |P_c(s'|s, a) − P_c'(s'|s, a)|: total variation, with the
            ½ that some texts leave out, so between 0 and 1. rewards = ε_r = max |R_c(s, a) − R_c'(s, a)|, of mean rewards. The same
            numbers in every round. Needs finite worlds of equal size.
            """,
        fields: [])
    static let scale = MeasureScale(
        .describes, in: "probability", beginsAtZero: true, members: ["rewards": "reward"])

    let members = ["kernels_half_l1", "rewards"]

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        guard let models, let first = models.first else { return .here("only finite worlds can be compared") }
        return models.allSatisfy { $0.states == first.states && $0.actions == first.actions }
            ? nil : .here("the worlds have unlike numbers of states or actions")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        plan.models.map { models in
            let found = ModelHeterogeneity(models)
            return ConstantProbe(
                constant: .named([("kernels_half_l1", .number(found.kernels)), ("rewards", .number(found.rewards))]))
        }
    }
}

extension CellPlan {
    /// The agents' worlds, where all are finite.
    var models: [FiniteModel]? {
        let models = agents.compactMap { $0.makeEnvironment().model }
        return models.count == agents.count ? models : nil
    }

    /// The nominal world as all agents share it: once where it is the same for all, else by agent; nil where one has no model.
    fileprivate var sharedModels: [FiniteModel]? {
        let models = agents.compactMap { $0.makeSharedEnvironment(of: self).model }
        guard let first = models.first, models.count == agents.count else { return nil }
        return models.allSatisfy { $0 == first } ? [first] : models
    }

    /// The agents, as far as it is known what they tend to.
    var converging: ConvergingAgents { ConvergingAgents(agents.map { $0.makeLearner() }, in: models) }
}

extension Population {
    /// What is made of the numbers that agents have learned, `agents × width` Float64; no number where they have none.
    func withNumbers(
        of agents: [Int], width: Int, _ body: (UnsafePointer<Double>) -> MeasureValue
    ) -> MeasureValue {
        guard let part = parts(of: 0).first else { return .number(nil) }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: agents.count * width) { buffer in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress else { return .number(nil) }
            read(part, from: agents, into: PartRows(part, UnsafeMutableRawPointer(base), count: agents.count))
            return body(base)
        }
    }
}

/// A value that rounds do not change.
struct ConstantProbe: Probe {
    let constant: MeasureValue

    func value(of population: Population, round: Int) -> MeasureValue { constant }
}

private struct DistanceProbe: Probe {
    let optimum: [Double]
    let agents: [Int]

    func value(of population: Population, round: Int) -> MeasureValue {
        let width = optimum.count
        return population.withNumbers(of: agents, width: width) { base in
            var (ofAgents, ofAverage) = (0.0, 0.0)
            for column in 0..<width {
                var sum = 0.0
                for agent in agents {
                    let distance = base[agent * width + column] - optimum[column]
                    ofAgents += distance * distance
                    sum += base[agent * width + column]
                }
                let distance = sum / Double(agents.count) - optimum[column]
                ofAverage += distance * distance
            }
            return .named([
                ("agents", .number(ofAgents / Double(agents.count))), ("average", .number(ofAverage)),
            ])
        }
    }
}
