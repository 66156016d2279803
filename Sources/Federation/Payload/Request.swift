internal import Config
public import Learning

/// What an exchange asks of every participant at once.
public struct Request: Sendable {
    /// What is asked.
    public let content: Content
    /// What an answer is.
    public let signature: Signature

    /// What is asked.
    public enum Content: Sendable {
        /// Action distributions at public states, by their places.
        case distributions(at: Range<Int>)
        /// A part.
        case part(Part)
        /// What was remembered of training.
        case memory
    }

    /// A request.
    public init(_ content: Content, _ signature: Signature) {
        self.content = content
        self.signature = signature
    }

    /// The public states that are asked about; none where something else is.
    var states: Range<Int> {
        if case .distributions(let states) = content { states } else { 0..<0 }
    }

    /// The same question about fewer of the public states.
    func at(_ some: Range<Int>) -> Request {
        precondition(!states.isEmpty, "a part of the public states, where they are asked about")
        let columns = some.count.saturatingTimes(signature.columns / states.count)
        return Request(
            .distributions(at: some),
            Signature(signature.kind, signature.space, signature.precision, width: columns, columns: columns))
    }
}
