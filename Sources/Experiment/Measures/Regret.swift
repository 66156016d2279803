import Config
import Federation
import Learning

/// What agents have lost so far by the policies they followed, in worlds that are known.
struct Regret: Measure {
    static let component = Component(
        "regret",
        "What the agents' policies have cost so far against the best one of the horizon, summed over all episodes.",
        details: """
            R(t) = Σ over rounds u ≤ t of (1/K) Σₖ E [V*_0 − V_0^{π_{k,u}}], π_{k,u} the policy that agent k followed in round u, V by
            backward induction over the horizon, undiscounted, the mean over the start distribution. `against` says in whose world: the
            nominal one with what all agents share as it was drawn, which is the common one where agents' worlds are contaminated, or each
            agent's own. It is summed after
            every round, also where it is not recorded; a round counts by its episodes. With `replicas`, one number by copy.

            Deviation from the program of Labbi et al. (2025): it takes V at the drawn start; here all starts count as they are
            likely, which has the same mean.
            """,
        fields: [
            Field(
                "against",
                .words(("nominal", "In the nominal world"), ("own", "In every agent's own world")),
                "In whose world policies are compared with the best one"
            ).main.defaults(to: .text("nominal"))
        ])
    static let direction = MeasureDirection.lowerIsBetter

    private let isNominal: Bool

    init(_ settings: Settings) { isNominal = settings.text("against") == "nominal" }

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        guard models != nil else { return .here("regret is exact only in finite worlds") }
        return learners.allSatisfy { $0 is any Episodic } ? nil : .here("these agents have no policy by step and state")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        let size = plan.agents.count
        let worlds = plan.copies.flatMap { copy in
            copy.agents.map { agent in
                let own = agent.makeEnvironment()
                let world = isNominal ? agent.makeSharedEnvironment(of: plan) : own
                guard let model = world.model else {
                    preconditionFailure("regret is that of known worlds")
                }
                return RegretProbe.World(model, horizon: own.maximumSteps)
            }
        }
        return RegretProbe(worlds: worlds, agents: size, episodes: Double(plan.round.count))
    }
}

extension AgentPlan {
    /// The nominal world with the numbers that all agents share as they were drawn: what their worlds have in common.
    fileprivate func makeSharedEnvironment(of plan: CellPlan) -> any Environment {
        let nominal = plan.nominalEnvironment
        guard nominal.kind == environment.kind, let component = language.environments[nominal.kind] else {
            return plan.makeNominalEnvironment()
        }
        let shared = component.fields.filter(\.isDrawnAlike).map(\.key)
        let members =
            (nominal.values.members.filter { !shared.contains($0.key) }
            + environment.values.members.filter { shared.contains($0.key) }).map { ($0.key, $0.value) }
        return language.environments.make(Choice(.object([.init(nominal.kind, .object(sorting: members))])))
    }
}

/// Plans of policies so far, by agent or for all together.
struct Exchanges: Measure {
    static let component = Component(
        "exchanges",
        "How often the agents' policies have been planned so far, in the mean over the agents: together, or each for itself.",
        details: """
            Where an exchange plans for the agents, its meetings; an agent that is alone, or in no such exchange, plans for itself, and its
            plannings count as well, though no byte passes. With `replicas`, one number by copy.
            """,
        fields: [])
    static let direction = MeasureDirection.lowerIsBetter

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        learners.allSatisfy { $0 is any Episodic } ? nil : .here("these agents do not plan")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? { PlanningProbe(agents: plan.agents.count, copies: plan.replicas) }
}

private struct PlanningProbe: Probe {
    let agents: Int
    let copies: Int

    func value(of population: Population, round: Int) -> MeasureValue {
        .byCopy(
            (0..<copies).map { copy in
                (0..<agents).reduce(0) { $0 + Double(population.plannings(of: copy * agents + $1) ?? 0) }
                    / Double(agents)
            })
    }
}

extension MeasureValue {
    /// A number, or one by copy.
    fileprivate static func byCopy(_ numbers: [Double]) -> MeasureValue {
        numbers.count == 1 ? .number(numbers[0]) : .list(numbers)
    }
}

/// Sums up what policies cost, round by round.
private struct RegretProbe: SummingProbe {
    /// Where an agent's policy is compared with the best one.
    struct World: Sendable {
        let model: FiniteModel
        let horizon: Int
        let best: Double

        init(_ model: FiniteModel, horizon: Int) {
            self.model = model
            self.horizon = horizon
            best = model.bestReturn(horizon: horizon)
        }
    }

    let worlds: [World]
    let agents: Int
    let episodes: Double

    func value(of population: Population, round: Int) -> MeasureValue {
        value(of: RunningSums(sums: worlds.indices.filter { $0 % agents == 0 }.map { _ in 0 }))
    }

    func value(of sums: RunningSums) -> MeasureValue { .byCopy(sums.sums) }

    func start(_ population: Population) -> RunningSums {
        var sums = RunningSums(
            sums: stride(from: 0, to: worlds.count, by: agents).map { _ in 0 }, latest: worlds.map { _ in 0 },
            versions: worlds.map { _ in -1 })
        look(at: population, &sums)
        return sums
    }

    /// The policies that were followed in the round are those of its start: planning is what ends one.
    func add(_ population: Population, to sums: inout RunningSums) {
        for copy in sums.sums.indices {
            let own = copy * agents..<(copy + 1) * agents
            sums.sums[copy] += episodes * (own.reduce(0) { $0 + sums.latest[$1] } / Double(agents))
        }
        look(at: population, &sums)
    }

    private func look(at population: Population, _ sums: inout RunningSums) {
        var (known, value) = ([Int](), 0.0)
        var world = -1
        for agent in worlds.indices {
            let version = population.plannings(of: agent) ?? 0
            guard version != sums.versions[agent], let policy = population.episodicPolicy(of: agent) else { continue }
            if world < 0 || policy != known || worlds[agent].model != worlds[world].model {
                value =
                    worlds[agent].best - worlds[agent].model.episodicReturn(of: policy, horizon: worlds[agent].horizon)
                (known, world) = (policy, agent)
            }
            sums.latest[agent] = value
            sums.versions[agent] = version
        }
    }
}
