/// Why a stage could not be prepared.
public struct StageError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, and what to change.
    public let description: String
    /// What is to be looked at; nil where it is the file.
    let concern: Concern?

    /// What is wrong beside a file.
    enum Concern: Sendable, Equatable {
        /// What a spec says below `initial`, as a dotted path.
        case initial(String)
        /// One of an agent's networks and tables.
        case part(String)
    }

    /// A failure in one sentence.
    public init(_ description: String) { self.init(description, of: nil) }

    init(_ description: String, of concern: Concern?) { (self.description, self.concern) = (description, concern) }
}
