import Config
import Learning

/// Uploads that are too long are shortened.
struct Clip: Guard {
    static let component = Component(
        "clip", "An upload longer than C is shortened to it: how far one agent can move the result is bounded.",
        details: """
            x ← x · min(1, C / ‖x‖₂), over all parts of the upload together, in Float64 over the numbers in their order; padding is
            left out. An upload that is not finite becomes zero.
            """,
        source: Source(
            "McMahan, Ramage, Talwar & Zhang, Learning differentially private recurrent language models, ICLR 2018",
            evidence: .recalled),
        fields: [
            Field("norm", .number(.positive), "How long an upload can be, C").main.defaults(to: .number(1))
        ])

    static let spaces = [Signature.Space.parameter]
    private let norm: Double

    init(_ settings: Settings) { norm = settings.number("norm") }

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        guard way == .up else { return signature }
        guard signature.form == .plain || signature.form == .altered else { return nil }
        var signature = signature
        signature.form = .altered
        return signature
    }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        let places = rows.columns.flatMap(\.places)
        if let rows = rows.singles {
            for index in 0..<rows.count { clip(rows.row(index), at: places) }
        }
        if let rows = rows.doubles {
            for index in 0..<rows.count { clip(rows.row(index), at: places) }
        }
    }

    private func clip<Number: BinaryFloatingPoint>(_ row: UnsafeMutablePointer<Number>, at places: [Range<Int>]) {
        var squares = 0.0
        for place in places {
            for column in place { squares += Double(row[column]) * Double(row[column]) }
        }
        let length = squares.squareRoot()
        guard length > norm || !length.isFinite else { return }
        let factor = length.isFinite ? norm / length : 0
        for place in places {
            for column in place { row[column] = factor == 0 ? 0 : Number(Double(row[column]) * factor) }
        }
    }
}
