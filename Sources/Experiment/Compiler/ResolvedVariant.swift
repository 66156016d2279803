import Config
import Determinism
import Diagnostics

/// One arm with one level of every sweep factor, resolved but for the seed: ranges are still open.
struct ResolvedVariant: Sendable {
    /// The language it is written in.
    let language: Language
    /// `d`, or `d,every=10`.
    let name: String
    /// The plan's members that all seeds share, in canonical form.
    let shared: CanonicalValue
    /// Where they come from.
    let provenance: Provenance
    /// The distinct entries of `agents`, in order.
    let prototypes: [Prototype]
    /// The agents, in order.
    let agents: [Agent]
    /// The sets of worlds, in order.
    let worlds: [ResolvedWorldSet]
    /// How long a round is.
    let round: Duration
    /// How many rounds.
    let rounds: Int
    /// Where the text has what it has.
    let places: WrittenPlaces
    /// Of which other variant it is the second stage; nil where it is a first one.
    var adaptation: Adaptation?

    /// What all agents of one entry share.
    struct Prototype: Sendable {
        /// The agent in canonical form, under the name of the first.
        let values: CanonicalValue
        /// Where its values come from.
        let provenance: Provenance
        /// Where its entry stands; ranges written inside count positions within the group.
        let span: SourceSpan?
        /// How many agents the entry makes.
        let count: Int
        /// What is written of how they are trained.
        var training = WrittenTraining()

        /// The same with its durations in rounds.
        func inRounds(_ convert: (CanonicalValue) -> CanonicalValue) -> Prototype {
            guard values != .null else { return self }
            return Prototype(
                values: convert(values), provenance: provenance, span: span, count: count, training: training)
        }
    }

    /// An agent by its name, and which of the prototypes it is made from.
    struct Agent: Sendable {
        let name: String
        /// Its prototype's index.
        let prototype: Int
        /// Its position within its entry, from 0.
        let position: Int
    }

    /// An agent's values under a seed, every range drawn, and the paths of `same_as` that lead nowhere.
    func settle(
        _ index: Int, seed: UInt64
    ) -> (values: CanonicalValue, unresolved: [(path: String, source: String)]) {
        let agent = agents[index]
        var drawing = drawing(index, seed: seed)
        var unresolved: [(path: String, source: String)] = []
        let values = drawing.settle(
            prototypes[agent.prototype].values, language.agent, unresolved: &unresolved)
        return (inItsWorld(index, seed, values.setting("name", to: .text(agent.name))), unresolved)
    }

    /// The agent in the world of a set that it learns in, where it does.
    private func inItsWorld(_ index: Int, _ seed: UInt64, _ values: CanonicalValue) -> CanonicalValue {
        guard let place = adaptation?.places[index] else { return values }
        return values.setting("environment", to: worlds[place.set].settle(place.world, seed: seed).world)
    }

    /// The ranges an agent's numbers come from, by the dotted path of each below the agent.
    func ranges(_ index: Int) -> [(path: String, range: CanonicalValue)] {
        Drawing.ranges(in: prototypes[agents[index].prototype].values, language.agent)
    }

    /// An agent's values with what depends on its position settled, and what is drawn left open for each replica.
    func placed(_ index: Int, seed: UInt64) -> CanonicalValue {
        let agent = agents[index]
        var drawing = drawing(index, seed: seed)
        let values = drawing.place(prototypes[agent.prototype].values, language.agent)
            .setting("name", to: .text(agent.name))
        guard let place = adaptation?.places[index] else { return values }
        let set = worlds[place.set]
        return values.setting("environment", to: set.placed(place.world, seed: seed)).setting(
            AgentPlan.place.key,
            to: .object(sorting: [("set", .text(set.name)), ("number", .integer(place.world + 1))]))
    }

    /// An agent's copies of numbers that lie, or can be drawn, where they may not.
    func illegalCopies(_ index: Int) -> [IllegalCopy] {
        var drawing = drawing(index, seed: 0)
        return drawing.illegalCopies(prototypes[agents[index].prototype].values, language.agent)
    }

    private func drawing(_ index: Int, seed: UInt64) -> Drawing {
        let agent = agents[index]
        let prototype = prototypes[agent.prototype]
        return Drawing(seed: seed, owner: StreamOwner.agent(agent.name), common: StreamOwner.common) { path in
            let origin = prototype.provenance[path]
            guard let range = origin.alias ?? origin.span, let entry = prototype.span, entry.contains(range) else {
                return (index, agents.count)
            }
            return (agent.position, prototype.count)
        }
    }
}

extension SourceSpan {
    /// Whether another span lies within this one.
    fileprivate func contains(_ other: SourceSpan) -> Bool {
        file === other.file && start <= other.start && other.end <= end
    }
}
