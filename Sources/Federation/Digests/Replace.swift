import Config
import Learning

/// Every agent goes on from the server's result.
struct Replace: Digest {
    static let component = Component(
        "replace",
        "Every agent's part becomes the server's result: θₖ ← θ̄. Optimizers keep their moments.",
        fields: [])

    static let forms = [Form.parameters]
    let needs: Needs = []
    let resultKind = "parameters"

    init(_ settings: Settings) {}

    func run(
        _ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation, _ state: inout Stateless
    ) {
        for index in talk.parts.indices {
            let part = talk.parts[index]
            let rows = talk.gather(part, kind: upload.kind)
            let result = talk.result(part)
            aggregator.combine(rows, into: result)
            talk.send(part, kind: resultKind)
            talk.give(result)
        }
    }
}
