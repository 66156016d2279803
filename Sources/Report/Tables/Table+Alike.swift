extension Table {
    /// Rows that are shown to people at most.
    private static let mostRows = 24

    /// The table with rows of equal cells but for the first one in one row, under their names: `a1 … a100 (100 agents)`.
    ///
    /// - Parameter nouns: what rows are.
    func alikeTogether(of nouns: String) -> Table {
        var groups: [(names: [String], places: [Int], rest: [Cell])] = []
        var known: [String: [Int]] = [:]
        for (place, row) in rows.enumerated() {
            let rest = Array(row.dropFirst())
            let key = rest.map(\.display).joined(separator: "\u{0}")
            if let group = known[key]?.first(where: { groups[$0].rest == rest }) {
                groups[group].names.append(row[0].display)
                groups[group].places.append(place)
            } else {
                known[key, default: []].append(groups.count)
                groups.append(([row[0].display], [place], rest))
            }
        }
        var table = self
        table.rows = groups.map { group in
            [
                .text(
                    Self.name(
                        group.names, nouns, isInOrder: group.places.last == group.places[0] + group.places.count - 1))
            ]
                + group.rest
        }
        return table.shortened(of: nouns)
    }

    /// The table without rows that are more than anybody reads on a terminal, which are counted.
    func shortened(of nouns: String) -> Table {
        guard rows.count > Self.mostRows else { return self }
        var table = self
        table.rows = Array(rows.prefix(Self.mostRows))
        let note = "… and \(NumberText.grouped(rows.count - Self.mostRows)) more lines of \(nouns); --json has all."
        table.caption = [note, caption].filter { !$0.isEmpty }.joined(separator: " ")
        return table
    }

    private static func name(_ names: [String], _ nouns: String, isInOrder: Bool) -> String {
        guard names.count > 2 else { return names.joined(separator: ", ") }
        let count = "(\(NumberText.grouped(names.count)) \(nouns))"
        return isInOrder
            ? "\(names[0]) … \(names[names.count - 1]) \(count)" : "\(names[0]), \(names[1]), … \(count)"
    }
}
