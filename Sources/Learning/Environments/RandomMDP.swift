import Config
import Determinism

/// A Markov decision process drawn at random, with rewards common to all agents and kernels of their own (Jin et al. 2022).
struct RandomMDP: FiniteEnvironment {
    static let component = Component(
        "random_mdp",
        "A random Markov decision process: rewards in common, sparse kernels that differ by agent (Jin et al. 2022).",
        details: """
            States: 0 … states − 1. Observation: one number per state, 1 for the agent's and 0 for the others.
            Kernel: each s' follows (s, a) with probability `support`, at least one does; weights of those uniform in [0, 1);
            rows divided by their sums. That is P_i of instance i and, from the seed alone, the center P_c;
            P = (1 − ε) P_c + ε P_i with ε = `heterogeneity`.
            With `supports: complementary`, at least one state does not follow (s, a) under the center, and P_i has weights on
            just those states (Jin et al. with a support of 0.5: the widest heterogeneity).
            Reward: R(s, a) uniform in [0, 1), from the seed alone.
            Start: uniform. End: never terminated; truncated after maximum_steps steps.

            All that shapes a world is in its settings. Agents share what `seed` draws; agents with equal instances share their
            world. `instance: {uniform: [0, 1000000000]}` gives every agent, and every seed of the experiment, its own;
            `seed: {uniform: [0, 1000000000]}` gives every seed of the experiment and every replica rewards of its own, which its
            agents share.
            """,
        source: Source(
            .environmentHeterogeneity, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("states", .integer(2...500), "How many states").defaults(to: .integer(5)),
            Field("actions", .integer(1...50), "How many actions").defaults(to: .integer(5)),
            Field("support", .number(Interval(0, 1, includesLow: false)), "Probability that a state can follow another")
                .defaults(to: .number(0.2)).times("states", "states", "actions", atMost: Limits.transitions),
            Field("seed", .integer(0...2_000_000_000), "Draws the rewards and the center, which agents share")
                .defaults(to: .integer(0)).drawnAlike,
            Field("instance", .integer(0...2_000_000_000), "Draws the agent's own kernel").defaults(to: .integer(0))
                .drawn,
            Field("heterogeneity", .number(.unit), "ε: the share of the agent's own kernel").defaults(to: .number(1))
                .drawn,
            Field(
                "supports",
                .words(
                    ("independent", "The own kernel is drawn like the center"),
                    ("complementary", "The own kernel leads where the center never does")),
                "Where the own kernel can lead"
            ).defaults(to: .text("independent")),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(100)),
        ])

    let game: FiniteGame

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource("environment/random_mdp", seed: UInt64(settings.integer("seed")), [.draw])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        let (states, actions) = (settings.integer("states"), settings.integer("actions"))
        let density = settings.number("support")
        let share = settings.number("heterogeneity")
        let isComplementary = settings.text("supports") == "complementary"
        let key = Self.source(settings).key
        var rewardStream = key.stream(.draw, round: 0)
        var centerStream = key.stream(.draw, round: 1)
        var ownStream = key.stream(.draw, round: 2, episode: settings.integer("instance"))
        let rewards = (0..<states * actions).map { _ in rewardStream.uniform() }
        let kernel = (0..<states * actions).map { _ in
            let centerSupport = Self.support(density, states, leavingOne: isComplementary, &centerStream)
            let center = Self.weights(on: centerSupport, &centerStream)
            let ownSupport =
                isComplementary
                ? centerSupport.map { !$0 } : Self.support(density, states, leavingOne: false, &ownStream)
            let own = Self.weights(on: ownSupport, &ownStream)
            return (0..<states).compactMap { state in
                let probability = (1 - share) * center[state] + share * own[state]
                return probability > 0 ? (successor: state, probability: probability) : nil
            }
        }
        let start = [Double](repeating: 1 / Double(states), count: states)
        game = FiniteGame(
            FiniteModel(states: states, actions: actions, kernel: kernel, rewards: rewards, start: start),
            maximumSteps: settings.integer("maximum_steps"))
    }

    /// Which states can follow: each with the given probability, at least one, and not all where one is to be left.
    private static func support(
        _ probability: Double, _ states: Int, leavingOne: Bool, _ stream: inout RandomStream
    ) -> [Bool] {
        var support = (0..<states).map { _ in stream.uniform() < probability }
        if !support.contains(true) { support[stream.index(below: states)] = true }
        if leavingOne && !support.contains(false) { support[stream.index(below: states)] = false }
        return support
    }

    /// Uniform weights on a support, divided by their sum.
    private static func weights(on support: [Bool], _ stream: inout RandomStream) -> [Double] {
        // 1 − u is never 0, so that a support of one state has a sum to divide by.
        let weights = support.map { $0 ? 1 - stream.uniform() : 0 }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
