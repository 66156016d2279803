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

extension ResolvedVariant {
    /// Names in `train` of what is not trained, and optimizers of what `train` leaves as it is. Agents of a second stage, and those
    /// that make public states, can have the optimizers too.
    var trainings: [IdlePlace] {
        let isShared = shared["public_states"] != nil || places.hasSecondStage
        return prototypes.flatMap { prototype -> [IdlePlace] in
            let names = prototype.training.names.compactMap { idle($0.name, at: $0.span, prototype) }
            let optimizers = prototype.training.optimizers.compactMap { optimizer -> IdlePlace? in
                IdlePlace(
                    optimizer.span, when: !isShared && !optimizer.isRead,
                    "no network is trained that could have this optimizer",
                    related: prototype.training.names.first.map { .init($0.span, "what is trained") },
                    help: "delete it, or name what it is for in 'train'")
            }
            return names + optimizers
        }
    }

    private func idle(_ name: String, at span: SourceSpan, _ prototype: Prototype) -> IdlePlace? {
        guard let optimizer = prototype.values["optimizers"]?[name] else {
            let learner = prototype.values.nominal(language.agent)["learner"].map { language.learners.make(Choice($0)) }
            let isEmbedding = learner?.embeddingNames.contains(name) ?? false
            return IdlePlace(
                span, when: true, "'train' names '\(name)', which no agent has",
                related: prototype.provenance["learner"].span.map { .init($0, "the learner") },
                help: isEmbedding ? "network: {inputs: {embedding: 2}}, or delete it" : "delete it")
        }
        return IdlePlace(
            span, when: optimizer.members.first?.key == Optimizers.fixed,
            "'train' names '\(name)', whose optimizer trains nothing",
            related: prototype.provenance["optimizers.\(name)"].span.map { .init($0, "its optimizer") },
            help: "another optimizer than '\(Optimizers.fixed)', or delete it")
    }
}
