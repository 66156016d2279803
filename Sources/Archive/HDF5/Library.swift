internal import CHDF5
import Synchronization

/// HDF5 is one library with one state for the whole process, whoever calls it. Not every build of it takes calls from two
/// threads, so each conversation with it holds this lock.
private let turn: Mutex<Void> = {
    ch5_keep_memory()
    ch5_stay_inside()
    return Mutex(())
}()

/// One conversation with HDF5: what is being done to which file, so that every failure can say so.
struct LibrarySession {
    /// The file or archive being worked on.
    let subject: String
    /// The verb for error messages.
    let operation: String

    /// Runs `body` alone with the library, with its habit of printing errors switched off on this thread.
    static func run<Result>(
        _ subject: String, _ operation: String, _ body: (LibrarySession) throws(ArchiveError) -> Result
    ) throws(ArchiveError) -> Result {
        let outcome = turn.withLock { _ -> Swift.Result<Result, ArchiveError> in
            H5Eset_auto2(ch5_error_stack(), nil, nil)
            let session = LibrarySession(subject: subject, operation: operation)
            do throws(ArchiveError) { return .success(try body(session)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    /// Passes a non-negative status or identifier on; turns a negative one into the library's reasons.
    @discardableResult
    func check<Status: SignedInteger>(_ status: Status) throws(ArchiveError) -> Status {
        guard status >= 0 else { throw failure(.library(Self.reasons())) }
        return status
    }

    /// An error about this conversation's file.
    func failure(_ reason: ArchiveError.Reason) -> ArchiveError {
        ArchiveError(subject, operation, reason)
    }

    /// An error about one item of this conversation's file.
    func failure(at path: String, _ reason: ArchiveError.Reason) -> ArchiveError {
        ArchiveError("\(subject): \(path.isEmpty ? "/" : path)", operation, reason)
    }

    /// The error stack of this thread, innermost first.
    private static func reasons() -> [String] {
        var lines: [String] = []
        withUnsafeMutablePointer(to: &lines) { lines in
            _ = H5Ewalk2(
                ch5_error_stack(), H5E_WALK_UPWARD,
                { _, entry, context in
                    guard let entry, let context, let function = entry.pointee.func_name, let words = entry.pointee.desc
                    else { return 0 }
                    context.assumingMemoryBound(to: [String].self).pointee
                        .append(String(cString: function) + ": " + String(cString: words))
                    return 0
                }, lines)
        }
        return lines
    }
}

/// An open HDF5 object, closed when it goes out of scope.
struct LibraryHandle: ~Copyable {
    /// The library's identifier.
    let id: hid_t
    private let close: @Sendable (hid_t) -> herr_t

    /// Takes over an identifier, which the library may have refused to give.
    init(_ id: hid_t, in session: LibrarySession, close: @escaping @Sendable (hid_t) -> herr_t) throws(ArchiveError) {
        self.id = try session.check(id)
        self.close = close
    }

    deinit { _ = close(id) }
}
