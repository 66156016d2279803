internal import Diagnostics

/// Rows and columns, once, for every rendering: terminal, Markdown, LaTeX, HTML, CSV and JSON.
public struct Table: Sendable, Equatable {
    /// What the table shows, as one would write above it.
    public var title: String
    /// What a reader must know to read it: definitions, units, counts.
    public var caption: String
    /// The columns, left to right.
    public var columns: [Column]
    /// The rows, top to bottom; each has one cell per column.
    public var rows: [[Cell]]

    /// A table, empty unless rows are given.
    public init(_ title: String, caption: String = "", columns: [Column], rows: [[Cell]] = []) {
        self.title = title
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }

    /// The table as people see it: without the columns that are for programs; nil where there are none of those.
    var shown: Table? {
        let kept = columns.indices.filter { !columns[$0].isForPrograms }
        return kept.count == columns.count ? nil : part(kept)
    }

    /// Some of its columns.
    func part(_ places: [Int]) -> Table {
        let cells = rows.map { row in places.map { row[$0] } }
        return Table(title, caption: caption, columns: places.map { columns[$0] }, rows: cells)
    }

    /// What columns call their values, left to right, each name once: one that another column has gets a number.
    public var keys: [String] {
        let named = columns.flatMap(\.keys)
        var taken = Set(named)
        var seen: Set<String> = []
        return named.map { key in
            guard !seen.insert(key).inserted else { return key }
            var number = 2
            while taken.contains("\(key)_\(number)") { number += 1 }
            taken.insert("\(key)_\(number)")
            return "\(key)_\(number)"
        }
    }

    /// The names that several columns have, which only a number tells apart for programs.
    public var repeatedKeys: [String] {
        var seen: Set<String> = []
        return distinct(columns.flatMap(\.keys).filter { !seen.insert($0).inserted })
    }

    /// Appends a row.
    public mutating func append(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row has one cell per column")
        rows.append(row)
    }

    /// One column: its heading for people and its keys for programs.
    public struct Column: Sendable, Equatable {
        /// What stands over the column.
        public let title: String
        /// The names of the values a cell holds, such as `["mean", "mean_sd"]`.
        public let keys: [String]
        /// Whether cells stand at the left (text) or at the right (numbers).
        public let isText: Bool
        /// What it and its neighbors of the same group are about, where a heading of two lines has room; nil for a column by itself.
        public private(set) var group: Group?

        /// Whether people are told the same by another column: only programs get this one.
        public private(set) var isForPrograms = false

        /// One heading over several columns.
        public struct Group: Sendable, Equatable {
            /// What all of them are about.
            public let name: String
            /// What this one is of that; the column's own title says both.
            public let part: String
        }

        /// The same column under a heading it shares.
        public func grouped(_ name: String, _ part: String) -> Column {
            var column = self
            column.group = Group(name: name, part: part)
            return column
        }

        /// The same column for programs alone.
        ///
        /// - Parameter isRepeated: whether another column tells people the same.
        public func forPrograms(_ isRepeated: Bool = true) -> Column {
            var column = self
            column.isForPrograms = isRepeated
            return column
        }

        /// A column of words.
        public static func text(_ title: String, key: String) -> Column {
            Column(title: title, keys: [key], isText: true)
        }

        /// A column of numbers, with as many keys as each of its cells has values.
        public static func numbers(_ title: String, keys: String...) -> Column {
            Column(title: title, keys: keys, isText: false)
        }
    }

    /// What stands in one row under one column.
    public enum Cell: Sendable, Equatable {
        /// Words.
        case text(String)
        /// A count, shown in groups of three digits.
        case count(Int)
        /// A whole number that names something, such as a seed: its digits stand together.
        case label(Int)
        /// A number of bytes, shown with a unit.
        case bytes(Double)
        /// A large quantity, shown with a decimal prefix and a unit that may be empty.
        case amount(Double, unit: String)
        /// A number with so many decimals.
        case number(Double, decimals: Int)
        /// A number of any size, shown with four significant digits.
        case figure(Double)
        /// The p-value of a test.
        case probability(Double)
        /// A mean and a standard deviation.
        case spread(Double, Double, decimals: Int)
        /// An estimate and the ends of its interval.
        case estimate(Estimate, decimals: Int)
        /// The round a level was reached, or `> n` for a censored record.
        case crossing(FirstRound)
        /// The same of a quantile, of which programs get the round alone.
        case quantile(FirstRound)
        /// Words in a column of numbers, for programs the first of the column's values.
        case words(String)
        /// A value that was measured and is infinite or NaN: an agent had diverged.
        case notFinite
        /// A value that is not known, shown as a dash.
        case missing
        /// No value is to be expected here.
        case blank
    }
}

extension Table.Cell {
    /// For people, in plain characters that stay within the cell.
    public var display: String {
        switch self {
        case .text(let text): VisibleText.line(text)
        case .count(let count): NumberText.grouped(count)
        case .label(let number): String(number)
        case .amount(let value, let unit):
            unit.isEmpty ? NumberText.count(value) : NumberText.prefixed(value) + unit
        case .bytes(let bytes): bytes.isNaN ? "–" : NumberText.bytes(bytes)
        case .number(let value, let decimals): value.isNaN ? "–" : NumberText.fixed(value, decimals: decimals)
        case .figure(let value): value.isNaN ? "–" : NumberText.significant(value, digits: 4)
        case .probability(let value):
            value.isNaN
                ? "–" : value >= 0.001 ? NumberText.fixed(value, decimals: 3) : NumberText.significant(value, digits: 2)
        case .spread(let value, let spread, let decimals):
            if value.isNaN {
                "–"
            } else if spread.isNaN {
                NumberText.fixed(value, decimals: decimals)
            } else {
                NumberText.fixed(value, decimals: decimals) + " ± " + NumberText.fixed(spread, decimals: decimals)
            }
        case .estimate(let estimate, let decimals):
            if estimate.value.isNaN {
                "–"
            } else if estimate.low.isNaN {
                NumberText.fixed(estimate.value, decimals: decimals)
            } else {
                NumberText.fixed(estimate.value, decimals: decimals) + " ["
                    + NumberText.fixed(estimate.low, decimals: decimals) + ", "
                    + NumberText.fixed(estimate.high, decimals: decimals) + "]"
            }
        case .crossing(.reached(let round)), .quantile(.reached(let round)): NumberText.grouped(round)
        case .crossing(.censored(let round)), .quantile(.censored(let round)): "> \(NumberText.grouped(round))"
        case .words(let text): text
        case .notFinite: "not finite"
        case .missing: "–"
        case .blank: ""
        }
    }
}
