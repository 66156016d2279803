import Config
import Learning

/// Every agent moves some way toward the server's result.
struct Soft: Digest, Idling {
    static let component = Component(
        "soft",
        "Every agent's part moves some way toward the server's result: θₖ ← (1 − ρ) θₖ + ρ θ̄.",
        details: """
            θₖ ← (1 − ρ) θₖ + ρ θ̄, number by number, in the precision of the part; ρ = 1 is `replace`. Optimizers keep their moments.
            """,
        source: Source(
            .roboticSwarms, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "w ← (1 − τ) w + τ w̄ of actor and critic, targets left alone; ⟦soft.share⟧ for τ"),
                .from(.ours, "any part of any learner; targets move too where they are uploaded"),
            ]),
        fields: [
            Field("share", .number(.unit), "How far, ρ: 0 stays, 1 replaces").main.defaults(to: .number(0.5))
        ])

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.parameter]
    private let rate: Double
    var share: Double? { rate }

    init(_ settings: Settings) { rate = settings.number("share") }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard rate == 0 else { return [] }
        return [IdleSetting("\(Self.component.kind).share", "leaves agents as they are", help: "more than 0")]
    }

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests {
            let own = talk.ask(request)
            blend(own, talk.here, toward: talk.tell(talk.merge(own, as: "parameters")))
            talk.assign(own)
        }
    }

    private func blend(_ rows: Batch, _ here: Range<Int>, toward result: Batch) {
        if let rows = rows.singles, let result = result.singles {
            let (kept, moved) = (Float(1 - rate), Float(rate))
            for index in here {
                let (row, target) = (rows.row(index), result.row(result.count == 1 ? 0 : index))
                for column in 0..<rows.width { row[column] = kept * row[column] + moved * target[column] }
            }
        }
        if let rows = rows.doubles, let result = result.doubles {
            for index in here {
                let (row, target) = (rows.row(index), result.row(result.count == 1 ? 0 : index))
                for column in 0..<rows.width { row[column] = (1 - rate) * row[column] + rate * target[column] }
            }
        }
    }
}
