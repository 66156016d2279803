public import Determinism
internal import Diagnostics

extension Table {
    /// Comma-separated values (RFC 4180, lines ended by a line feed): one column per key, numbers with all their digits.
    public var csv: String { csvHeader + rows.map(csvLine).joined() }

    /// The first line of the table as comma-separated values.
    var csvHeader: String { keys.map(Self.quote).joined(separator: ",") + "\n" }

    /// The line of a row, which need not be one of the table's own.
    func csvLine(_ row: [Cell]) -> String {
        values(of: row).map { value in
            switch value {
            case .null: ""
            case .text(let text): Self.quote(text)
            case let other: other.json
            }
        }.joined(separator: ",") + "\n"
    }

    /// A list of objects, one per row, with the columns' keys.
    public var json: CanonicalValue {
        let keys = keys
        return .list(rows.map { row in .object(sorting: Array(zip(keys, values(of: row)))) })
    }

    private func values(of row: [Cell]) -> [CanonicalValue] {
        zip(columns, row).flatMap { column, cell in
            let values = cell.values
            switch cell {
            case .missing, .blank: return column.keys.map { _ in CanonicalValue.null }
            case .notFinite: return column.keys.map { _ in .text("nan") }
            case .words(let text): return [.text(text)] + column.keys.dropFirst().map { _ in .null }
            default: break
            }
            precondition(
                values.count == column.keys.count,
                "the column '\(column.title)' names \(column.keys.count) values, its cell has \(values.count)")
            return values
        }
    }

    /// A text as a field: hidden characters spelled out, formulas made harmless, quotes where it needs some.
    private static func quote(_ text: String) -> String {
        let text = harmless(VisibleText.lines(text))
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        var quoted = "\""
        for character in text {
            if character == "\"" { quoted.append("\"") }
            quoted.append(character)
        }
        return quoted + "\""
    }

    /// A text that no spreadsheet runs: one that starts like a formula, and is no number, gets an apostrophe before it.
    private static func harmless(_ text: String) -> String {
        guard let first = text.first, "=+-@\t\r\n＝＋－＠".contains(first), Double(text) == nil else { return text }
        return "'" + text
    }
}

extension Table.Cell {
    /// For programs: as many values as the column has keys.
    fileprivate var values: [CanonicalValue] {
        switch self {
        case .text(let text): [.text(text)]
        case .count(let count), .label(let count): [.integer(count)]
        case .bytes(let bytes), .amount(let bytes, _):
            [Int(exactly: bytes).map(CanonicalValue.integer) ?? Self.number(bytes)]
        case .number(let value, _), .figure(let value), .probability(let value): [Self.number(value)]
        case .spread(let value, let spread, _): [Self.number(value), Self.number(spread)]
        case .estimate(let estimate, _):
            [Self.number(estimate.value), Self.number(estimate.low), Self.number(estimate.high)]
        case .crossing(.reached(let round)): [.integer(round), .boolean(false)]
        case .crossing(.censored): [.null, .boolean(true)]
        case .quantile(.reached(let round)): [.integer(round)]
        case .quantile(.censored): [.null]
        case .words, .notFinite, .missing, .blank: []
        }
    }

    private static func number(_ value: Double) -> CanonicalValue {
        value.isNaN ? .null : .number(value)
    }
}
