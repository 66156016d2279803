/// Why a stage could not be prepared.
public struct StageError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, and what to change.
    public let description: String

    /// A failure in one sentence.
    public init(_ description: String) { self.description = description }
}
