import Config
import Learning

/// The agents with the highest returns.
struct BestAgents: RankingParticipation, Idling {
    static let component = Component(
        "best", "The agents with the highest mean returns since the last meeting; all where there are fewer.",
        details: """
            Everybody who is there reports the mean return of the episodes it has ended since the exchange met, 8 bytes, the ledger's
            line of returns; the n with the highest ones meet. Of equal returns the first in the spec's order is higher; agents that
            have ended no episode come last. Whoever is not chosen sends nothing else, receives nothing and trains on. Faults take
            agents away before: so the plan knows how many meet, and cannot know who.
            """,
        source: Source(
            .clientSelection, evidence: .recalled,
            grounds: [
                .from(.recalled, "a server that chooses clients by what they report"),
                .from(.ours, "returns as what they are chosen by"),
            ]),
        fields: [
            Field("number", .integer(2...Limits.many), "How many agents, n").main.defaults(to: .integer(2))
        ])

    private let number: Int

    init(_ settings: Settings) { number = settings.integer("number") }

    func most(of agents: Int) -> Int { min(number, agents) }

    func unfit(_ facts: Facts) -> [Unfit] { facts.returnless(at: "participation") }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleCount(
            number, at: "\(Self.component.kind).number", help: "participation: all is the same, and reports nothing")
    }

    func choose(among present: [Int], _ training: [Score], _ state: inout Stateless) -> [Int] {
        let returns = training.map { $0.meanReturn ?? -.infinity }
        return present.best(most(of: present.count), by: returns)
    }
}
