public import Determinism
import Glibc

/// What a whole file is read as, and so how many bytes it may have.
///
/// Whoever reads a file to its end says what it is to be: one that is longer than such a file can be is refused by name,
/// before any room is made for it. What is read piece by piece, such as the lines of a record, needs no role.
public enum FileRole: CaseIterable, Sendable {
    /// The plan of a run's cell.
    case plan
    /// A checkpoint, or prepared public states.
    case archive
    /// A file that a spec names: networks or states that another program may have written.
    case input
    /// The record of a run, where it is packed for others.
    case record
    /// Results that a report is to show beside a study's own.
    case results
    /// The program itself.
    case program

    /// The most bytes.
    public var largest: Int {
        switch self {
        case .plan: 1 << 30
        case .archive: 1 << 42
        case .input, .record: 1 << 36
        case .results: 1 << 26
        case .program: 1 << 32
        }
    }

    /// In words: `a plan`.
    public var noun: String {
        switch self {
        case .plan: "a plan"
        case .archive: "an archive"
        case .input: "a file for a spec"
        case .record: "a record"
        case .results: "a file of results"
        case .program: "a program"
        }
    }

    /// The most bytes of one array or text in an archive, and of one part of an agent that is kept in it.
    public static let largestArray = 1 << 32
}

extension FileSystem {
    /// All bytes of a file.
    ///
    /// - Throws: `ArchiveError` naming the file, also where it is longer than what it is read as can be, or than the memory
    ///   there is.
    public func read(_ path: String, as role: FileRole) throws(ArchiveError) -> [UInt8] {
        let count = try count(of: path, as: role)
        // HDF5 makes a copy of a file's bytes, and what is read of it is as much again.
        guard count <= Self.memory / 3 else {
            throw ArchiveError(
                path, "read", .system(ENOMEM, "it has \(count) bytes, too many for the memory of this machine"))
        }
        return try read(path, from: 0, count: count)
    }

    /// The SHA-256 of all bytes of a file, in memory that does not grow with it.
    ///
    /// - Throws: `ArchiveError` naming the file, also where it is longer than what it is read as can be.
    public func fingerprint(_ path: String, as role: FileRole) throws(ArchiveError) -> Fingerprint {
        let count = try count(of: path, as: role)
        let hasher = Fingerprinter()
        var offset = 0
        repeat {
            let bytes = try read(path, from: offset, count: min(1 << 20, count - offset))
            hasher.update(bytes)
            offset += bytes.count
            guard !bytes.isEmpty else { break }
        } while offset < count
        return hasher.finish()
    }

    /// The length of a file that may be read in a role.
    private func count(of path: String, as role: FileRole) throws(ArchiveError) -> Int {
        guard let count = try length(path) else { throw ArchiveError(path, "read", .notFound) }
        guard count <= role.largest else {
            throw ArchiveError(path, "read", .tooLarge(found: count, limit: role.largest, what: role.noun))
        }
        return count
    }

    /// The bytes of this machine's memory.
    private static var memory: Int {
        let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        return pages > 0 && size > 0 ? pages.multipliedReportingOverflow(by: size).partialValue : .max
    }
}
