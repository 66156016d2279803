public import Archive
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
    /// Whose files these are.
    public let files: any FileSystem

    /// The directory at a path.
    public init(_ path: String, on files: any FileSystem = LocalFileSystem()) {
        self.path = path
        self.files = files
    }

    /// The directory of a cell within a store. A `/` in a name, or a name of dots alone, is written with `%2F` and `%2E`.
    public init(
        store: String, experiment: String, arm: String, seed: UInt64, on files: any FileSystem = LocalFileSystem()
    ) {
        let parts = [store, Self.component(experiment), Self.component(arm), "seed-\(seed)"]
        self.init(parts.joined(separator: "/"), on: files)
    }

    /// The file of the checkpoint after `round` rounds.
    public func checkpoint(round: Int) -> ArchiveFile {
        ArchiveFile(path + "/" + CheckpointName.name(round: round), on: files)
    }

    /// The rounds of all checkpoints by their names, oldest first, whatever is in them; none where there is no directory.
    public func rounds() throws(ArchiveError) -> [Int] {
        try names().compactMap { CheckpointName.round(of: $0) }.sorted()
    }

    /// All directories below `root` that hold a plan, by path; those set aside with `--fresh` are left out.
    public static func find(
        below root: String, on files: any FileSystem = LocalFileSystem()
    ) throws(ArchiveError) -> [RunDirectory] {
        let names = try files.list(root)
        if names.contains(planName) { return [RunDirectory(root, on: files)] }
        var found: [RunDirectory] = []
        for name in names where !name.contains(asideMark) && !name.hasPrefix(".") {
            do throws(ArchiveError) {
                found += try find(below: root + "/" + name, on: files)
            } catch {
                // A file among the directories, or a directory removed while we look, holds no runs.
                guard isNotDirectory(error) else { throw error }
            }
        }
        return found
    }

    /// The name of a free path beside `path`, for what must make room without being lost.
    func aside(_ path: String, mark: String) throws(ArchiveError) -> String {
        var number = 1
        while try files.length("\(path)\(mark)\(number)") != nil { number += 1 }
        return "\(path)\(mark)\(number)"
    }

    /// The names in the directory; none where there is no directory.
    func names() throws(ArchiveError) -> [String] {
        do throws(ArchiveError) { return try files.list(path) } catch {
            guard error.reason == .notFound else { throw error }
            return []
        }
    }

    static let planName = "plan.json"
    static let asideMark = ".old-"
    static let damagedMark = ".damaged-"

    private static func isNotDirectory(_ error: ArchiveError) -> Bool {
        if case .system(ENOTDIR, _) = error.reason { return true }
        return error.reason == .notFound
    }

    private static func component(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) { return name.map { _ in "%2E" }.joined() }
        return name.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
    }
}
