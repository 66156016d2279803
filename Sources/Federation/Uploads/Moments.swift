import Config
import Learning

/// What agents of a finite horizon have seen, summed up step by step backward.
struct Moments: Upload {
    static let component = Component(
        "moments",
        "Sums over visits of every state and action, asked for step by step backward; no trajectory leaves the agent.",
        details: """
            Asked for step h = H − 1 … 0, once the agent has been sent what is planned for step h + 1: with V' = V_{h+1}(s') for every successor
            seen, by state and action of the step
                Σ (r + V'), Σ V', Σ V'², n        4 · S · A numbers of 8 bytes by step, 4 · H · S · A · 8 bytes a meeting
            A mean over visits is the ratio of two of them, and so is that of all agents together: sums over agents weigh every
            (s, a) by visits. Learners that do not plan step by step are refused, and so are agents of unlike learners or settings.
            """,
        source: Source(
            .federatedUCBVI, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "Q̂, P̂V, P̂V² and n of every state and action, step by step"),
                .from(.ours, "sums in place of means: as many numbers, which any mean may add up"),
            ]),
        fields: [])

    init(_ settings: Settings) {}

    let kind = "moments"
    static let space = Signature.Space.moment

    func requests(_ facts: Facts) -> [Request] {
        guard let planner = facts.planner else { return [] }
        let signature = Signature(kind, .moment, .double, width: planner.sums, columns: planner.sums)
        return (0..<planner.horizon).reversed().map { Request(.sums(ofStep: $0), signature) }
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        let lacking = facts.lacking("does not plan step by step") { $0.plans }
        return lacking.isEmpty ? facts.unlikeLearners("sums of all become one plan") : lacking
    }
}
