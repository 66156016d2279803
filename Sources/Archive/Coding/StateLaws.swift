import Numerics

/// The laws that make a type fit to be saved by its synthesized coding, checked on one of its values.
public enum StateLaws {
    /// Every breach of the laws in `value`, as sentences naming the property; none means that nothing can be lost.
    ///
    /// 1. No dictionary, set, class or enum with associated values anywhere inside. (Closures and existentials have no
    ///    synthesized coding, so the compiler refuses those.)
    /// 2. Every stored property is in the snapshot under its name on disk, unless it is nil.
    /// 3. The snapshot decodes, and every item of it is read: a `let` with a default value is not.
    /// 4. Decoding and encoding again gives the same snapshot.
    ///
    /// Laws 1 and 2 do not enter the types in `handWritten`, whose coding is their own.
    public static func breaches<State: Codable>(
        in value: State, handWritten: [any Any.Type] = []
    ) -> [String] {
        var breaches: [String] = []
        let tree: ArchiveTree
        do {
            tree = try ArchiveTree(encoding: value)
        } catch {
            inspect(value, nil, at: "", handWritten, &breaches)
            return breaches + [error.description]
        }
        inspect(value, .group(tree), at: "", handWritten, &breaches)
        do {
            let again = try ArchiveTree(encoding: tree.decode(State.self))
            if let difference = tree.firstDifference(from: again) {
                breaches.append("decoding and encoding again changes \(difference)")
            }
        } catch {
            breaches.append(error.description)
        }
        return breaches
    }

    private static func inspect(
        _ value: Any, _ node: ArchiveNode?, at path: String, _ handWritten: [any Any.Type], _ breaches: inout [String]
    ) {
        let type = type(of: value)
        let place = path.isEmpty ? "\(type)" : path
        if value is any ArchivedLeaf || value is any DenseArray || handWritten.contains(where: { $0 == type }) {
            return
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .dictionary: breaches.append("\(place) is a dictionary")
        case .set: breaches.append("\(place) is a set")
        case .class, .foreignReference: breaches.append("\(place) is a class")
        case .enum:
            if !mirror.children.isEmpty { breaches.append("\(place) is an enum with associated values") }
        case .optional:
            if let wrapped = mirror.children.first { inspect(wrapped.value, node, at: path, handWritten, &breaches) }
        case .collection, .tuple:
            for (position, child) in mirror.children.enumerated() {
                inspect(
                    child.value, member(String(position), of: node), at: "\(path)/\(position)", handWritten, &breaches)
            }
        case .struct:
            for child in mirror.children {
                let label = child.label ?? "?"
                let name = DiskName.name(ofProperty: label)
                let item = member(name, of: node)
                let isWrapped = node.map { if case .group = $0 { false } else { true } } ?? true
                if item == nil, !isWrapped, !isNil(child.value) {
                    breaches.append("\(path)/\(name) is not in the snapshot")
                }
                inspect(child.value, isWrapped ? node : item, at: "\(path)/\(name)", handWritten, &breaches)
            }
        case nil: break
        @unknown default: break
        }
    }

    private static func member(_ name: String, of node: ArchiveNode?) -> ArchiveNode? {
        guard case .group(let tree)? = node else { return nil }
        return tree[name]
    }

    private static func isNil(_ value: Any) -> Bool {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional && mirror.children.isEmpty
    }
}
