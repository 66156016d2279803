import Config
import Determinism
import Numerics

/// Agents that miss meetings at random.
struct Dropout: Fault {
    static let component = Component(
        "dropout",
        "Every agent misses a meeting with this probability, independently: it sends nothing, receives nothing and trains on.",
        details: """
            At each meeting every agent of the exchange is away with probability p, drawn in the agents' order from the exchange's
            own stream (of each replica by itself). Whoever is there meets as usual; fewer than two do not meet: nothing
            fires and no byte is counted. The plan draws the same numbers, so its bytes are exact wherever they are without it.
            """,
        fields: [
            Field("probability", .number(.unit), "How likely an agent is away, p").main.defaults(to: .number(0.1))
        ])

    static let takesAgentsAway = true
    private let probability: Double

    init(_ settings: Settings) { probability = settings.number("probability") }

    func strike(_ present: inout [Bool], _ stream: inout RandomStream) {
        for agent in present.indices where stream.uniform() < probability { present[agent] = false }
    }
}
