internal import Diagnostics

extension Normalizer {
    /// The elements of a list in normal form. Of more than two scalars that are refused alike, the first one is told of.
    mutating func elements(_ nodes: [Node], as element: FieldType, called key: String) -> [Node] {
        guard nodes.count > 2, nodes.allSatisfy({ $0.scalar != nil }) else {
            return nodes.map { value($0, as: element, called: key) }
        }
        var single = Normalizer(layer: layer)
        let values = nodes.map { single.value($0, as: element, called: key) }
        findings.add(single.findings.joinedAlike)
        return values
    }
}

extension Findings {
    /// The findings of one list: of more than two of one code and one help, the first, with how many more there are.
    fileprivate var joinedAlike: Findings {
        var places: [String: Int] = [:]
        var groups: [[Diagnostic]] = []
        for diagnostic in diagnostics {
            let kind = "\(diagnostic.code.rawValue) \(diagnostic.help ?? "")"
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
                group[0].code, "\(group[0].message); \(group.count - 1) more of the list are like it",
                at: group[0].span,
                related: group[0].related, help: group[0].help)
        }
        return joined
    }
}
