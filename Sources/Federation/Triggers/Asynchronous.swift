import Config
import Determinism
import Learning
import Numerics

/// Agents meet the server one by one, whenever they are ready.
struct Asynchronous: Trigger, Idling {
    static let component = Component(
        "asynchronous",
        "Each agent trains at its own speed and meets the server alone, whenever it has trained for `every`: nobody waits.",
        details: """
            A unit of virtual time is what a round takes at speed 1; a run of n rounds lasts n units. Agent k has speed vₖ, drawn once,
            and takes `every`/vₖ for its training and a latency drawn anew for its way to the server and back. Then
                θ̄ ← (1 − w) θ̄ + w θₖ,   w = α (1 + s)^(−a)        α: `mixing`, a: `discount`
                θₖ ← θ̄                                           digest: replace
            s counts the uploads the server has taken in since agent k was last there; with s above `staleness` the upload is
            dropped, and the agent goes on from θ̄; one whose w is 0 counts as dropped. θ̄ begins as the agents' common start.
            Equal times go in the agents' order.
            Speeds and latencies are drawn from the exchange's own streams, so that the plan knows every meeting, and all bytes.
            An agent's rounds are its own: rates decay by the rounds it has trained. The row at time t shows every agent as it was
            when it left the server last, at t or before; rounds count with the meeting they were trained for. What is under way at t
            is in no row up to t, and what is under way at the end of the run in none.
            """,
        source: Source(
            .asynchronousFederated, evidence: .recalled),
        fields: [
            Field(
                "speed", Self.range, "[lowest, highest] speed of agents, rounds per unit of time; drawn once per agent"
            )
            .defaults(to: .list([.number(1), .number(1)])),
            Field("latency", Self.range, "[lowest, highest] time to the server and back; drawn at every meeting")
                .defaults(to: .list([.number(0), .number(0)])),
            Field("staleness", .integer(0...Limits.many), "How stale an upload may be; none is too stale without it")
                .optional,
            Field("discount", .number(.nonnegative), "How fast uploads count less with staleness, a")
                .defaults(to: .number(0.5)),
            Field("mixing", .number(.unit), "How much a fresh upload counts beside the server's parameters, α")
                .defaults(to: .number(0.6)),
        ])

    static let drawsForAll = true
    private static let range = FieldType.list(of: .number(.nonnegative), count: 2...2)

    private let rule: Asynchrony

    init(_ settings: Settings) {
        let (speed, latency) = (settings.numbers("speed"), settings.numbers("latency"))
        rule = Asynchrony(
            speed: (speed[0], speed[1]), latency: (latency[0], latency[1]),
            staleness: settings.has("staleness") ? settings.integer("staleness") : .max,
            discount: settings.number("discount"), mixing: settings.number("mixing"))
    }

    var asynchrony: Asynchrony? { rule }

    func fires(_ stream: inout RandomStream) -> Bool? { true }

    func unfit(_ facts: Facts) -> [Unfit] { unfitRanges(facts) + unfitAgents(facts) }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard rule.mixing == 0 else { return [] }
        return [
            IdleSetting(
                "\(Self.component.kind).mixing", "leaves the server's parameters as they are", help: "more than 0")
        ]
    }

    private func unfitRanges(_ facts: Facts) -> [Unfit] {
        var found: [Unfit] = []
        func refuse(_ field: String, _ reason: String, help: String) {
            found.append(
                Unfit(
                    .setting, "'\(facts.exchange)': \(reason)", at: .exchange("when.asynchronous.\(field)"), help: help)
            )
        }
        for (field, range) in [("speed", rule.speed), ("latency", rule.latency)] where range.low > range.high {
            refuse(
                field, "the range from \(range.low) to \(range.high) is empty",
                help: "\(field): [\(range.high), \(range.low)]")
        }
        if rule.speed.low < Asynchrony.slowest || rule.speed.high > Asynchrony.fastest {
            refuse(
                "speed", "speeds are from \(Asynchrony.slowest) to \(Asynchrony.fastest)",
                help: "speed: [0.5, 1]; rounds of some agents take up to twice as long as others' then")
        }
        if rule.latency.high > Asynchrony.longest {
            refuse("latency", "latencies are at most \(Asynchrony.longest)", help: "latency: [0, 1]")
        }
        return found
    }

    private func unfitAgents(_ facts: Facts) -> [Unfit] {
        guard let (index, learner) = facts.sharing else {
            return facts.startingApart("the server goes on from one that all share", at: "when", help: "when: always")
        }
        return [
            facts.cannotWork(
                with: index, .learner, "agents of \(learner) are rows of one state and train at one time",
                at: .exchange("when"), other: .init(.agent(index, "learner"), "its learner"),
                help: "when: always, or a learner whose agents have states of their own")
        ]
    }
}
