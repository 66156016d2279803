import Config
import Determinism
import Numerics

/// Agents that miss meetings at random.
struct Dropout: Fault, Idling {
    static let component = Component(
        "dropout",
        "Every agent misses a meeting with this probability, independently: it sends nothing, receives nothing and trains on.",
        details: """
            At each meeting every agent of the exchange is away with probability p, drawn in the agents' order from the exchange's
            own stream (of each replica by itself). Whoever is there meets as usual; fewer than two do not meet: nothing
            fires and no byte is counted. The plan draws the same numbers, so its bytes are exact wherever they are without it.
            With probability 1 nobody would ever come, which is refused.
            """,
        source: Source(
            .systemDesign, evidence: .recalled,
            grounds: [
                .from(.recalled, "devices that drop out of rounds, which go on without them"),
                .from(.ours, "independent absences with one probability; at least two agents for a meeting"),
            ]),
        fields: [
            Field("probability", .number(.unit), "How likely an agent is away, p").main.defaults(to: .number(0.1))
        ])

    private let probability: Double

    init(_ settings: Settings) { probability = settings.number("probability") }

    var takesAgentsAway: Bool { probability > 0 }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard probability == 0 else { return [] }
        return [
            IdleSetting("\(Self.component.kind).probability", "keeps nobody away", help: "no dropout is the same")
        ]
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        guard probability == 1 else { return [] }
        return [
            Unfit(
                .count, "'\(facts.exchange)' never meets: everybody is away with probability 1",
                at: .exchange("faults.dropout.probability"), help: "no dropout, or a probability below 1")
        ]
    }

    func strike(_ present: inout [Bool], _ stream: inout RandomStream) {
        for agent in present.indices where stream.uniform() < probability { present[agent] = false }
    }
}
