import Config
import Determinism

/// A random Markov decision process with few successors and linear features, in copies that differ a little or a lot
/// (Archibald, McKinnon & Thomas 1995; as in Mangold et al. 2024).
struct Garnet: FiniteEnvironment {
    static let component = Component(
        "garnet",
        "A random process with few successors and linear features, in copies that differ by agent (Mangold et al. 2024).",
        details: """
            States: 0 … states − 1. Observation: the features of the state, or one number per state.
            Kernel: under base kernel k every (s, a) leads to `branching` states drawn without repetition, each with weight 1
            (all states where there are fewer). Weights gain U(0, jitter) on these states; rows are divided by their sums.
            Agents have base kernel number `kernel` modulo `kernels`.
            Reward: R(s, a) = reward_sign · r(s) + U(0, reward_jitter), r(s) uniform in [0, 1), the same for all actions; with
            `rewards: pairs`, r(s, a) is another for every action, and so is the jitter.
            Features: rows of U(0, 1), divided by their sums.
            Start: uniform. End: never terminated; truncated after maximum_steps steps.

            The settings of Mangold et al. (30 states, 2 actions, branching 2, 8 features, seed 42):
              homogeneous    kernels: 1, jitter: 0.02, reward_jitter: 0.02
              heterogeneous  kernels: 2, jitter: 0.02; kernel and reward_sign 0 and 1 for even agents, 1 and −1 for odd ones
            A large jitter makes probabilities those of uniform weights, as FedSARSA's program has them.

            All that shapes a world is in its settings. Agents share what `seed` draws: features, base kernels, base rewards.
            The two jitters are drawn from seed and `instance`: `instance: {uniform: [0, 1000000000]}` gives every agent, and
            every seed of the experiment, its own; agents with equal instances share them. `seed` with the same range gives
            every seed of the experiment and every replica a Garnet of its own, which its agents share.

            Deviations from the published program:
              1. Our random numbers, so other kernels, rewards and features of the same distribution.
              2. Each agent's jitter has its own stream, so that adding agents leaves the others' worlds as they were.
            """,
        source: Source(
            .scafflsa, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("states", .integer(1...1000), "How many states").defaults(to: .integer(30)),
            Field("actions", .integer(1...100), "How many actions").defaults(to: .integer(2)),
            Field("branching", .integer(1...1000), "How many states can follow a state and action").defaults(
                to: .integer(2)
            ).times("states", "actions", atMost: Limits.transitions),
            Field("features", .integer(1...1000), "How many features a state has").defaults(to: .integer(8)),
            Field(
                "seed", .integer(0...2_000_000_000), "Draws features, base kernels and base rewards, which agents share"
            )
            .defaults(to: .integer(0)).drawnAlike,
            Field("kernels", .integer(1...1_000_000), "How many base kernels there are").defaults(to: .integer(1)),
            Field("kernel", .integer(0...1_000_000), "The agent's base kernel, counted modulo kernels").defaults(
                to: .integer(0)
            ).drawn,
            Field("reward_sign", .integer(-1...1), "Factor of the base rewards: −1 turns them round").defaults(
                to: .integer(1)
            ).drawn,
            Field(
                "rewards",
                .words(("states", "One for all actions of a state"), ("pairs", "One for every state and action")),
                "What has a reward of its own"
            ).defaults(to: .text("states")),
            Field("jitter", .number(PhysicalRange.addition), "The most that a weight of the kernel gains").defaults(
                to: .number(0.02)),
            Field("reward_jitter", .number(PhysicalRange.addition), "The most that a reward gains").defaults(
                to: .number(0)),
            Field("instance", .integer(0...2_000_000_000), "Draws the agent's own jitters").defaults(to: .integer(0))
                .drawn,
            Field(
                "observation",
                .words(("features", "The state's features"), ("state", "One number per state")), "What is observed"
            ).defaults(to: .text("features")),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(100)),
        ])

    /// What each stream draws: the round words of the seed's streams.
    private enum Draw: Int {
        case features, rewards, kernel, jitter, rewardJitter
    }

    let game: FiniteGame

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource("environment/garnet", seed: UInt64(settings.integer("seed")), [.draw])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        let (states, actions) = (settings.integer("states"), settings.integer("actions"))
        let instance = settings.integer("instance")
        let key = Self.source(settings).key
        func stream(_ draw: Draw, _ index: Int = 0) -> RandomStream {
            key.stream(.draw, round: draw.rawValue, episode: index)
        }
        let branches = min(settings.integer("branching"), states)
        var kernelStream = stream(.kernel, settings.integer("kernel") % settings.integer("kernels"))
        var jitterStream = stream(.jitter, instance)
        let jitter = settings.number("jitter")
        let kernel = (0..<states * actions).map { _ in
            let successors = kernelStream.distinctIndices(branches, below: states).sorted()
            let weights = successors.map { _ in 1 + jitterStream.uniform(from: 0, to: jitter) }
            let sum = weights.reduce(0, +)
            return zip(successors, weights).map { (successor: $0, probability: $1 / sum) }
        }
        var rewardStream = stream(.rewards)
        var rewardJitterStream = stream(.rewardJitter, instance)
        let (sign, rewardJitter) = (Double(settings.integer("reward_sign")), settings.number("reward_jitter"))
        let alike = settings.text("rewards") == "states" ? actions : 1
        let rewards = (0..<states * actions / alike).flatMap { _ in
            let base = sign * rewardStream.uniform()
            return [Double](repeating: base + rewardJitterStream.uniform(from: 0, to: rewardJitter), count: alike)
        }
        var featureStream = stream(.features)
        let features = (0..<states).flatMap { _ in
            let row = (0..<settings.integer("features")).map { _ in 1 - featureStream.uniform() }
            let sum = row.reduce(0, +)
            return row.map { $0 / sum }
        }
        game = FiniteGame(
            FiniteModel(
                states: states, actions: actions, kernel: kernel, rewards: rewards,
                start: [Double](repeating: 1 / Double(states), count: states), features: features),
            maximumSteps: settings.integer("maximum_steps"),
            observesFeatures: settings.text("observation") == "features")
    }
}
