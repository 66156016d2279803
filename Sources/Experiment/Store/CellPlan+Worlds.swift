import Archive
import Config
import Determinism
import Learning

extension CellPlan {
    /// `/worlds` of a checkpoint: every set with the numbers of its worlds, one array per parameter; nil without sets.
    var worldsTree: ArchiveTree? {
        guard !worlds.isEmpty else { return nil }
        return ArchiveTree(
            worlds.enumerated().map { index, set in
                (set.name, .group(tree(of: copies.map { $0.worlds[index].environments })))
            },
            attributes: ["about": .text("sets of worlds to evaluate in: what was drawn for this cell's seed")])
    }

    /// A set as a group: its kind, and the value of every number in every world; of several replicas, row by row.
    private func tree(of replicas: [[Choice]]) -> ArchiveTree {
        var tree = ArchiveTree()
        let environments = replicas.flatMap(\.self)
        let kinds = environments.map(\.kind)
        let isOneKind = kinds.allSatisfy { $0 == kinds[0] }
        tree.attributes = [
            "environment": isOneKind ? .text(kinds[0]) : .texts(Array(kinds.prefix(replicas[0].count)))
        ]
        let settings = environments.map(\.values.json)
        // An attribute holds at most 64 KB; the numbers stand below in any case.
        if replicas.count == 1, settings.reduce(0, { $0 + $1.utf8.count + 16 }) < 60_000 {
            tree.attributes["environment_settings"] = .texts(settings)
        }
        guard isOneKind, let component = language.environments[kinds[0]] else { return tree }
        for field in component.fields {
            let values = environments.map { $0.values[field.key] ?? field.defaultValue }.compactMap { $0?.asNumber }
            guard field.type.isNumeric, values.count == environments.count else { continue }
            let shape = (replicas.count > 1 ? [replicas.count] : []) + [replicas[0].count]
            var array = ArchiveArray(shape: shape, elements: values)
            array.attributes["about"] = .text(
                field.summary + (replicas.count > 1 ? ", [replica, world]" : ", by world"))
            if let unit = field.unit { array.attributes["unit"] = .text(unit) }
            tree.insert(.array(array), at: field.key)
        }
        return tree
    }
}

extension FieldType {
    fileprivate var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        default: false
        }
    }
}
