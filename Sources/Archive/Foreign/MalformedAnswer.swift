/// Why bytes are no ``ForeignAnswer``.
public struct MalformedAnswer: Error, Hashable, Sendable, CustomStringConvertible {
    /// A few words.
    public let description: String

    init(_ description: String) { self.description = description }
}
