import Config
import Determinism

/// So many of the agents, drawn anew at every meeting.
struct CountOfAgents: DrawnParticipation, Idling {
    static let component = Component(
        "count", "So many of the agents, drawn anew at every meeting without replacement; all where there are fewer.",
        details: """
            m = min(n, K) of K agents, each subset as likely as any other, drawn from the exchange's own stream. Whoever is not
            chosen sends nothing, receives nothing and trains on.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(.recalled, "a random set of m clients in every round, m = max(⌈C K⌉, 1)"),
                .from(.ours, "m itself as the setting, and two at least"),
            ]),
        fields: [
            Field("number", .integer(2...Limits.many), "How many agents, n").main.defaults(to: .integer(2))
        ])

    static let drawsForAll = true
    private let number: Int

    init(_ settings: Settings) { number = settings.integer("number") }

    func choose(_ present: inout [Bool], _ stream: inout RandomStream) {
        present.keep(most(of: present.count), &stream)
    }

    func most(of agents: Int) -> Int { min(number, agents) }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleCount(number, at: "\(Self.component.kind).number", help: "participation: all is the same")
    }
}
