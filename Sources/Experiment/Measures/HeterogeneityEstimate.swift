import Config
import Determinism
import Federation
import Learning

/// How unlike the agents' worlds are where no kernel is known: what their constants span, and where one step leads.
struct HeterogeneityEstimate: Measure {
    static let component = Component(
        "heterogeneity_estimate",
        "How unlike the agents' worlds are, estimated: what their constants span, and how far one step leads apart.",
        details: """
            An estimate, and neither ε_P nor ε_r (`heterogeneity` has them, of finite worlds): it knows the worlds at the probed pairs
            alone. The same numbers in every round.
              constants       by every number of the world in which agents differ: range = (max − min)/|c|, deviation = the standard
                              deviation over the agents/|c|, with c what it is where a spec is silent; not divided where that is 0
              observations_*  the distance of the observations that follow a probed state and action in the worlds of two agents, by
                              every component in standard deviations of it over the probes: the one-step Wasserstein distance W1 where
                              steps are not random. Where they are, both worlds draw the same numbers, and the mean over `samples`
                              steps of each pair is a bound of W1 from above
              rewards_*       the distance of the rewards, in units of reward, of sorted samples: W1 of what was sampled
            largest is over all pairs of agents and all probes, mean the mean over both. Probes are the steps of agents who draw their
            actions uniformly in their own worlds, agent by agent in turn; a state in which one of the worlds can never be is left out.
            Drawn under `seed`, the same for all cells. Of more than \(mostWorlds) unlike worlds, the first are
            compared. Terminal rewards of learners (`terminal_reward`) do not count.
            """,
        source: Source(
            .environmentHeterogeneity, note: "ours, beside the parameter spreads there", evidence: .ours),
        fields: [
            Field("probes", .integer(1...10_000), "States and actions at which worlds are compared, at most").defaults(
                to: .integer(100)),
            Field("seed", .seed, "The seed of probes and samples").defaults(to: .integer(1)),
            Field("samples", .integer(1...1000), "Steps from each of them, where steps are random").defaults(
                to: .integer(16)),
        ])
    static let scale = MeasureScale(
        .describes, in: "standard deviations of the probes", beginsAtZero: true,
        members: ["rewards_largest": "reward", "rewards_mean": "reward"])

    private static let mostWorlds = 200

    private let probes: Int
    private let samples: Int
    private let source: RandomSource

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource("measure/\(component.kind)", seed: UInt64(settings.integer("seed")), [.draw, .sampling])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        source = Self.source(settings)
        probes = settings.integer("probes")
        samples = settings.integer("samples")
    }

    func refusal(in setting: MeasuredSetting) -> Unfit? {
        guard let first = setting.worlds.first else { return nil }
        for other in setting.worlds {
            guard ObjectIdentifier(type(of: other)) == ObjectIdentifier(type(of: first)) else {
                return .here("worlds of two kinds have no state in common")
            }
            if let difference = other.spaces.difference(from: first.spaces) {
                return .here("one of the worlds \(difference)")
            }
        }
        return setting.drawnSpaces.map { .here("one of the worlds has \($0)") }
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        let steps = ProbedSteps(plan.agents.map(\.environment), in: plan.language, most: Self.mostWorlds)
        let found = steps.distances(probes: probes, samples: samples, source.key)
        var values: [(String, MeasureValue)] = [
            ("observations_largest", .number(found?.observations.largest)),
            ("observations_mean", .number(found?.observations.mean)),
            ("rewards_largest", .number(found?.rewards.largest)), ("rewards_mean", .number(found?.rewards.mean)),
        ]
        let spreads = ConstantSpread.spreads(of: plan.agents)
        if !spreads.isEmpty {
            values.append(
                (
                    "constants",
                    .named(
                        spreads.map { spread in
                            (
                                spread.name,
                                .named([("deviation", .number(spread.deviation)), ("range", .number(spread.range))])
                            )
                        })
                ))
        }
        return ConstantProbe(constant: .named(values.sorted { $0.0 < $1.0 }))
    }
}
