import Archive
import Determinism
import Experiment
import Report

/// A file is refused by name, or every byte of it is what its header says.
///
/// Each input comes twice: as it is, and with the header's own fingerprint made anew, for otherwise hardly any changed
/// header would be read further. The content's fingerprint is never repaired: behind it is libhdf5, which gets only what
/// Concord wrote.
enum CheckpointDoor {
    static func enter(_ bytes: [UInt8]) {
        open(bytes)
        if let repaired = withHeaderRepaired(bytes) { open(repaired) }
    }

    private static func open(_ bytes: [UInt8]) {
        let file = ArchiveFile("checkpoint.h5", on: OneFile(bytes: bytes))
        let header = refusal { () throws(ArchiveError) in try file.header() }
        guard let verified = refusal({ () throws(ArchiveError) in try file.verify() }) else { return }
        precondition(header == verified, "the header alone is refused, or another one, where the whole file is sound")
        guard let (_, tree) = refusal({ () throws(ArchiveError) in try file.read() }) else { return }
        _ = ArchiveListing(tree).indented.plainText
        guard let stored = refusal({ () throws(ArchiveError) in try StoredPlan(file, in: .standard) }) else { return }
        PlanDoor.enter(stored.plan)
    }

    /// A result, or nil after an error that names the file.
    private static func refusal<Result>(_ body: () throws(ArchiveError) -> Result) -> Result? {
        do throws(ArchiveError) { return try body() } catch {
            precondition(error.subject == "checkpoint.h5", "a refusal names '\(error.subject)' instead of the file")
            return nil
        }
    }

    /// The same bytes with the line `header …` that the lines above it ask for; nil where there is no such line.
    private static func withHeaderRepaired(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= ArchiveHeader.size else { return nil }
        let key = Array("\nheader ".utf8)
        let starts = 0..<ArchiveHeader.size - key.count - 64
        guard let start = starts.last(where: { bytes[$0..<$0 + key.count].elementsEqual(key) }) else { return nil }
        let lines = bytes[...start]
        var repaired = bytes
        let digits = start + key.count
        repaired.replaceSubrange(digits..<digits + 64, with: Fingerprint(of: Array(lines)).hexadecimal.utf8)
        return repaired
    }
}

/// A disk that holds one file, in memory, and takes no other.
private struct OneFile: FileSystem {
    let bytes: [UInt8]

    func read(_ path: String, from offset: Int, count: Int) -> [UInt8] { Array(bytes.dropFirst(offset).prefix(count)) }

    func length(_ path: String) -> Int? { bytes.count }

    func list(_ path: String) -> [String] { [] }

    func create(_ path: String) throws(ArchiveError) -> OpenFile { throw refused(path) }

    func append(_ path: String) throws(ArchiveError) -> OpenFile { throw refused(path) }

    func write(_ bytes: [UInt8], to file: OpenFile) throws(ArchiveError) { throw refused(file.path) }

    func truncate(_ file: OpenFile, to length: Int) throws(ArchiveError) { throw refused(file.path) }

    func synchronize(_ file: OpenFile) throws(ArchiveError) { throw refused(file.path) }

    func close(_ file: OpenFile) throws(ArchiveError) { throw refused(file.path) }

    func rename(_ path: String, to newPath: String) throws(ArchiveError) { throw refused(path) }

    func remove(_ path: String) throws(ArchiveError) { throw refused(path) }

    func synchronizeDirectory(_ path: String) throws(ArchiveError) { throw refused(path) }

    func makeDirectory(_ path: String) throws(ArchiveError) { throw refused(path) }

    private func refused(_ path: String) -> ArchiveError {
        ArchiveError(path, "write", .refused("this disk holds one file, for reading"))
    }
}
