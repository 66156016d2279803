import Config
import Learning

/// The mean of the uploads that are nearest to their nearest others.
struct MultiKrum: BlockwiseAggregator {
    static let component = Component(
        "multi_krum", "The mean of the uploads that are nearest to those nearest to them.",
        details: """
            s(i) as for `krum`; the result is the mean of the m uploads with the least s(i), summed in the agents' order.
            m = 1 is `krum`. Where few come to a meeting, m is at most those that are finite less f.
            Not linear: no secure sum gives it.
            """,
        source: Source(
            .krum, evidence: .recalled,
            grounds: [
                .from(.authorCode, "m = n − f − 1 in Jordan et al.'s program"),
                .from(
                    .ours,
                    "m = n − f − 2 where none is written, as El Mhamdi, Guerraoui & Rouault 2018 have it (recalled)"),
            ]),
        fields: [
            Nearness.faulty.main,
            Field(
                "keep", .integer(1...Limits.many),
                "How many uploads the mean is of, m; without it n − f − 2 of the n that come, and at least one"
            ).optional,
        ])

    static let spaces = [Signature.Space.parameter, .distribution, .logit]
    private let nearness: Nearness
    private let keep: Int?

    init(_ settings: Settings) {
        nearness = Nearness(settings)
        keep = settings.has("keep") ? settings.integer("keep") : nil
    }

    func tolerated(of senders: Int) -> Int? { nearness.faulty(of: senders) }

    func unfit(_ facts: Facts) -> [Unfit] {
        let found = nearness.unfit(facts, kind: Self.component.kind)
        guard found.isEmpty, let keep else { return found }
        let faulty = nearness.faulty(of: facts.size)
        return facts.unfitCount(
            "'multi_krum' averages \(keep) uploads with \(faulty) faulty ones outside", needing: keep + faulty,
            at: "aggregate.multi_krum.keep", help: "keep: \(max(1, facts.size - faulty)) at most, or more agents")
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        let ranked = nearness.ranked(batch)
        guard let first = ranked.first else { return result.copy(0, of: batch) }
        let faulty = nearness.faulty(of: batch.count)
        let most = max(1, ranked.count - max(0, faulty - (batch.count - ranked.count)))
        let kept = min(keep ?? max(1, batch.count - faulty - 2), most)
        guard kept > 1 else { return result.copy(first, of: batch) }
        result.average(ranked.prefix(kept).sorted(), of: batch)
    }
}
