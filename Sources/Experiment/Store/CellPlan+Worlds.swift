import Archive
import Config
import Determinism
import Learning

extension CellPlan {
    /// `/worlds` of a checkpoint: every set with the numbers of its worlds, one array per parameter; nil without sets.
    var worldsTree: ArchiveTree? {
        guard !worlds.isEmpty else { return nil }
        return ArchiveTree(
            worlds.map { ($0.name, .group($0.tree)) },
            attributes: ["about": .text("sets of worlds to evaluate in: what was drawn for this cell's seed")])
    }
}

extension CellPlan.WorldSet {
    /// The set as a group: its kind, and the value of every number in every world.
    fileprivate var tree: ArchiveTree {
        var tree = ArchiveTree()
        let kinds = environments.map(\.kind)
        let isOneKind = kinds.allSatisfy { $0 == kinds[0] }
        tree.attributes = [
            "environment": isOneKind ? .text(kinds[0]) : .texts(kinds),
            "environment_settings": .texts(environments.map(\.values.json)),
        ]
        guard isOneKind, let component = Environments.catalogue.choices[kinds[0]] else { return tree }
        for field in component.fields {
            let values = environments.map { $0.values[field.key] ?? field.defaultValue }.compactMap { $0?.asNumber }
            guard field.type.isNumeric, values.count == environments.count else { continue }
            var array = ArchiveArray(values)
            array.attributes["about"] = .text(field.summary + ", by world")
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
