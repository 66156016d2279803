extension Table {
    /// The table for a terminal in lines of at most `width` characters, as far as words can be broken: where columns do not fit
    /// beside each other, later ones stand below under the first ones again, and words that are wider than their column go on
    /// in the next line.
    public func text(within width: Int) -> String {
        let natural = naturalWidths
        func extent(_ columns: [Int]) -> Int {
            columns.reduce(0) { $0 + natural[$1] } + 2 * max(0, columns.count - 1)
        }
        guard extent(Array(columns.indices)) > width, !columns.isEmpty else { return plainText }
        // What names a row stands before the first number.
        var stub = Array(columns.indices.prefix { columns[$0].isText })
        while stub.count > 1, 2 * extent(stub) > width { stub.removeLast() }
        if stub.isEmpty { stub = [0] }
        var blocks: [[Int]] = []
        for column in columns.indices.dropFirst(stub.count) {
            if let last = blocks.last, extent(last + [column]) <= width {
                blocks[blocks.count - 1].append(column)
            } else {
                blocks.append(stub + [column])
            }
        }
        if blocks.isEmpty { blocks = [stub] }
        return blocks.map { block in
            let part = Table(
                title, columns: block.map { columns[$0] }, rows: rows.map { row in block.map { row[$0] } })
            return extent(block) <= width ? part.plainText : part.wrapped(within: width)
        }.joined(separator: "\n")
    }

    /// The table with words broken: the widest columns of words give way until all fit.
    private func wrapped(within width: Int) -> String {
        var limits = naturalWidths
        while limits.reduce(2 * (limits.count - 1), +) > width {
            let candidates = columns.indices.filter { columns[$0].isText && limits[$0] > 8 }
            guard let widest = candidates.max(by: { (limits[$0], $1) < (limits[$1], $0) }) else { break }
            limits[widest] -= 1
        }
        var folded = Table(title, columns: columns)
        for row in rows {
            let cells = zip(row, limits).enumerated().map { place, cell in
                columns[place].isText ? Self.broken(cell.0.display, at: cell.1) : [cell.0.display]
            }
            for line in 0..<(cells.map(\.count).max() ?? 0) {
                folded.rows.append(cells.map { line < $0.count ? .text($0[line]) : .blank })
            }
        }
        return folded.plainText
    }

    /// Words in lines of so many characters, broken after spaces, commas and slashes, or anywhere in a longer word.
    private static func broken(_ text: String, at width: Int) -> [String] {
        var lines = [""]
        var piece = ""
        func place() {
            if lines[lines.count - 1].count + piece.count > width, !lines[lines.count - 1].isEmpty { lines.append("") }
            while piece.count > width {
                lines[lines.count - 1] = String(piece.prefix(width))
                piece = String(piece.dropFirst(width))
                lines.append("")
            }
            lines[lines.count - 1] += piece
            piece = ""
        }
        for character in text {
            // A space at the end of a line need not fit into it.
            if character == " ", lines[lines.count - 1].count + piece.count == width {
                place()
                lines.append("")
                continue
            }
            piece.append(character)
            if " ,/".contains(character) { place() }
        }
        place()
        if lines.count > 1, lines[lines.count - 1].isEmpty { lines.removeLast() }
        return lines
    }
}
