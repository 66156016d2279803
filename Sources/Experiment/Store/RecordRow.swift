import Determinism

/// A line of a record that is a row: a JSON object with a round.
struct RecordRow {
    let round: Int
    let value: CanonicalValue

    /// The row of a line; nil where it is none.
    init?(_ line: RecordLines.Line) {
        // A line that is no JSON stands for no row, which whoever asked reports with the line's number.
        do throws(CanonicalValue.ParsingError) {
            value = try CanonicalValue(parsing: String(decoding: line.bytes, as: UTF8.self))
        } catch { return nil }
        guard let round = value["round"]?.asInteger else { return nil }
        self.round = round
    }
}
