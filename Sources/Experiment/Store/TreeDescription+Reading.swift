import Archive
import Config
import Determinism

// What is read goes by its plan: descriptions are taken out again.
extension TreeDescription {
    /// A state without its description, as it was given to the store.
    func removed(from state: ArchiveTree) -> ArchiveTree {
        var result = Self.stripped(state)
        replaceSettings(&result) { name, kind, text in
            settings[name]?.short
                ?? Self.parsed(text).flatMap { value in
                    language.environments[kind].map { value.leavingDefaults($0.fields).json }
                } ?? text
        }
        return result
    }

    /// A tree without the texts that describe it; settings of worlds are as they were.
    private static func stripped(_ tree: ArchiveTree) -> ArchiveTree {
        var result = tree
        tree.visit { path, node in
            let attributes: ArchiveAttributes
            switch node {
            case .group: return
            case .array(let array): attributes = array.attributes
            case .text(let text): attributes = text.attributes
            }
            guard !attributes.entries.isEmpty else { return }
            // Constants of worlds have a meaning of their own.
            let names = [StoredItem.units, StoredItem.labels] + (path.hasPrefix("/worlds/") ? [] : [StoredItem.about])
            for name in names where attributes[name] != nil { result.annotate(path, name, nil) }
        }
        if result["agents"] != nil {
            for name in [StoredItem.about, optimizers] { result.annotate("agents", name, nil) }
        }
        return result
    }

    /// A checkpoint's tree without all that describes it, settings of worlds among it, which its plan has.
    static func bare(_ tree: ArchiveTree) -> ArchiveTree {
        var result = stripped(tree).leaving(out: [plan])
        for agent in tree.group("agents")?.members ?? [] {
            guard case .group(let own) = agent.node else { continue }
            let path = "agents/" + agent.name
            result.annotate(path, settings, nil)
            if own[settings] != nil { result.insert(.group(own.leaving(out: [settings])), at: path) }
        }
        for name in attributes { result.annotate("", name, nil) }
        return result
    }
}
