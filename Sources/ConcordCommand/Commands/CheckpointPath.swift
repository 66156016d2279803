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
        if isCheckpoint(path) { return ArchiveFile(path) }
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
        path == "-" || (path.hasSuffix(".yaml") || path.hasSuffix(".yml")) && !isDirectory(path)
    }

    /// Whether a word names a checkpoint: by its ending, unless it is a directory.
    static func isCheckpoint(_ path: String) -> Bool { path.hasSuffix(".h5") && !isDirectory(path) }

    /// Whether a directory is there.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// All runs in or below a directory, by their spec's arms and by seed; `endings` are those of the files that would have been
    /// taken, too, if any. What cannot be looked into is named on the console, and left out.
    static func runs(
        below path: String, endings: String? = nil, in language: Language, _ console: Console? = nil
    ) throws -> [RunDirectory] {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(
                "\(path) is not a directory" + (endings.map { ", and its name does not end in \($0)" } ?? ""))
        }
        return RunDirectory.inSpecOrder(try RunDirectory.find(below: path, in: language) { console?.note($0) })
    }
}

extension Console {
    /// What `body` reads of one run of several; nil, with a word, where it cannot be read or is not what it should be: whoever
    /// speaks of all goes on with the others.
    ///
    /// - Parameter consequence: what comes of it, as a sentence's end.
    @discardableResult
    func leavingOut<Result>(
        so consequence: String = "it is left out", _ body: () throws -> Result
    ) throws -> Result? {
        do {
            return try body()
        } catch let error as ArchiveError {
            leaveOut(error, consequence)
            return nil
        }
    }

    /// Names what is left out, and why.
    func leaveOut(_ error: any Error, _ consequence: String = "it is left out") {
        hasLeftOut = true
        warn("warning", "\(error); \(consequence)")
    }

    /// Says what was written, where that is not what stands on standard output itself.
    func confirm(_ output: OutputFile, _ what: String) {
        let name = output.path == "-" ? "standard output" : output.path
        let line = VisibleText.line("\(name): \(what)") + "\n"
        if output.isStandardOutput { say(line) } else { print(line) }
    }
}
