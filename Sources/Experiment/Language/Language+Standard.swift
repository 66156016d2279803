public import Config
import Determinism
public import Federation
public import Learning

extension Language {
    /// Everything Concord comes with.
    public static let standard = Language.certain { () throws(DuplicateKind) in
        try Language.federation
            .adding(Catalogue(Measures.name, Measures.all))
            .adding(Catalogue(PublicStateSources.name, PublicStateSources.all))
            .adding([AgentPlan.table, PlanLanguage.table, SpecLanguage.table])
    }

    /// The same with kinds of one's own.
    ///
    /// - Throws: ``LanguageError`` where two kinds of a noun have one name, or two purposes of random streams one word.
    public func adding(
        environments: [any Environment.Type] = [], learners: [any Learner.Type] = [],
        optimizers: [any Optimizer.Type] = [], decays: [any Decay.Type] = [], triggers: [any Trigger.Type] = [],
        events: [any WatchingTrigger.Type] = [], uploads: [any Upload.Type] = [], topologies: [any Topology.Type] = [],
        weightings: [any Weighting.Type] = [],
        aggregators: [any Aggregator.Type] = [], servers: [any Server.Type] = [], guards: [any Guard.Type] = [],
        digests: [any Digest.Type] = [],
        participations: [any Participation.Type] = [],
        faults: [any Fault.Type] = [], attacks: [any Attack.Type] = [], methods: [Method] = [],
        measures: [any Measure.Type] = [], publicStateSources: [any PublicStateSource.Type] = []
    ) throws(LanguageError) -> Language {
        do {
            let extended = try adding(Catalogue(Environments.name, environments))
                .adding(Catalogue(Learners.name, learners))
                .adding(Catalogue(Optimizers.name, optimizers))
                .adding(Catalogue(Decays.name, decays))
                .adding(Catalogue(Triggers.name, triggers))
                .adding(Catalogue(Events.name, events))
                .adding(Catalogue(Uploads.name, uploads))
                .adding(Catalogue(Topologies.name, topologies))
                .adding(Catalogue(Weightings.name, weightings))
                .adding(Catalogue(Aggregators.name, aggregators))
                .adding(Catalogue(Servers.name, servers))
                .adding(Catalogue(Guards.name, guards))
                .adding(Catalogue(Digests.name, digests))
                .adding(Catalogue(Participations.name, participations))
                .adding(Catalogue(Faults.name, faults))
                .adding(Catalogue(Attacks.name, attacks))
                .adding(Methods.catalogue(methods))
                .adding(Catalogue(Measures.name, measures))
                .adding(Catalogue(PublicStateSources.name, publicStateSources))
            if let collision = extended.collision { throw LanguageError(collision) }
            return extended
        } catch let error as LanguageError {
            throw error
        } catch {
            throw LanguageError("\(error)")
        }
    }

    /// The kinds of a catalogue, in words, and what they draw for.
    private func drawing<Product>(_ catalogue: Catalogue<Product>, _ noun: String) -> [(String, [Purpose])] {
        catalogue.components.map { component in
            let type = catalogue.origin(of: component.kind) as? any Configurable.Type
            return ("\(noun) '\(component.kind)'", type?.purposes ?? [])
        }
    }

    /// Two purposes of one word in a sentence; nil where there are none.
    private var collision: String? {
        var names = [UInt32: (purpose: String, owner: String)]()
        for purpose in Purpose.numbered { names[purpose.rawValue] = (purpose.name.description, "the language") }
        let kinds =
            drawing(learners, "learner") + drawing(environments, "environment") + drawing(measures, "measure")
            + drawing(optimizers, "optimizer") + drawing(self[Decays.name], "decay")
            + drawing(publicStateSources, "source of public states")
            + drawing(self[Uploads.name], "upload") + drawing(self[Topologies.name], "topology")
            + drawing(self[Weightings.name], "weighting") + drawing(self[Aggregators.name], "aggregate")
            + drawing(self[Servers.name], "server") + drawing(self[Guards.name], "guard")
            + drawing(self[Digests.name], "digest") + drawing(self[Participations.name], "participation")
            + drawing(self[Triggers.name], "trigger") + drawing(self[Events.name], "event")
            + drawing(self[Faults.name], "fault") + drawing(self[Attacks.name], "attack")
        for (owner, purposes) in kinds {
            for purpose in purposes {
                let name = purpose.name.description
                guard let other = names[purpose.rawValue] else {
                    names[purpose.rawValue] = (name, owner)
                    continue
                }
                guard other.purpose != name else { continue }
                return "the purposes '\(name)' of \(owner) and '\(other.purpose)' of \(other.owner) "
                    + "have one word: their streams would be equal; rename one"
            }
        }
        return nil
    }

    /// Every key of a spec, in the order people write them.
    public var spec: [Field] { self[SpecLanguage.table] }
    /// The keys of a plan. Each is also a key of a spec, with a type that spec's type includes.
    public var plan: [Field] { self[PlanLanguage.table] }

    /// The fields of a plan that are resolved for the whole cell, without the agents.
    var shared: [Field] {
        plan.filter { !["agents", "seeds", "arm", "engine", "rounds", "worlds"].contains($0.key) }
    }
}

/// Why kinds cannot be added to a language.
public struct LanguageError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, and what to change.
    public let description: String

    init(_ description: String) { self.description = description }
}
