extension Table {
    /// The table for a terminal in lines of at most `width` characters, as far as words can be broken: where columns do not fit
    /// beside each other, later ones stand below under the first ones again, and words that are wider than their column go on
    /// in the next line.
    public func text(within width: Int) -> String {
        if let shown { return shown.text(within: width) }
        // What no row has says nothing, and takes room.
        let filled = columns.indices.filter { column in rows.contains { $0[column] != .blank } }
        guard filled.count == columns.count || rows.isEmpty else {
            return part(filled).text(within: width)
        }
        let natural = naturalWidths
        func extent(_ columns: [Int]) -> Int {
            columns.reduce(0) { $0 + natural[$1] } + 2 * max(0, columns.count - 1)
        }
        guard extent(Array(columns.indices)) > width, !columns.isEmpty else { return plainText }
        let stub = stub(within: width, extent)
        var blocks: [[Int]] = []
        for column in columns.indices where !stub.contains(column) {
            if let last = blocks.last, extent(last + [column]) <= width {
                blocks[blocks.count - 1].append(column)
            } else {
                blocks.append(stub + [column])
            }
        }
        if blocks.isEmpty { blocks = [stub] }
        return blocks.map { block in
            let part = part(block)
            return extent(block) <= width ? part.plainText : part.wrapped(within: width)
        }.joined(separator: "\n")
    }

    /// The columns that every block begins with: what names a row, which stands before the first quantity. Where they take too much of the
    /// line, what all rows share goes first.
    private func stub(within width: Int, _ extent: ([Int]) -> Int) -> [Int] {
        func names(_ column: Int) -> Bool {
            columns[column].isText || rows.allSatisfy { if case .label = $0[column] { true } else { false } }
        }
        var stub = Array(columns.indices.prefix(while: names))
        // No more than it takes to tell rows apart.
        func isUnique(_ columns: some Collection<Int>) -> Bool {
            Set(rows.map { row in columns.map { row[$0].display } }).count == rows.count
        }
        while stub.count > 1, isUnique(stub.dropLast()) { stub.removeLast() }
        while stub.count > 1, 3 * extent(stub) > 2 * width {
            let place = stub.firstIndex { column in rows.allSatisfy { $0[column] == rows[0][column] } }
            stub.remove(at: place ?? stub.count - 1)
        }
        return stub.isEmpty ? [0] : stub
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
