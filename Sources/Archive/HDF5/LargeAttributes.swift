import Numerics

/// Attributes of more bytes than HDF5 keeps, stored as datasets.
///
/// HDF5 has attributes in object headers, whose messages end at 64 KiB. A larger one, such as the names of thousands of
/// agents, is the dataset `/large_attributes/ITEM/@NAME`, where `ITEM` is the path of what it belongs to. The group is there
/// only where it is needed, so that files without such attributes are what they would be without it. Reading puts
/// every attribute back, so a tree never shows it.
enum LargeAttributes {
    /// The member of the root that holds them.
    static let group = "large_attributes"
    /// The largest attribute that stays one, counted as in ``ArchiveAttribute/byteCount``.
    static let largestAttribute = 60_000

    private static let about =
        "attributes of more than 60 000 bytes, which HDF5 does not keep: @NAME below the path of the item it belongs to"

    /// A tree without its large attributes, which are then datasets.
    static func settingApart(_ tree: ArchiveTree, of subject: String) throws(ArchiveError) -> ArchiveTree {
        guard tree[group] == nil else {
            throw ArchiveError(
                "\(subject): /\(group)", "write", .refused("the name belongs to attributes that are stored as datasets")
            )
        }
        guard isLarge(.group(tree)) else { return tree }
        var (result, apart) = (tree, ArchiveTree())
        func move(_ attributes: ArchiveAttributes, of path: String) {
            for (name, value) in attributes.entries where value.byteCount > largestAttribute {
                apart.insert(value.dataset, at: "\(path)/@\(name)")
                result.annotate(path, name, nil)
            }
        }
        move(tree.attributes, of: "")
        tree.visit { path, node in move(node.attributes, of: path) }
        apart.attributes["about"] = .text(about)
        result.insert(.group(apart), at: group)
        return result
    }

    /// An item as it was before its large attributes became datasets.
    ///
    /// - Parameters:
    ///   - node: the item as it is stored.
    ///   - apart: the group that holds attributes of it and of what is below it; nil where there is none.
    ///   - isWhole: whether the item is the root, whose group says what it is.
    static func putBack(
        _ apart: ArchiveNode?, into node: ArchiveNode, of subject: String, isWhole: Bool
    ) throws(ArchiveError) -> ArchiveNode {
        guard let apart else { return node }
        // An item without a name has one here, so that its own attributes are put back like those of all others.
        var whole = ArchiveTree([("item", node)])
        var stack = [(path: "item", node: apart)]
        while let (path, node) = stack.popLast() {
            guard case .group(let tree) = node else { throw misfit(subject, path, "it is no group") }
            // Nothing may stand here that reading would drop: whoever compares trees would not see it.
            let own: ArchiveAttributes = isWhole && path == "item" ? ["about": .text(about)] : [:]
            guard tree.attributes == own, !tree.members.isEmpty else {
                throw misfit(subject, path, "it has attributes of its own, or nothing in it")
            }
            guard tree.members.count(where: { $0.name.hasPrefix("@") }) <= ReadingBudget.mostAttributes else {
                throw misfit(subject, path, "it has more than \(ReadingBudget.mostAttributes) attributes")
            }
            for member in tree.members {
                guard member.name.hasPrefix("@") else {
                    stack.append((path + "/" + member.name, member.node))
                    continue
                }
                let name = String(member.name.dropFirst())
                guard let value = ArchiveAttribute(dataset: member.node), value.byteCount > largestAttribute,
                    let item = whole[path], item.attributes[name] == nil
                else {
                    throw misfit(subject, "\(path)/\(member.name)", "it is no large attribute of an item that is there")
                }
                whole.annotate(path, name, value)
            }
        }
        return whole["item"] ?? node
    }

    private static func isLarge(_ node: ArchiveNode) -> Bool {
        if node.attributes.entries.contains(where: { $0.value.byteCount > largestAttribute }) { return true }
        guard case .group(let tree) = node else { return false }
        return tree.members.contains { isLarge($0.node) }
    }

    private static func misfit(_ subject: String, _ path: String, _ what: String) -> ArchiveError {
        ArchiveError("\(subject): /\(group)\(path.dropFirst("item".count))", "read", .mismatch(what))
    }
}

extension ArchiveNode {
    /// What the item means.
    var attributes: ArchiveAttributes {
        switch self {
        case .group(let tree): tree.attributes
        case .array(let array): array.attributes
        case .text(let text): text.attributes
        }
    }
}

extension ArchiveAttribute {
    /// Bytes of its numbers; of texts, with what HDF5 adds to each.
    var byteCount: Int {
        switch self {
        case .number, .integer: 8
        case .numbers(let values): 8 * values.count
        case .integers(let values): 8 * values.count
        case .text(let value): value.utf8.count + 16
        case .texts(let values): values.reduce(0) { $0 + $1.utf8.count + 16 }
        }
    }

    /// The same as a dataset.
    fileprivate var dataset: ArchiveNode {
        switch self {
        case .text(let value): .text(ArchiveText(value))
        case .texts(let values): .text(ArchiveText(values))
        case .number(let value): .array(ArchiveArray(number: value))
        case .numbers(let values): .array(ArchiveArray(values))
        case .integer(let value): .array(ArchiveArray(number: value))
        case .integers(let values): .array(ArchiveArray(values))
        }
    }

    fileprivate init?(dataset: ArchiveNode) {
        guard dataset.attributes.entries.isEmpty else { return nil }
        switch dataset {
        case .group: return nil
        case .text(let text): self = text.isList ? .texts(text.values) : .text(text.values.first ?? "")
        case .array(let array) where array.shape.count == 1:
            if let values = array.elements(as: Double.self) {
                self = .numbers(values)
            } else if let values = array.elements(as: Int.self) {
                self = .integers(values)
            } else {
                return nil
            }
        case .array: return nil
        }
    }
}
