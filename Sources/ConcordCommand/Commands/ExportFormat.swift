import Archive

/// What runs are exported as.
enum ExportFormat: String, CaseIterable {
    case npz, tensorboard, csv

    /// TensorBoard knows its files by their name.
    func name(of stem: String) -> String {
        self == .tensorboard ? "events.out.tfevents.\(stem)" : "\(stem).\(rawValue)"
    }

    /// A file under a name that nobody asked for: one that is there is left alone.
    func unnamed(_ stem: String) throws -> OutputFile {
        let name = name(of: stem)
        if try LocalFileSystem().length(name) != nil {
            throw CommandFailure("\(name) is there already; -o FILE names another file, or this one to replace it")
        }
        return try OutputFile(name)
    }
}
