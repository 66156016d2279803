import Config
import Determinism
import Federation
import Learning

/// From which exchange's stream agents' first networks and tables are drawn.
///
/// A role of an agent that starts in common belongs to the first exchange that carries it: one of parameters those it uploads,
/// any other all. Where nobody else has that role in common, and where no exchange carries it, it is the agent's own, so that
/// one agent alone is what it is without exchanges.
struct CommonStart: Sendable {
    /// By agent, in the plan's order: the exchange's name by role.
    let exchanges: [[String: String]]

    init(_ agents: [AgentPlan], _ compositions: [Composition]) {
        guard agents.contains(where: \.startsInCommon) else {
            exchanges = agents.map { _ in [:] }
            return
        }
        let roles = agents.map { $0.startsInCommon ? Self.roles(of: $0.makeLearner()) : [] }
        var counts: [String: Int] = [:]
        for role in roles.joined() { counts[role, default: 0] += 1 }
        exchanges = roles.map { own in
            var found: [String: String] = [:]
            for role in own where counts[role, default: 0] > 1 {
                found[role] = Self.carrier(of: role, among: compositions)?.name
            }
            return found
        }
    }

    /// The names of what a learner draws before the first round.
    static func roles(of learner: any Learner) -> [String] {
        let tables = learner is any Tabular ? learner.optimized : []
        return learner.networks.map(\.name) + tables.filter { name in !learner.networks.contains { $0.name == name } }
    }

    /// The first exchange that carries a role.
    static func carrier(of role: String, among compositions: [Composition]) -> Composition? {
        compositions.first { $0.carries(role) }
    }
}

extension CellPlan {
    /// Who starts from which exchange's stream.
    var commonStart: CommonStart { CommonStart(agents, compositions) }
}

extension PlanReplica {
    /// The keys in place of an agent's own, by role.
    func starts(_ exchanges: [String: String], seed: UInt64) -> [String: StreamKey] {
        exchanges.mapValues { StreamKey(seed: seed, owner: owner(ofExchange: $0)) }
    }
}
