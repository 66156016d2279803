import Config
import Learning

/// The upload that is nearest to its nearest others.
struct Krum: BlockwiseAggregator {
    static let component = Component(
        "krum", "One agent's upload as it is: the one that is nearest to those nearest to it.",
        details: """
            s(i) = Σ ‖θᵢ − θⱼ‖² over the n − f − 2 uploads j nearest to θᵢ, itself left out; the result is θᵢ with the least s(i),
            of equal ones the one whose first unequal number is less.
            Distances are of whole uploads, all parts of one precision together, in Float64. With at most f of n ≥ 2f + 3 uploads
            being anything at all, the result lies near the others (Blanchard et al., proposition 1); what one honest agent sent
            is noisier than a mean. Where fewer come to a meeting, f is at most ⌊(n − 3)/2⌋ of those, and at least one
            neighbor counts. Uploads that are not finite are set aside first; f is less by as many.
            Not linear: no secure sum gives it.
            """,
        source: Source(
            .krum, evidence: .recalled,
            grounds: [
                .from(
                    .authorCode,
                    "n − f − 2 neighbors, as in Jordan et al.'s program, which squares squared distances once more"),
                .from(.ours, "ties, uploads that are not finite, and meetings to which few come"),
            ]),
        fields: [Nearness.faulty.main])

    static let spaces = [Signature.Space.parameter, .distribution, .logit]
    private let nearness: Nearness

    init(_ settings: Settings) { nearness = Nearness(settings) }

    func tolerated(of senders: Int) -> Int? { nearness.faulty(of: senders) }

    func unfit(_ facts: Facts) -> [Unfit] { nearness.unfit(facts, kind: Self.component.kind) }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        result.copy(nearness.ranked(batch).first ?? 0, of: batch)
    }
}

/// How near uploads are to those nearest to them: what krum and multi-krum rank by.
struct Nearness {
    /// How many uploads are assumed to be anything at all.
    static let faulty = Field(
        "faulty", .integer(0...Limits.many),
        "How many uploads are assumed to be anything at all, f; without it as many as the agents allow, ⌊(n − 3)/2⌋"
    ).optional

    /// As many as declared; nil for as many as can be.
    let declared: Int?

    init(_ settings: Settings) { declared = settings.has("faulty") ? settings.integer("faulty") : nil }

    /// f among so many senders, n ≥ 2f + 3 wherever there are three.
    func faulty(of senders: Int) -> Int { min(declared ?? .max, max(0, (senders - 3) / 2)) }

    /// The rows that are numbers throughout, the nearest to others first.
    func ranked(_ batch: Batch) -> [Int] {
        let distances = RowDistances(batch)
        let rows = distances.count
        let left = max(0, faulty(of: batch.count) - (batch.count - rows))
        let neighbors = max(1, rows - min(left, max(0, (rows - 3) / 2)) - 2)
        let scores = (0..<rows).map { place in
            distances.rising(from: place).prefix(neighbors).reduce(0, +)
        }
        return batch.ranked(distances.rows, by: scores)
    }

    /// More are assumed faulty than so few agents can bear.
    func unfit(_ facts: Facts, kind: String) -> [Unfit] {
        // Of few uploads none is assumed faulty, as where nothing is declared.
        guard let declared, declared > 0 else { return [] }
        return facts.unfitCount(
            "'\(kind)' bears \(declared) faulty \(declared == 1 ? "upload" : "uploads") among at least \(2 * declared + 3)",
            needing: 2 * declared + 3,
            at: "aggregate.\(kind).faulty", help: "faulty: \(max(0, (facts.size - 3) / 2)) at most, or more agents")
    }
}
