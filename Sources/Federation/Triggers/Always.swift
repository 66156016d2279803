import Config
import Determinism

/// Agents meet whenever they could.
struct Always: Trigger {
    static let component = Component(
        "always", "Agents meet after every `every`.",
        details: """
            After round t where t mod E = 0, E the rounds of `every`. Nothing is drawn, and the plan knows every meeting.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(.recalled, "rounds of so much local training with a meeting after each"),
                .from(.ours, "E counted in rounds, episodes, steps or updates"),
            ]),
        fields: [])

    let isAlways = true

    init(_ settings: Settings) {}

    func fires(_ stream: inout RandomStream) -> Bool? { true }
}
