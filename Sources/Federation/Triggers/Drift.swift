import Config
import Numerics

/// Agents meet once some have moved far.
struct Drift: WatchingTrigger {
    static let component = Component(
        "drift",
        "Agents have moved far from where they were after their last meeting.",
        details: """
            Agent k sees the event where ‖θₖ − θₖ'‖₂ ≥ `distance`: θₖ' is what it had after its last meeting, before the first one
            what it began with; over all parts it uploads, padding left out. They meet where at least the share `quorum` of those
            who could come, and at least one, see it.
            """,
        source: Source(
            .lazyGradients, note: "communication by what has changed", evidence: .recalled),
        fields: [
            Field("distance", .number(.nonnegative), "How far, in the norm of what is uploaded").main
                .defaults(to: .number(1)),
            Field("quorum", .number(.unit), "Which share of those who could come has to see it; one is always needed")
                .defaults(to: .number(0)),
        ])

    static let looksAtParts = true
    private let distance: Double
    private let share: Double

    init(_ settings: Settings) {
        distance = settings.number("distance")
        share = settings.number("quorum")
    }

    /// Where agents were.
    struct State: Persistent {
        /// By agent of the group: what it had after its last meeting, or began with; numbers of all requests.
        var last: [[Double]]

        /// Any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    func initial(_ facts: Facts, agents: Int) -> State { State(last: Array(repeating: [], count: agents)) }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.payload.allSatisfy { $0.space == .parameter }
            ? []
            : [
                Unfit(
                    .axes, "'\(facts.exchange)' meets by how far parameters have moved, and uploads none",
                    at: .exchange("when"), other: .init(.exchange("upload"), "the upload"),
                    help: "when: always")
            ]
    }

    /// How many of so many who could come have to see it.
    func quorum(of present: Int) -> Int { max(1, .share(share, of: present, rounded: .up)) }

    func begin(_ view: AgentView, _ state: inout State) {
        noteMeeting(view, of: Array(state.last.indices), &state)
    }

    func look(_ view: AgentView, among present: [Int], _ state: inout State) -> Verdict {
        let moved = present.count { agent in
            let (now, last) = (Self.numbers(of: agent, view), state.last[agent])
            let squares = ColumnSum.over(now.indices) { (now[$0] - last[$0]) * (now[$0] - last[$0]) }
            // What is not finite has moved far.
            return !(squares.squareRoot() < distance)
        }
        return Verdict(meets: moved >= quorum(of: present.count), notices: moved)
    }

    func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout State) {
        for agent in participants { state.last[agent] = Self.numbers(of: agent, view) }
    }

    /// What an agent would upload, in Float64, padding left out.
    private static func numbers(of agent: Int, _ view: AgentView) -> [Double] {
        view.rows.flatMap { $0.numbers(of: agent) }
    }
}
