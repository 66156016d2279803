import Config
import Determinism
import Numerics

/// Agents whose rounds take longer.
struct Straggling: SlowingFault {
    static let component = Component(
        "straggling", "Rounds of some agents take longer on the virtual clock.",
        details: """
            A unit of virtual time is what a round of an agent that nothing slows takes. A straggler's round takes `slowdown` times as
            long, with probability `probability`, drawn by agent and round from the exchange's own stream. Where agents meet at
            once they wait for the last one; where they meet the server one by one (`when: asynchronous`) nobody waits.
            Rows of the record have the time then; `concord report` draws curves over it with --x time.
            T(k, t) = slowdown with probability `probability` where k is one of the ⌈f K⌉ stragglers, and 1 elsewhere
            """,
        source: Source(
            .systemDesign, evidence: .recalled,
            grounds: [
                .from(.recalled, "devices that are much slower than others, for which rounds would have to wait"),
                .from(.ours, "one slowdown, for a share of agents, by chance in every round"),
            ]),
        fields: [
            Field("share", .number(.unit), "Which share of the agents straggles, rounded up; drawn once")
                .defaults(to: .number(0.1)),
            Field("slowdown", .number(Interval(1, 1e6)), "How many times as long as usual their rounds take").main
                .defaults(to: .number(5)),
            Field("probability", .number(.unit), "How likely a round of theirs takes longer").defaults(to: .number(1)),
        ])

    private let share: Double
    private let slowdown: Double
    private let probability: Double

    init(_ settings: Settings) {
        share = settings.number("share")
        slowdown = settings.number("slowdown")
        probability = settings.number("probability")
    }

    func slow(among names: [String], _ stream: inout RandomStream) -> [Int] {
        let count = min(names.count, .share(share, of: names.count, rounded: .up))
        return stream.distinctIndices(count, below: names.count).sorted()
    }

    func factor(_ stream: inout RandomStream) -> Double {
        probability == 1 || stream.uniform() < probability ? slowdown : 1
    }
}
