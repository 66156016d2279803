import Archive
import Experiment
import Glibc

/// Finds checkpoints and the stores they live in.
enum CheckpointPath {
    /// The file itself, or the newest checkpoint of a run directory.
    static func find(_ path: String) throws -> ArchiveFile {
        if path.hasSuffix(".h5") { return ArchiveFile(path) }
        let directory = try run(path)
        guard let round = try directory.rounds().last else {
            throw CommandFailure("\(directory.path) has no checkpoint")
        }
        return directory.checkpoint(round: round)
    }

    /// The one run in or below a directory.
    static func run(_ path: String) throws -> RunDirectory {
        let directories = try runs(below: path, endings: ".h5")
        guard let directory = directories.first, directories.count == 1 else {
            throw CommandFailure(
                directories.isEmpty ? "there is no run in \(path)" : "\(path) holds \(directories.count) runs; name one"
            )
        }
        return directory
    }

    /// All runs in or below a directory; `endings` are those of the files that would have been taken, too, if any.
    static func runs(below path: String, endings: String? = nil) throws -> [RunDirectory] {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(
                "\(path) is not a directory" + (endings.map { ", and its name does not end in \($0)" } ?? ""))
        }
        return try RunDirectory.find(below: path)
    }

    /// The store of which a directory is the cell's own; nil where it lies elsewhere.
    static func store(of directory: RunDirectory, _ plan: CellPlan) -> String? {
        guard let resolved = realpath(directory.path, nil) else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        let store = (0..<3).reduce(path) { path, _ in LocalFileSystem.directory(of: path) }
        let expected = RunDirectory(store: store, experiment: plan.experiment, arm: plan.arm, seed: plan.seed).path
        return expected == path ? store : nil
    }
}
