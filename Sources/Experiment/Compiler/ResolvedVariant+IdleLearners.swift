import Config
import Determinism
import Diagnostics
import Learning

// What is written of learners and of what agents begin with, and comes to nothing there.
extension ResolvedVariant {
    /// Settings of learners that others of their settings, or their worlds, leave without effect.
    var settings: [IdlePlace] {
        prototypes.flatMap { prototype -> [IdlePlace] in
            guard let kind = prototype.values["learner"]?.members.first?.key,
                language.learners.origin(of: kind) is any SettingsIdling.Type
            else { return [] }
            let team = VariantCompiler.Team(prototype, in: language)
            guard let learner = team.learner as? any SettingsIdling, let spaces = team.spaces else { return [] }
            let component = type(of: learner).component
            let idle = learner.idleSettings(in: spaces)
            return component.fields.compactMap { field -> IdlePlace? in
                let reason = idle.first { $0.key == field.key }?.reason
                return IdlePlace(
                    prototype.written(field, at: "learner.\(component.kind).\(field.key)"), when: reason != nil,
                    "'\(field.key)' of \(component.kind) has no effect: \(reason ?? "")", help: "delete it")
            }
        }
    }

    /// Words for how first networks are drawn, of agents that a file gives theirs.
    var starts: [IdlePlace] {
        prototypes.compactMap { prototype -> IdlePlace? in
            guard let start = prototype.provenance.noted(AgentPlan.start.key), let span = start.span else { return nil }
            // What methods say they say of agents whose networks are drawn.
            if case .method = start.layer { return nil }
            return IdlePlace(
                span, when: prototype.values["initial"] ?? shared["initial"] != nil,
                "'start' has no effect: 'initial' says what these agents begin with",
                related: (prototype.provenance["initial"].span ?? provenance["initial"].span).map {
                    .init($0, "the file")
                },
                help: "delete it")
        }
    }

    /// Bounds between which nothing is drawn.
    var beginnings: [IdlePlace] {
        prototypes.flatMap { prototype -> [IdlePlace] in
            (prototype.values["networks"]?.members ?? []).compactMap { network -> IdlePlace? in
                let inputs = Settings(NetworkDesign.fields, network.value).choice("inputs")
                guard case .embedding(_, let bounds) = InputDesign(inputs) else { return nil }
                let path = "networks.\(network.key).inputs.\(InputDesign.embeddingKind).initial.uniform.between"
                return IdlePlace(
                    prototype.provenance.noted(path)?.span, when: bounds.first == bounds.last,
                    "nothing is drawn between equal bounds: all agents begin with the same numbers in front of what they observe",
                    help: "two bounds, the lower one first")
            }
        }
    }
}

extension ResolvedVariant.Prototype {
    /// Where a setting is written: its value, or the first one of a mapping.
    fileprivate func written(_ field: Field, at path: String) -> SourceSpan? {
        guard case .table(let inner) = field.type else { return provenance.noted(path)?.span }
        return inner.lazy.compactMap { provenance.noted("\(path).\($0.key)")?.span }.first
    }
}
