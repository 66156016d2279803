import Config
import Learning

/// Uploads that are too long are shortened.
struct Clip: Guard {
    static let component = Component(
        "clip", "An upload longer than C is shortened to it: how far one agent can move the result is bounded.",
        details: """
            x ← x · min(1, C / ‖x‖₂), of all parts of the upload together or of each part by itself; then the whole is at most
            C √(number of parts) long. Lengths are summed in Float64 over the numbers in their order, by blocks of 1024, padding
            left out, and rounding never leaves a row longer than C. An upload that is not finite becomes zero. Where an agent has
            parts of two precisions, those of each are an upload of their own.
            Short uploads are meant, such as `delta`: whole networks lose their meaning when they are shortened. With `gaussian`
            behind it, `concord plan` accounts for what the server learns of an agent.
            """,
        source: Source(
            .recurrentLanguageModels, evidence: .recalled,
            grounds: [
                .from(.recalled, "flat clipping of the whole update, and clipping layer by layer"),
                .from(.ours, "an update that is not finite counts as none"),
            ]),
        fields: [
            Field("norm", .number(.positive), "How long an upload can be, C").main.defaults(to: .number(1)),
            Field(
                "over",
                .words(
                    ("all_parts", "All parts together are at most C long"),
                    ("each_part", "Each part is at most C long by itself")),
                "What is measured"
            ).defaults(to: .text("all_parts")),
        ])

    static let spaces = [Signature.Space.parameter]

    /// What is measured.
    private enum Over: String {
        case allParts = "all_parts"
        case eachPart = "each_part"
    }

    private let norm: Double
    private let over: Over

    init(_ settings: Settings) {
        norm = settings.number("norm")
        over = settings.word("over")
    }

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        guard way == .up else { return signature }
        guard !signature.form.isEncoded else { return nil }
        var signature = signature
        signature.form = .altered
        let bound = over == .allParts ? norm : norm * Double(signature.parts).squareRoot()
        signature.bound = min(bound, signature.bound ?? .infinity)
        return signature
    }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        let parts = rows.columns.map(\.places)
        for places in over == .allParts ? [parts.flatMap(\.self)] : parts {
            if let rows = rows.singles {
                for index in 0..<rows.count { clip(rows.row(index), at: places) }
            }
            if let rows = rows.doubles {
                for index in 0..<rows.count { clip(rows.row(index), at: places) }
            }
        }
    }

    private func clip<Number: BinaryFloatingPoint>(_ row: UnsafeMutablePointer<Number>, at places: [Range<Int>]) {
        let count = places.reduce(0) { $0 + $1.count }
        let (largest, scaled) = Self.length(of: row, at: places)
        // What summing so many squares can have lost, and scaling each number can add.
        let slack = Double(count + 16) * 0x1p-53
        guard !(largest * scaled * (1 + slack) <= norm) else { return }
        let factor = norm / largest / scaled * (1 - slack)
        let isFinite = largest.isFinite
        for place in places {
            for column in place { row[column] = isFinite ? (Double(row[column]) * factor).towardZero() : 0 }
        }
    }

    /// The length of a row as a product of the largest number and the length in its units, so that no square overflows; the
    /// first is NaN or infinite where a number is.
    private static func length<Number: BinaryFloatingPoint>(
        of row: UnsafeMutablePointer<Number>, at places: [Range<Int>]
    ) -> (largest: Double, scaled: Double) {
        var (largest, isFinite) = (0.0, true)
        for place in places {
            for column in place {
                let size = abs(Double(row[column]))
                if !size.isFinite { isFinite = false }
                if size > largest { largest = size }
            }
        }
        guard isFinite else { return (.infinity, 1) }
        guard largest > 0 else { return (0, 1) }
        // Powers of two scale exactly.
        let unit = largest.binade
        let squares = ColumnSum.over(places.joined()) { column in
            let number = Double(row[column]) / unit
            return number * number
        }
        return (unit, squares.squareRoot())
    }
}

extension Double {
    /// The number of a precision that is nearest and no longer.
    fileprivate func towardZero<Number: BinaryFloatingPoint>() -> Number {
        let nearest = Number(self)
        guard abs(Double(nearest)) > abs(self) else { return nearest }
        return nearest > 0 ? nearest.nextDown : nearest.nextUp
    }
}
