import Archive

extension ArchiveTree {
    /// Refuses numbers of another kind or shape than a cell of the plan has at its start.
    ///
    /// A checkpoint's fingerprint says that its bytes are those that were written, not that they are of such a cell, and
    /// learners reach into memories and networks without asking again. Tables that are empty at the start hold any number
    /// of rows, the same in all tables of a group; a list may stay empty beside them, and tables without columns get some.
    ///
    /// - Throws: `ArchiveError` naming the first item that does not fit.
    func requireShapes(of start: ArchiveTree, at path: String) throws(ArchiveError) {
        var rows: Int?
        for member in start.members {
            let path = path + "/" + member.name
            switch (member.node, self[member.name]) {
            case (.group(let start), .group(let tree)?): try tree.requireShapes(of: start, at: path)
            case (.array(let start), .array(let array)?):
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
            default: continue  // What is missing or of another kind is for whoever decodes it.
            }
        }
    }

    private static func misfit(_ path: String, _ what: String) -> ArchiveError {
        ArchiveError(path, "restore", .mismatch(what))
    }
}
