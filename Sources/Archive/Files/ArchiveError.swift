/// Why something could not be stored or read back: which file or item, during which operation, for what reason.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stood in the way.
    public enum Reason: Hashable, Sendable {
        /// There is no such file.
        case notFound
        /// The file has no bytes.
        case empty
        /// The file ends before its own header says.
        case truncated(expected: Int, found: Int)
        /// The bytes are not those that were written; the sentence says which check failed.
        case damaged(String)
        /// An HDF5 file that Concord did not write.
        case foreignHDF5
        /// The file is longer than what it is to be can be.
        case tooLarge(found: Int, limit: Int, what: String)
        /// Not an HDF5 file at all.
        case notHDF5
        /// Written by a later version of Concord.
        case newerFormat(Int)
        /// The item is not there.
        case missing
        /// The item is there but is not what was asked for.
        case mismatch(String)
        /// The process that was to read the file gave no answer; the sentence says how it ended.
        case unreadable(String)
        /// The value has no place in an archive.
        case refused(String)
        /// The operating system said no: its error number and its words.
        case system(Int32, String)
        /// The HDF5 library said no: its error stack, innermost first.
        case library([String])
    }

    /// The path of the file, or the path of the item within an archive.
    public let subject: String
    /// What was being done, as a verb: `write`, `rename`, `decode`.
    public let operation: String
    /// Why it failed.
    public let reason: Reason

    /// An error about one subject.
    public init(_ subject: String, _ operation: String, _ reason: Reason) {
        self.subject = subject
        self.operation = operation
        self.reason = reason
    }

    /// The same error about an item, said of the file it is in.
    public func within(_ file: String) -> ArchiveError { ArchiveError("\(file): \(subject)", operation, reason) }

    /// One sentence: subject, operation, reason.
    public var description: String { "\(subject): cannot \(operation): \(reason.description)" }
}

extension ArchiveError.Reason: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .notFound: "there is no such file"
        case .empty: "the file is empty"
        case .truncated(let expected, let found): "the file is truncated: \(found) of \(expected) bytes are there"
        case .damaged(let what): "the file is damaged: \(what)"
        case .tooLarge(let found, let limit, let what):
            "it has \(found) bytes, and \(what) has at most \(limit)"
        case .foreignHDF5: "this is an HDF5 file, but Concord did not write it"
        case .notHDF5: "this is not an HDF5 file"
        case .newerFormat(let version): "the file has format \(version), written by a later version of Concord"
        case .missing: "it is not there"
        case .mismatch(let what), .refused(let what), .unreadable(let what): what
        case .system(_, let words): words
        case .library(let stack): stack.isEmpty ? "HDF5 gave no reason" : stack.joined(separator: " ← ")
        }
    }
}
