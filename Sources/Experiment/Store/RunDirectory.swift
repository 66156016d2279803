public import Archive
public import Config
import Determinism
import Glibc

/// Where one cell lives: `<store>/<experiment>/<arm>/seed-<n>/`, with
///
/// ```
/// round-000500.h5   checkpoints; the newest valid one is where the run goes on
/// metrics.jsonl     the record, one JSON object per line
/// plan.json         the cell's plan with its fingerprints
/// run.log           clocks, hosts, versions
/// lock              who is writing
/// ```
/// Reading a directory takes no lock; see `OpenRun` for writing.
public struct RunDirectory: Sendable {
    /// The path of the directory.
    public let path: String
    /// The language its plans are read in.
    public let language: Language
    /// Whose files these are.
    public let files: any FileSystem
    /// The names that were in it when somebody looked, where all questions are to be answered by one look.
    private var seen: [String]?

    /// The directory at a path.
    public init(_ path: String, in language: Language, on files: any FileSystem = LocalFileSystem()) {
        self.path = path
        self.language = language
        self.files = files
    }

    /// The directory of a cell within a store. A `/` in a name, or a name of dots alone, is written with `%2F` and `%2E`.
    public init(
        store: String, experiment: String, arm: String, seed: UInt64, in language: Language,
        on files: any FileSystem = LocalFileSystem()
    ) {
        let parts = [store, Self.component(experiment), Self.component(arm), "seed-\(seed)"]
        self.init(parts.joined(separator: "/"), in: language, on: files)
    }

    /// Where something of a cell goes below a directory, as its files do below an experiment's: `<root>/<arm>/seed-<n>`.
    public static func place(below root: String, arm: String, seed: Int) -> String {
        "\(root)/\(component(arm))/seed-\(seed)"
    }

    /// The store in which it is the cell's own directory; nil where it lies elsewhere.
    public func store(of plan: CellPlan) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        let store = (0..<3).reduce(path) { path, _ in LocalFileSystem.directory(of: path) }
        return plan.runDirectory(in: store).path == path ? store : nil
    }

    /// The file of the checkpoint after `round` rounds.
    public func checkpoint(round: Int) -> ArchiveFile {
        ArchiveFile(path + "/" + CheckpointName.name(round: round), on: files)
    }

    /// The rounds of all checkpoints by their names, oldest first, whatever is in them; none where there is no directory.
    public func rounds() throws(ArchiveError) -> [Int] {
        try names().compactMap { CheckpointName.round(of: $0) }.sorted()
    }

    /// All directories below `root` that hold a plan, or checkpoints beside a record, by path; those set aside with `--fresh`
    /// are left out.
    ///
    /// - Parameter skipping: told in words of everything that could not be looked into: a directory that may not be read, a
    ///   chain of links, a name that is no UTF-8, a directory met before.
    /// - Throws: `ArchiveError` where `root` itself cannot be listed.
    public static func find(
        below root: String, in language: Language, on files: any FileSystem = LocalFileSystem(),
        skipping: (String) -> Void = { _ in }
    ) throws(ArchiveError) -> [RunDirectory] {
        var met: Set<FileIdentity> = []
        return try find(below: root, in: language, on: files, met: &met, skipping: skipping)
    }

    private static func find(
        below root: String, in language: Language, on files: any FileSystem, met: inout Set<FileIdentity>,
        skipping: (String) -> Void
    ) throws(ArchiveError) -> [RunDirectory] {
        if let identity = FileIdentity(root), !met.insert(identity).inserted {
            skipping("\(root) leads to a directory that was looked into already; it is left out")
            return []
        }
        // Most runs are told by their plan, without a look at all that is there.
        if hasPlan(root, on: files) { return [RunDirectory(root, in: language, on: files)] }
        let names = try files.list(root)
        let isRun =
            names.contains(planName)
            || names.contains(recordName) && names.contains { CheckpointName.round(of: $0) != nil }
        if isRun { return [RunDirectory(root, in: language, on: files)] }
        var found: [RunDirectory] = []
        for name in names where !name.contains(asideMark) && !name.hasPrefix(".") {
            // What is no UTF-8 was repaired when it was read, and leads nowhere.
            guard !name.contains("\u{FFFD}") else {
                skipping("\(root)/\(name): its name is not UTF-8; it is left out")
                continue
            }
            do throws(ArchiveError) {
                found += try find(below: root + "/" + name, in: language, on: files, met: &met, skipping: skipping)
            } catch {
                // A file among the directories, or a directory removed while we look, holds no runs.
                if !isNotDirectory(error) { skipping("\(error); it is left out") }
            }
        }
        return found
    }

    private static func hasPlan(_ root: String, on files: any FileSystem) -> Bool {
        // Whatever stands in the way is told by listing it.
        do { return try files.length(root + "/" + planName) != nil } catch { return false }
    }

    /// The same directory as one look at it shows it, whatever is made or removed there afterwards.
    func asSeen() throws(ArchiveError) -> RunDirectory {
        var directory = self
        directory.seen = try names()
        return directory
    }

    /// The names in the directory; none where there is no directory.
    func names() throws(ArchiveError) -> [String] {
        if let seen { return seen }
        do throws(ArchiveError) { return try files.list(path) } catch {
            guard error.reason == .notFound else { throw error }
            return []
        }
    }

    /// Where the record is.
    var recordPath: String { path + "/" + Self.recordName }

    static let planName = "plan.json"
    static let recordName = "metrics.jsonl"
    static let asideMark = ".old-"
    static let damagedMark = ".damaged-"

    private static func isNotDirectory(_ error: ArchiveError) -> Bool {
        if case .system(ENOTDIR, _) = error.reason { return true }
        return error.reason == .notFound
    }

    /// A name as a folder is called after it: a `/` in it, or a name of dots alone, is written with `%2F` and `%2E`.
    public static func component(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) { return name.map { _ in "%2E" }.joined() }
        return name.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
    }
}

extension FileSystem {
    /// The name of a free path beside `path`, for what must make room without being lost.
    func aside(_ path: String, mark: String) throws(ArchiveError) -> String {
        var number = 1
        while try length("\(path)\(mark)\(number)") != nil { number += 1 }
        return "\(path)\(mark)\(number)"
    }
}

/// Which file or directory a path leads to, whatever links are on the way.
private struct FileIdentity: Hashable {
    private let device: UInt
    private let number: UInt

    /// Nil where there is nothing, or nothing that is a directory: only those are walked through.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }
}
