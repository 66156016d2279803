import Config
import Learning
import Numerics

/// Agents count by how like the receiver they are: every agent gets a result of its own.
struct Similarity: Weighting, Idling {
    static let component = Component(
        "similarity", "An agent counts in another one's result the more, the more alike the two are.",
        details: """
            Wᵢⱼ = exp(β sᵢⱼ) / Σₗ exp(β sᵢₗ),  θ̄ᵢ = Σⱼ Wᵢⱼ θⱼ       every agent i gets its own θ̄ᵢ; it is among the senders itself
            by: cosine       sᵢⱼ = θᵢᵀθⱼ / (‖θᵢ‖ ‖θⱼ‖), over all uploaded numbers of a precision; 0 where one of them is 0
            by: divergence   sᵢⱼ = −mean over public states of KL(πᵢ(·|s) ‖ πⱼ(·|s)); of Gaussian policies the mean over the
                             controls too. Needs `upload: action_distributions`.
            β is `sharpness`: at 0 all count alike; the larger it is, the more an agent keeps to itself and its likes. Sums are in
            Float64, in the order of the numbers, by blocks of 1024. Weights are found anew from every upload; nothing is kept. Rows whose
            similarity is no number count nothing for others.
            """,
        source: Source(
            .personalizedSilos, evidence: .recalled,
            grounds: [
                .from(.recalled, "clients that are alike weigh more in each other's personal model"),
                .from(.ours, "the softmax of cosines or divergences as the weights"),
            ]),
        fields: [
            Field(
                "by",
                .words(
                    ("cosine", "The cosine of the angle between what was uploaded"),
                    ("divergence", "How far action distributions at the public states are from one another")),
                "What makes agents alike"
            ).main.defaults(to: .text("cosine")),
            Field("sharpness", .number(.nonnegative), "How much likeness matters, β").defaults(to: .number(1)),
        ])

    /// What makes agents alike.
    private enum Likeness: String { case cosine, divergence }

    let isPersonal = true
    let givesShares = true
    private let likeness: Likeness
    private let sharpness: Double

    init(_ settings: Settings) {
        likeness = settings.word("by")
        sharpness = settings.number("sharpness")
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        guard likeness == .divergence, let sent = facts.payload.first, sent.space != .distribution else { return [] }
        return [
            Unfit(
                .axes,
                "'\(facts.exchange)' weighs by the divergence of action distributions, and uploads \(sent.space.words)",
                at: .exchange("weights.similarity.by"), other: .init(.exchange("upload"), "the upload"),
                help: "weights: {similarity: cosine}")
        ]
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard sharpness == 0 else { return [] }
        return [
            IdleSetting(
                "\(Self.component.kind).sharpness", "has all count alike, however like they are",
                help: "weights: uniform is the same")
        ]
    }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights {
        let rows = (0..<batch.count).map(batch.numbers)
        let likenesses =
            switch likeness {
            case .cosine: Self.cosines(of: rows)
            case .divergence: PolicyDivergence.between(rows, senders.facts.spaces?.action).map { $0.map(-) }
            }
        return Weights(
            likenesses.indices.map { .init(receivers: [$0], shares: shares(likenesses[$0], own: $0)) })
    }

    /// exp(β s) over its sum; the receiver alone where no likeness is a number.
    private func shares(_ likenesses: [Double], own: Int) -> Shares {
        let scaled = likenesses.map { $0.isNaN ? -.infinity : sharpness * $0 }
        guard scaled.contains(where: { $0 > -.infinity }) else {
            return .given(likenesses.indices.map { $0 == own ? 1 : 0 })
        }
        return .softmax(of: scaled)
    }

    /// The cosines of the angles between rows.
    static func cosines(of rows: [[Double]]) -> [[Double]] {
        let lengths = rows.map { ColumnSum.product($0, $0).squareRoot() }
        var cosines = rows.map { _ in [Double](repeating: 0, count: rows.count) }
        for one in rows.indices {
            for other in 0...one {
                let lengths = lengths[one] * lengths[other]
                let cosine = lengths > 0 ? ColumnSum.product(rows[one], rows[other]) / lengths : 0
                cosines[one][other] = cosine
                cosines[other][one] = cosine
            }
        }
        return cosines
    }
}
