import Config
import Determinism
import Diagnostics
import Learning

/// What is written of which of an agent's networks are trained, and by what.
struct WrittenTraining: Sendable {
    /// What the `train` that holds names; empty where none is written.
    private(set) var names: [(name: String, span: SourceSpan)] = []
    /// The optimizers written for the agent, and whether some network is trained that could have them.
    private(set) var optimizers: [(span: SourceSpan, isRead: Bool)] = []

    /// Nothing.
    init() {}

    /// What the levels of an agent say, of which `train` holds.
    ///
    /// - Parameter optimized: what of the agent can be trained.
    init(_ levels: [Node], _ train: Node?, of optimized: [String]) {
        names = (train?.elements ?? []).compactMap { node in
            guard let name = node.value?.asText, let span = node.span else { return nil }
            return (name, span)
        }
        let trained = train.map { Set($0.elements.compactMap { $0.value?.asText }) }
        let learning = Set(optimized.filter { trained?.contains($0) ?? true })
        // What learners without any make of an optimizer is told at its key.
        guard !optimized.isEmpty else { return }
        for level in levels {
            note(level["optimizer"], isRead: !learning.isEmpty)
            for entry in level["optimizers"]?.entries ?? [] { note(entry.value, isRead: learning.contains(entry.key)) }
        }
    }

    private mutating func note(_ optimizer: Node?, isRead: Bool) {
        // One that trains nothing says what `train` does.
        guard let kind = optimizer?.entries.first, kind.key != Optimizers.fixed, let span = kind.keySpan else { return }
        optimizers.append((span, isRead))
    }
}
