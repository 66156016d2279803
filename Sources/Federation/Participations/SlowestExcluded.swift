import Config
import Numerics

/// All agents but the slowest ones.
struct SlowestExcluded: TimedParticipation, Idling {
    static let component = Component(
        "slowest_excluded", "All agents but the share of those whose rounds of the last `every` took longest.",
        details: """
            Of K agents the ⌊f K⌋ do not come whose rounds of the last `every` took longest on the virtual clock; of equally slow ones
            the last in the spec's order. Nobody waits for them: they send nothing, receive nothing and train on. What rounds take is
            said by faults such as `straggling`, and drawn; so the plan knows who comes.
            A round's time is when those are done with it who are waited for. Whoever is not trains as many rounds, each for as long
            as it takes, and is done at a later time of its own: a row shows it after as many rounds as the others, though its clock,
            /federation/clock/agents in checkpoints, may be past the row's. Where it comes again the others wait until it has done all
            of them. `concord plan` has the time at which each agent is done.
            """,
        source: Source(
            .systemDesign, evidence: .recalled,
            grounds: [
                .from(.recalled, "rounds that close without the slowest devices"),
                .from(.ours, "a share of agents by their virtual time"),
            ]),
        fields: [Field("share", .number(.unit), "Which share of the agents, f").main.defaults(to: .number(0.1))])

    private let share: Double

    init(_ settings: Settings) { share = settings.number("share") }

    /// K − ⌊f K⌋
    func most(of agents: Int) -> Int { max(0, agents - .share(share, of: agents, rounded: .down)) }

    func unfit(_ facts: Facts) -> [Unfit] {
        // ⌊(K − 2) 100 / K⌋ hundredths of K leave two at least.
        unfitCount(
            facts, at: "slowest_excluded.share",
            ("slowest_excluded", 100 * max(facts.size - 2, 0) / max(facts.size, 2)))
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard facts.size > 0, most(of: facts.size) == facts.size else { return [] }
        return [
            IdleSetting(
                "\(Self.component.kind).share", "leaves out nobody of \(facts.size) agents",
                help: "participation: all is the same")
        ]
    }

    func choose(_ present: inout [Bool], _ ticks: [Int]) {
        let order = ticks.indices.sorted { (ticks[$0], $0) < (ticks[$1], $1) }
        for agent in order.dropFirst(most(of: present.count)) { present[agent] = false }
    }
}
