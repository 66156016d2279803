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
            backward induction over the horizon, undiscounted, the mean over the start distribution. `against` says in whose world:
            `nominal`, that one with the numbers that all agents share, such as a drawn `seed`, as they were drawn, which is the
            common one where agents' worlds are contaminated; agents in worlds of another kind are compared in it as it is written,
            and it has to be of the size and horizon of theirs. Or `own`, each agent's world. It is summed after every round, also
            where it is not recorded; a round counts by its episodes. With `replicas`, one number by copy. Where agents come to
            a server one by one, rounds are not what they train, and it is refused.

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
    static let scale = MeasureScale(.lowerIsBetter, in: "reward", beginsAtZero: true)

    let sumsRounds = true
    private let isNominal: Bool

    init(_ settings: Settings) { isNominal = settings.text("against") == "nominal" }

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        guard models != nil else { return .here("regret is exact only in finite worlds") }
        return learners.allSatisfy { $0 is any Episodic } ? nil : .here("these agents have no policy by step and state")
    }

    func refusal(in setting: MeasuredSetting) -> Unfit? {
        if let exchange = setting.asynchronous {
            return Unfit(
                .axes, "in '\(exchange.name)' agents come one by one, and a round is not one of every agent",
                at: .exchange("when"), help: "when: always")
        }
        guard isNominal else { return nil }
        if let unlike = setting.unlikeNominal(help: "against: own") { return unlike }
        let steps = setting.nominal.maximumSteps
        guard let other = setting.worlds.first(where: { $0.maximumSteps != steps }) else { return nil }
        return Unfit(
            .setting,
            "agents are compared in the nominal world: episodes of \(other.maximumSteps) steps, and of \(steps) there",
            at: .nominal, help: "against: own, or a nominal world of the same horizon as the agents'")
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
        return RegretProbe(
            worlds: worlds, agents: size, episodes: Double(plan.round.count),
            isRewritten: plan.compositions.contains { type(of: $0.upload).space != .moment })
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
    /// Whether exchanges write what agents act by without planning it, so that plannings do not tell policies apart.
    let isRewritten: Bool

    func value(of population: Population, round: Int) -> MeasureValue {
        value(of: RunningSums(sums: nothing))
    }

    /// By copy: the sum before any round.
    private var nothing: [Double] { [Double](repeating: 0, count: worlds.count / agents) }

    func value(of sums: RunningSums) -> MeasureValue { .byCopy(sums.sums) }

    func start(_ population: Population) -> RunningSums {
        var sums = RunningSums(
            sums: nothing, latest: worlds.map { _ in 0 }, versions: worlds.map { _ in -1 })
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
        if isRewritten { for agent in worlds.indices { sums.versions[agent] = -1 } }
        var (known, value) = ([Int](), 0.0)
        var world = -1
        for agent in worlds.indices {
            let version = population.plannings(of: agent) ?? 0
            guard version != sums.versions[agent], let policy = population.episodicPolicy(of: agent) else { continue }
            if world < 0 || policy != known || worlds[agent].model != worlds[world].model
                || worlds[agent].horizon != worlds[world].horizon
            {
                value =
                    worlds[agent].best - worlds[agent].model.episodicReturn(of: policy, horizon: worlds[agent].horizon)
                (known, world) = (policy, agent)
            }
            sums.latest[agent] = value
            sums.versions[agent] = version
        }
    }
}
