extension Findings {
    /// What makes two findings alike.
    public enum Likeness: Sendable {
        /// Code, words and advice.
        case words
        /// Code and advice: the words say each time what is written there, as in a list of names of which there are none.
        case advice
    }

    /// The same with findings of more than two places that are alike told of once: at the first place, with how many more there
    /// are.
    ///
    /// - Parameter others: what the others are, behind their number: `places`.
    public func joined(_ likeness: Likeness, others: String) -> Findings {
        var places: [String: Int] = [:]
        var groups: [[Diagnostic]] = []
        for diagnostic in diagnostics {
            let words = likeness == .words ? diagnostic.message : ""
            let kind = [diagnostic.code.rawValue, words, diagnostic.help ?? ""].joined(separator: "\n")
            if let place = places[kind] {
                groups[place].append(diagnostic)
            } else {
                places[kind] = groups.count
                groups.append([diagnostic])
            }
        }
        var joined = Findings()
        for group in groups {
            guard group.count > 2 else {
                for diagnostic in group { joined.add(diagnostic) }
                continue
            }
            joined.add(
                group[0].code, "\(group[0].message); \(group.count - 1) more \(others) are like it", at: group[0].span,
                related: group[0].related, help: group[0].help)
        }
        return joined
    }
}
