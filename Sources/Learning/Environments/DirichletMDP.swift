import Config
import Determinism

/// A dense random Markov decision process: one kernel and one reward in common, contaminated by kernels of the agents' own.
struct DirichletMDP: FiniteEnvironment {
    static let component = Component(
        "dirichlet_mdp",
        "A dense random process in common, of which every agent has a contaminated copy (Labbi et al. 2025).",
        details: """
            States: 0 … states − 1. Observation: one number per state, 1 for the agent's and 0 for the others.
            Kernel: P and P_i of instance i have rows from the flat Dirichlet distribution, all successors possible;
            P_c = (1 − ε) P + ε P_i with ε = `contamination`. P_i of instance 0 is P itself, so that the nominal world, where
            `instance` is a range, has the common kernel. The total variation between two agents' rows is at most ε.
            Reward: R(s, a) uniform in [0, 1), in common.
            Start: uniform. End: never terminated; truncated after `horizon` steps.

            All that shapes a world is in its settings. Agents share what `seed` draws. `instance: {uniform: [1, 1000000000]}` gives
            every agent, and every seed of the experiment, a kernel of its own; `seed: {uniform: [0, 1000000000]}` gives every seed of
            the experiment a common kernel and rewards of its own.
            """,
        source: Source(
            .federatedUCBVI, .federatedPolicyGradient, note: "programs of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "flat Dirichlet rows, uniform rewards, the mixture; there a second weight mixes rewards too, and is 0 where "
                        + "rewards are alike"),
                .from(.ours, "instance 0 for the common kernel"),
            ]),
        fields: [
            Field("states", .integer(2...500), "How many states").defaults(to: .integer(5)),
            Field("actions", .integer(1...50), "How many actions").defaults(to: .integer(4))
                .times("states", "states", atMost: Limits.transitions),
            Field("seed", .integer(0...2_000_000_000), "Draws the common kernel and rewards").defaults(to: .integer(0))
                .drawnAlike,
            Field("instance", .integer(0...2_000_000_000), "Draws the agent's own kernel; 0: the common one")
                .defaults(to: .integer(0)).drawn,
            Field("contamination", .number(.unit), "ε: the share of the agent's own kernel").defaults(to: .number(0))
                .drawn.idle(without: "instance"),
            Field("horizon", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(100)),
        ])

    let game: FiniteGame

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource("environment/dirichlet_mdp", seed: UInt64(settings.integer("seed")), [.draw])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        let (states, actions) = (settings.integer("states"), settings.integer("actions"))
        let (share, instance) = (settings.number("contamination"), settings.integer("instance"))
        let key = Self.source(settings).key
        var rewardStream = key.stream(.draw, round: 0)
        var commonStream = key.stream(.draw, round: 1)
        var ownStream = key.stream(.draw, round: 2, episode: instance)
        let rewards = (0..<states * actions).map { _ in rewardStream.uniform() }
        let kernel = (0..<states * actions).map { _ in
            let common = FlatDirichlet.draw(states, &commonStream)
            let own = instance == 0 ? common : FlatDirichlet.draw(states, &ownStream)
            return (0..<states).map { (successor: $0, probability: (1 - share) * common[$0] + share * own[$0]) }
                .filter { $0.probability > 0 }
        }
        let start = [Double](repeating: 1 / Double(states), count: states)
        game = FiniteGame(
            FiniteModel(states: states, actions: actions, kernel: kernel, rewards: rewards, start: start),
            maximumSteps: settings.integer("horizon"))
    }
}
