import Determinism
import Learning
import Numerics

// When agents meet: by chance, by what they have come to.
extension Exchange {
    /// Whether those of a group want to meet who could come. Whoever wants it tells the server.
    ///
    /// - Parameter present: by their places in the group; nil for all of them.
    mutating func isWanted(
        _ group: Int, among present: [Int]?, _ population: Population, _ ledger: inout Ledger
    ) -> Bool {
        guard let trigger = axes[group]?.trigger else { return true }
        let view = view(of: group, population, rows: trigger.looksAtParts)
        let everybody = groups[group].agents.indices
        guard let verdict = axes[group]?.trigger?.look(view, among: present ?? Array(everybody)) else { return false }
        if verdict.notices > 0 {
            ledger.add(
                verdict.notices * Composition.noticeBytes, exchange: composition.name, .up, kind: Composition.noticeKind
            )
        }
        return verdict.meets
    }

    /// Tells what looks at agents where they begin.
    mutating func beginWatch(_ population: Population) {
        for group in groups.indices {
            guard groups[group].count >= 2, let trigger = axes[group]?.trigger else { continue }
            let view = view(of: group, population, rows: trigger.looksAtParts)
            axes[group]?.trigger?.begin(view)
        }
    }

    /// Tells what looks at agents that some have met.
    mutating func noteMeeting(_ group: Int, _ agents: [Int], _ population: Population) {
        guard let looksAtParts = axes[group]?.trigger?.looksAtParts, let settled = axes[group]?.settled else { return }
        let places = settled.places(of: agents)
        let view = view(of: group, population, rows: looksAtParts)
        axes[group]?.trigger?.noteMeeting(view, of: places)
    }

    /// What a group's agents see of themselves.
    private func view(of group: Int, _ population: Population, rows: Bool) -> AgentView {
        let all = population.scores
        return AgentView(
            scores: groups[group].agents.map { all[$0] }, rows: rows ? self.rows(of: groups[group], population) : [],
            visits: axes[group]?.visits?.rows(of: Array(groups[group].agents.indices)) ?? [], planner: facts.planner)
    }

    /// What some agents would upload now, by request. Valid until it is asked for again, or somebody is asked.
    func rows(of agents: Participants, _ population: Population) -> [Batch] {
        var room = memory.wire(bytes: requests.reduce(0) { $0 + agents.count * $1.signature.stride + 64 })
        return requests.map { request in
            let rows = Batch(request.signature, request, count: agents.count, base: room, epoch: 0)
            rows.forEachPart { population.read($0.part, from: agents, into: $0) }
            population.gather(room, stride: request.signature.stride, of: agents)
            room += (agents.count * request.signature.stride + 63) / 64 * 64
            return rows
        }
    }
}
