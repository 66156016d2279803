public import Archive
public import Determinism

/// Why a run directory cannot be opened.
public enum StoreError: Error, Sendable, CustomStringConvertible {
    /// A file could not be read or written, or the record cannot be restored to the checkpoint.
    case file(ArchiveError)
    /// Another process is writing there; nil where it did not say who it is.
    case held(directory: String, by: LockHolder?)
    /// The directory belongs to another cell, whose plan is given, so that the fields that differ can be shown.
    case otherCell(directory: String, cell: Fingerprint, plan: CanonicalValue)

    /// The directory and what stands in the way, in a sentence.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .held(let directory, let holder):
            "\(directory): another run is writing here" + (holder.map { ": \($0)" } ?? "")
        case .otherCell(let directory, let cell, _):
            "\(directory): this directory belongs to another cell (\(cell.short)); --fresh starts over beside it"
        }
    }
}

/// Turns a file's error into a reason why the directory cannot be opened.
func asStoreError<Result>(_ body: () throws(ArchiveError) -> Result) throws(StoreError) -> Result {
    do throws(ArchiveError) { return try body() } catch { throw .file(error) }
}
