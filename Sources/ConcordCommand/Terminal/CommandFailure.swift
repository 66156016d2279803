/// A failure of the outside world in words for people, where the error has none of its own.
struct CommandFailure: Error, CustomStringConvertible {
    /// One sentence naming what failed.
    let description: String

    init(_ description: String) { self.description = description }
}
