import Config
import Determinism
import Numerics

/// A share of the agents, drawn anew at every meeting.
struct FractionOfAgents: DrawnParticipation, Idling {
    static let component = Component(
        "fraction", "A share of the agents, drawn anew at every meeting without replacement.",
        details: """
            ⌈f K⌉ of K agents, each subset as likely as any other, drawn from the exchange's own stream. Whoever is not chosen
            sends nothing, receives nothing and trains on.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled),
        fields: [Field("share", .number(.unit), "Which share of the agents, f").main.defaults(to: .number(0.5))])

    static let drawsForAll = true
    private let share: Double

    init(_ settings: Settings) { share = settings.number("share") }

    func choose(_ present: inout [Bool], _ stream: inout RandomStream) {
        present.keep(most(of: present.count), &stream)
    }

    /// ⌈f K⌉
    func most(of agents: Int) -> Int { min(agents, .share(share, of: agents, rounded: .up)) }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleCount(
            most(of: facts.size), at: "\(Self.component.kind).share", help: "participation: all is the same")
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        // ⌈2 · 100 / K⌉ hundredths of K are two at least.
        unfitCount(facts, at: "fraction.share", ("fraction", (200 + max(facts.size, 2) - 1) / max(facts.size, 2)))
    }
}
