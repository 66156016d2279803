import Config
import Determinism

/// Agents meet at random.
struct WithProbability: Trigger {
    static let component = Component(
        "probability", "After every `every` agents meet with this probability, independently.",
        details: """
            Drawn from the exchange's own stream (of each replica by itself) before it is known who comes: the plan draws the
            same numbers, so its bytes are exact wherever they are without it. Times between meetings are geometric, with mean
            1/p of `every`.
            """,
        source: Source(
            .proxSkip, note: "communication with a probability", evidence: .recalled),
        fields: [Field("probability", .number(.unit), "How likely a meeting is, p").main.defaults(to: .number(0.5))])

    static let drawsForAll = true
    private let probability: Double

    init(_ settings: Settings) { probability = settings.number("probability") }

    func fires(_ stream: inout RandomStream) -> Bool? { stream.uniform() < probability }

    func unfit(_ facts: Facts) -> [Unfit] {
        guard probability == 0 else { return [] }
        return [
            Unfit(
                .count, "'\(facts.exchange)' never meets: with probability 0",
                at: .exchange("when.probability.probability"), help: "when: {probability: 0.5}, or when: always")
        ]
    }
}
