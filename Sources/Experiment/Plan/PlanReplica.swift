import Config
import Determinism

/// One of a plan's independent copies of the federation, every range drawn.
///
/// A plan without `replicas` is one copy, whose numbers stand in it. With them, each copy draws its own: a number depends on
/// the seed, the replica's number, the agent's or world's name, and the field's path.
public struct PlanReplica: Sendable {
    /// From 1; nil where the plan is the only copy.
    public let number: Int?
    private let language: Language
    private let canonical: CanonicalValue
    private let seed: UInt64

    init(_ canonical: CanonicalValue, number: Int?, in language: Language) {
        self.language = language
        self.canonical = canonical
        self.number = number
        seed = UInt64(canonical["seeds"]?.elements.first?.asInteger ?? 0)
    }

    /// The agents, in the plan's order.
    public var agents: [AgentPlan] {
        (canonical["agents"]?.elements ?? []).map { value in
            let owner = StreamOwner.agent(value["name"]?.asText ?? "")
            return AgentPlan(settle(inItsWorld(value), language.agent, of: owner), in: language)
        }
    }

    /// An agent that learns in a world of a set, in that world as this copy draws it.
    private func inItsWorld(_ agent: CanonicalValue) -> CanonicalValue {
        guard let owner = Self.worldOwner(of: agent), let world = agent["environment"] else { return agent }
        let drawn = settle(.object([.init("environment", world)]), language.world, of: owner)
        return agent.setting("environment", to: drawn["environment"])
    }

    /// Who draws an agent's world in its place; nil where it does.
    private static func worldOwner(of agent: CanonicalValue) -> String? {
        guard let place = agent[AgentPlan.place.key], let set = place["set"]?.asText,
            let number = place["number"]?.asInteger
        else { return nil }
        return StreamOwner.world(number, of: set)
    }

    /// The sets of worlds, by name.
    public var worlds: [CellPlan.WorldSet] {
        (canonical["worlds"]?.members ?? []).map { set in
            let worlds = (set.value["list"]?.elements ?? []).enumerated().map { index, world in
                let value = CanonicalValue.object([.init("environment", world)])
                let owner = StreamOwner.world(index + 1, of: set.key)
                return Choice(settle(value, language.world, of: owner)["environment"] ?? world)
            }
            return CellPlan.WorldSet(name: set.key, environments: worlds)
        }
    }

    /// Who draws the numbers of this copy; nobody where the plan has them.
    var draws: [RandomSource] {
        guard number != nil else { return [] }
        func sources(_ value: CanonicalValue, _ fields: [Field], of name: String) -> [RandomSource] {
            Drawing.randomSources(
                in: value, fields, seed: seed, owner: owner(name), common: owner(StreamOwner.common))
        }
        let agents = canonical["agents"]?.elements ?? []
        return agents.flatMap { (agent) -> [RandomSource] in
            let isPlaced = Self.worldOwner(of: agent) != nil
            let own = isPlaced ? agent.setting("environment", to: nil) : agent
            return sources(own, language.agent, of: StreamOwner.agent(agent["name"]?.asText ?? ""))
        }
            + (canonical["worlds"]?.members ?? []).flatMap { set in
                (set.value["list"]?.elements ?? []).enumerated().flatMap { index, world in
                    sources(
                        .object([.init("environment", world)]), language.world,
                        of: StreamOwner.world(index + 1, of: set.key))
                }
            }
    }

    /// Who owns the streams of an agent of this copy.
    public func owner(ofAgent name: String) -> String { owner(StreamOwner.agent(name)) }

    /// Who owns the streams of an exchange of this copy.
    func owner(ofExchange name: String) -> String { owner(StreamOwner.exchange(name)) }

    /// What an agent of this copy is called among all agents of the cell: `a1`, or `a1@3`, which is no agent's name.
    public func title(ofAgent name: String) -> String { number.map { "\(name)@\($0)" } ?? name }

    private func owner(_ name: String) -> String { number.map { StreamOwner.replica($0, name) } ?? name }

    private func settle(_ value: CanonicalValue, _ fields: [Field], of name: String) -> CanonicalValue {
        guard number != nil else { return value }
        // What depends on a position was settled when the plan was made.
        var drawing = Drawing(seed: seed, owner: owner(name), common: owner(StreamOwner.common)) { _ in (0, 1) }
        var unresolved: [(path: String, source: String)] = []
        let settled = drawing.settle(value, fields, unresolved: &unresolved)
        precondition(unresolved.isEmpty, "the plan was checked: copies of drawn numbers find what they copy")
        return settled
    }
}

extension CellPlan {
    /// The copies of the federation, in order: one, or as many as `replicas` says.
    public var copies: [PlanReplica] {
        replicas == 1
            ? [PlanReplica(canonical, number: nil, in: language)]
            : (1...replicas).map { PlanReplica(canonical, number: $0, in: language) }
    }

    /// What all agents of the cell are called, replica by replica.
    public var titles: [String] {
        copies.flatMap { copy in agents.map { copy.title(ofAgent: $0.name) } }
    }

    /// An agent as one of the replicas has it, counted from 1.
    public func agent(_ index: Int, replica: Int) -> AgentPlan {
        precondition((1...replicas).contains(replica), "replicas are counted from 1 to \(replicas)")
        return PlanReplica(canonical, number: replicas == 1 ? nil : replica, in: language).agents[index]
    }
}
