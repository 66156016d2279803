import Glibc

/// Reads HDF5 files of other programs in a process of its own.
///
/// Such a file has no fingerprint to check it by, and libhdf5 can crash, hang or ask for all memory on a damaged one. The
/// process gets the bytes and answers with the item, whole and under a fingerprint; a process that ends otherwise is an
/// error about the file. It is this program, started with a word that only ``ForeignReading`` answers, or where this is
/// another program that uses these modules, such as a test, the `concord` beside it.
public struct ForeignReader: Sendable {
    private let program: String
    private let seconds: Int?

    /// The reader of this program.
    public init() {
        self.init(program: Self.programToAnswer, seconds: nil)
    }

    /// Another program in the place of the one that answers, and other seconds of processor time than the usual ones.
    init(program: String, seconds: Int? = nil) {
        self.program = program
        self.seconds = seconds
    }

    /// The item at a path of the HDF5 file whose bytes these are.
    ///
    /// - Throws: `ArchiveError` about the file, also where the process that reads it crashes or takes too long.
    func read(_ item: String, of bytes: [UInt8], subject: String) throws(ArchiveError) -> ArchiveNode {
        guard getenv(Self.mark) == nil else {
            throw ArchiveError(subject, "read", .refused("a process that reads a file for another starts none itself"))
        }
        let limit = seconds ?? ReadingBudget.seconds(ofFile: bytes.count)
        let words = [ForeignReading.word, subject, item, String(limit)]
        let process = try ChildProcess(program, words, marks: [Self.mark + "=1"], subject: subject)
        let (answer, ending) = process.exchange(
            bytes, within: Double(6 * limit), atMost: ForeignAnswer.largest(ofFile: bytes.count))
        switch ending {
        case .exited(0), .exited(ForeignReading.refused): break
        case .exited(let code): throw unreadable(subject, "the process that read it ended with exit code \(code)")
        case .killed(let signal):
            throw unreadable(subject, "libhdf5 crashed while reading it (signal \(signal)), so it is likely damaged")
        case .outOfTime:
            throw unreadable(subject, "reading it takes over \(limit) s, so it is likely damaged")
        case .saidTooMuch: throw unreadable(subject, "it holds more than a file of \(bytes.count) bytes may")
        }
        let result: Result<ArchiveNode, ArchiveError>
        do throws(MalformedAnswer) {
            result = try ForeignAnswer(bytes: answer).result
        } catch {
            throw unreadable(subject, "the process that read it gave no whole answer: \(error)")
        }
        return try result.get()
    }

    private func unreadable(_ subject: String, _ what: String) -> ArchiveError {
        ArchiveError(subject, "read", .unreadable(what))
    }

    /// Set in the environment of the process that reads, so that none starts another.
    private static let mark = "CONCORD_READS_FOR_ANOTHER"

    static var programToAnswer: String {
        let own = "/proc/self/exe"
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = max(0, readlink(own, &buffer, buffer.count))
        let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = LocalFileSystem.directory(of: path) + "/concord"
        // A program that was built anew while it runs is `… (deleted)`, and still itself.
        let isOwn = path == beside || path == beside + " (deleted)"
        return !isOwn && access(beside, X_OK) == 0 ? beside : own
    }
}
