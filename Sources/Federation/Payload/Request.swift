internal import Config
public import Learning

/// What an exchange asks of every participant at once.
///
/// A class, since every batch holds the one that it answers.
public final class Request: Sendable {
    /// What is asked.
    public let content: Content
    /// What an answer is.
    public let signature: Signature

    /// What is asked.
    public enum Content: Sendable {
        /// Action distributions at public states, by their places.
        case distributions(at: Range<Int>)
        /// Logits of actions at public states, by their places.
        case logits(at: Range<Int>)
        /// Parts of one precision, one after the other in a row.
        case parts([Part])
        /// What was remembered of training.
        case memory
        /// Sums over all that was seen at one step of an episode.
        case sums(ofStep: Int)
    }

    /// A request.
    public init(_ content: Content, _ signature: Signature) {
        self.content = content
        self.signature = signature
    }

    /// What asks for parts: one request for all of a precision, which are one payload.
    public static func parts(_ parts: [Part], _ kind: String) -> [Request] {
        var precisions: [Part.Precision] = []
        for part in parts where !precisions.contains(part.precision) { precisions.append(part.precision) }
        return precisions.map { precision in
            let own = parts.filter { $0.precision == precision }
            return Request(.parts(own), Signature(kind, own))
        }
    }

    /// The public states that are asked about; none where something else is.
    public var states: Range<Int> {
        switch content {
        case .distributions(let states), .logits(let states): states
        case .parts, .memory, .sums: 0..<0
        }
    }

    /// The same question about fewer of the public states.
    public func at(_ some: Range<Int>) -> Request {
        precondition(!states.isEmpty, "a part of the public states, where they are asked about")
        let columns = some.count.saturatingTimes(signature.columns / states.count)
        var own = Signature(signature.kind, signature.space, signature.precision, width: columns, columns: columns)
        own.controls = signature.controls
        guard case .logits = content else { return Request(.distributions(at: some), own) }
        return Request(.logits(at: some), own)
    }
}
