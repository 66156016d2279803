import Archive

extension ArchiveTree {
    /// Refuses items, numbers of another kind or shape, and texts that a cell of the plan does not have at its start.
    ///
    /// A checkpoint's fingerprint says that its bytes are those that were written, not that they are of such a cell, and
    /// learners reach into memories and networks without asking again. Tables that are empty at the start hold any number
    /// of rows, the same in all tables of a group; a list may stay empty beside them, and tables without columns get some.
    /// Texts, such as what a layer applies, never change.
    ///
    /// - Throws: `ArchiveError` naming the first item that does not fit.
    func requireShapes(of start: ArchiveTree, at path: String) throws(ArchiveError) {
        for member in members where start[member.name] == nil && !Self.comesLater(path + "/" + member.name) {
            throw Self.misfit(path + "/" + member.name, "this plan's cell has no such item")
        }
        var rows: Int?
        for member in start.members {
            let path = path + "/" + member.name
            guard let found = self[member.name] else {
                throw Self.misfit(path, "the checkpoint has no such item")
            }
            switch (member.node, found) {
            case (.group(let start), .group(let tree)): try tree.requireShapes(of: start, at: path)
            case (.text(let start), .text(let text)):
                guard text.values == start.values, text.isList == start.isList else {
                    throw Self.misfit(path, "it is not what this plan's cell says there")
                }
            case (.array(let start), .array(let array)):
                let isGrowing = start.shape.first == 0
                let isOpen = start.shape == [0, 0] && array.shape.count == 2
                let found = isOpen ? start.shape : isGrowing ? [0] + array.shape.dropFirst() : array.shape
                guard array.kind == start.kind, array.shape.count == start.shape.count, found == start.shape else {
                    let wanted = "\(start.kind.rawValue) \(start.shape)" + (isGrowing ? ", of any length" : "")
                    throw Self.misfit(
                        path, "it is \(ArchiveNode.array(array).summary), where this plan's cell has \(wanted)")
                }
                guard isGrowing, array.shape.first != 0 || array.shape.count > 1 else { continue }
                if let rows, rows != array.shape[0] {
                    throw Self.misfit(path, "it has \(array.shape[0]) rows, where what stands beside it has \(rows)")
                }
                rows = array.shape[0]
            case (let start, let found):
                throw Self.misfit(path, "it is \(found.summary), where this plan's cell has \(start.summary)")
            }
        }
    }

    /// What a cell does not have at its start: an episode that is cut by the end of a round, where the worlds of agents stand
    /// that are rows of one state and play, and public states where the stage that makes them was not asked.
    private static func comesLater(_ path: String) -> Bool {
        path.hasSuffix("/environment_state/episode") || path == "/federation/public_states"
            || path.hasPrefix("/cohorts/") && path.hasSuffix("/environment_state")
    }

    private static func misfit(_ path: String, _ what: String) -> ArchiveError {
        ArchiveError(path, "restore", .mismatch(what))
    }
}
