import Config
import Determinism
import Diagnostics
import Learning

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
