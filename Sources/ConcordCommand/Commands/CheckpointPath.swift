import Archive
import Config
import Diagnostics
import Experiment
import Glibc

/// Finds checkpoints and the stores they live in.
enum CheckpointPath {
    /// The name of a checkpoint's file without its ending, after which what is made of it is called.
    static func stem(of file: ArchiveFile) -> String {
        String(file.path.split(separator: "/").last?.dropLast(3) ?? "checkpoint")
    }

    /// The file itself, or the newest checkpoint of a run directory.
    static func find(_ path: String, in language: Language) throws -> ArchiveFile {
        if path.hasSuffix(".h5") { return ArchiveFile(path) }
        let directory = try run(path, in: language)
        guard let round = try directory.rounds().last else {
            throw CommandFailure("\(directory.path) has no checkpoint")
        }
        return directory.checkpoint(round: round)
    }

    /// The one run in or below a directory.
    static func run(_ path: String, in language: Language) throws -> RunDirectory {
        let directories = try runs(below: path, endings: ".h5", in: language)
        guard let directory = directories.first, directories.count == 1 else {
            throw CommandFailure(
                directories.isEmpty ? "there is no run in \(path)" : "\(path) holds \(directories.count) runs; name one"
            )
        }
        return directory
    }

    /// Whether a word names a spec: by its ending, unless it is a directory.
    static func isSpec(_ path: String) -> Bool {
        var status = stat()
        let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return path == "-" || !isDirectory && (path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
    }

    /// All runs in or below a directory; `endings` are those of the files that would have been taken, too, if any. What
    /// cannot be looked into is named on the console, and left out.
    static func runs(
        below path: String, endings: String? = nil, in language: Language, _ console: Console? = nil
    ) throws -> [RunDirectory] {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(
                "\(path) is not a directory" + (endings.map { ", and its name does not end in \($0)" } ?? ""))
        }
        return try RunDirectory.find(below: path, in: language) { console?.note($0) }
    }
}

extension Console {
    /// What `body` reads of a run; nil, with a word, where something stands in a file's place that is none, or that may not be
    /// read: a store may hold what others have put there.
    func leavingOut<Result>(_ body: () throws -> Result) throws -> Result? {
        do {
            return try body()
        } catch let error as ArchiveError {
            switch error.reason {
            case .system, .refused:
                note("\(error); it is left out")
                hasLeftOut = true
            default: throw error
            }
            return nil
        }
    }

    /// Says what was written, where that is not what stands on standard output itself.
    func confirm(_ output: OutputFile, _ what: String) {
        let line = VisibleText.line("\(output.path): \(what)") + "\n"
        if output.isStandardOutput { say(line) } else { print(line) }
    }
}
