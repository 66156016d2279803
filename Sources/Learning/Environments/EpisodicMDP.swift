import Config
import Determinism

/// A dense random Markov decision process whose kernel and rewards go by the step of an episode.
struct EpisodicMDP: FiniteEnvironment {
    static let component = Component(
        "episodic_mdp",
        "A dense random process of a finite horizon: every step has a kernel and rewards of its own (Labbi et al. 2025).",
        details: """
            States: `horizon` layers of `states` each; state x at step h = 0 … horizon − 1 has the number h · states + x.
            Observation: one number per state of all layers, 1 for the agent's and 0 for the others.
            Kernel: P_h and P_{i,h} of instance i have rows from the flat Dirichlet distribution over the next layer, after the last
            one over the first; P_{c,h} = (1 − ε) P_h + ε P_{i,h} with ε = `contamination`. P_i of instance 0 is P itself, so that the
            nominal world, where `instance` is a range, has the common kernels. The total variation between two agents' rows is at
            most ε.
            Reward: R_h(x, a) uniform in [0, 1), in common.
            Start: uniform in the first layer. End: never terminated; truncated after `horizon` steps.

            Agents share what `seed` draws. `instance: {uniform: [1, 1000000000]}` gives every agent kernels of its own, without which
            `contamination` changes nothing; `seed: {uniform: [0, 1000000000]}` gives every seed of the experiment a world of its own.
            """,
        source: Source(
            .federatedUCBVI, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "flat Dirichlet rows by step, uniform rewards, the mixture, uniform starts; S = A = 5, H = 4"),
                .from(.ours, "instance 0 for the common kernels, and layers for steps"),
            ]),
        fields: [
            Field("states", .integer(2...500), "How many states a layer has").defaults(to: .integer(5)),
            Field("actions", .integer(1...50), "How many actions").defaults(to: .integer(5)),
            Field("seed", .integer(0...2_000_000_000), "Draws the common kernels and rewards")
                .defaults(to: .integer(0)).drawnAlike,
            Field("instance", .integer(0...2_000_000_000), "Draws the agent's own kernels; 0: the common ones")
                .defaults(to: .integer(0)).drawn,
            Field("contamination", .number(.unit), "ε: the share of the agent's own kernels").defaults(to: .number(0))
                .drawn.idle(without: "instance"),
            Field("horizon", .integer(1...200), "Steps of an episode, and layers").defaults(to: .integer(4))
                .times("states", "states", "actions", atMost: mostTransitions),
        ])

    /// Observations are one number per state, and are drawn and taught to networks.
    private static let mostTransitions = 1_000_000

    let game: FiniteGame

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource("environment/episodic_mdp", seed: UInt64(settings.integer("seed")), [.draw])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        let (states, actions) = (settings.integer("states"), settings.integer("actions"))
        let (share, instance) = (settings.number("contamination"), settings.integer("instance"))
        let horizon = settings.integer("horizon")
        let key = Self.source(settings).key
        var rewardStream = key.stream(.draw, round: 0)
        var commonStream = key.stream(.draw, round: 1)
        var ownStream = key.stream(.draw, round: 2, episode: instance)
        let rows = horizon * states * actions
        let rewards = (0..<rows).map { _ in rewardStream.uniform() }
        let kernel = (0..<rows).map { row in
            let next = (row / (states * actions) + 1) % horizon * states
            let common = FlatDirichlet.draw(states, &commonStream)
            let own = instance == 0 ? common : FlatDirichlet.draw(states, &ownStream)
            return (0..<states)
                .map { (successor: next + $0, probability: (1 - share) * common[$0] + share * own[$0]) }
                .filter { $0.probability > 0 }
        }
        let start = (0..<horizon * states).map { $0 < states ? 1 / Double(states) : 0 }
        game = FiniteGame(
            FiniteModel(
                states: horizon * states, actions: actions, kernel: kernel, rewards: rewards, start: start,
                layers: horizon),
            maximumSteps: horizon)
    }
}
