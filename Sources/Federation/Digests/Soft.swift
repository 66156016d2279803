import Config
import Learning

/// Every agent moves some way toward the server's result.
struct Soft: Digest {
    static let component = Component(
        "soft",
        "Every agent's part moves some way toward the server's result: θₖ ← (1 − ρ) θₖ + ρ θ̄.",
        fields: [
            Field("share", .number(.unit), "How far, ρ: 0 stays, 1 replaces").main.defaults(to: .number(0.5))
        ])

    static let forms = [Form.parameters]
    let needs: Needs = []
    let resultKind = "parameters"
    private let share: Double

    init(_ settings: Settings) { share = settings.number("share") }

    func run(
        _ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation, _ state: inout Stateless
    ) {
        for index in talk.parts.indices {
            let part = talk.parts[index]
            let rows = talk.gather(part, kind: upload.kind)
            let result = talk.result(part)
            aggregator.combine(rows, into: result)
            talk.send(part, kind: resultKind)
            blend(rows, toward: result)
            talk.give(rows)
        }
    }

    private func blend(_ rows: PartRows, toward result: PartRows) {
        if let rows = rows.singles, let result = result.singles {
            let (kept, moved) = (Float(1 - share), Float(share))
            for index in 0..<rows.count {
                let row = rows.row(index)
                for column in 0..<rows.width { row[column] = kept * row[column] + moved * result.base[column] }
            }
        }
        if let rows = rows.doubles, let result = result.doubles {
            for index in 0..<rows.count {
                let row = rows.row(index)
                for column in 0..<rows.width { row[column] = (1 - share) * row[column] + share * result.base[column] }
            }
        }
    }
}
