import Config
import Learning

/// Liars act by chance and do not know it.
struct ActionFlip: WorldAttack {
    static let component = Component(
        "action_flip",
        "A liar's world takes random actions in place of those it chose, and it learns from what comes of them.",
        details: """
            With probability p a training step takes any action, each as likely (any control in the box); the liar's tape has the one
            it chose. Drawn from the environment's own stream of the agent. Evaluations are as everybody's. Nothing on the wire
            is touched: its upload is what such an agent learns. Where its learner knows its world, it knows the one in which this is
            so: P(·|s, a) ← (1 − p) P(·|s, a) + (p/A) Σ over actions b of P(·|s, b), and mean rewards likewise.
            """,
        source: Source(
            .byzantineFaultTolerance, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "actions other than the policy's; there one fixed action, which the liar knows of"),
                .from(.ours, "any action, which the liar does not know of"),
            ]),
        fields: [Field("probability", .number(.unit), "How likely a step goes astray, p").main.defaults(to: .number(1))]
    )

    private let probability: Double

    init(_ settings: Settings) { probability = settings.number("probability") }

    func mislead(_ environment: any Environment, _ streams: WorldStreams) -> any World {
        environment.astray(probability).world(streams)
    }
}
