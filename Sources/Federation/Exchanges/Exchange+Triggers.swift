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
        // Taken out, to look at them in place: copied, they would retain all they refer to.
        guard watches[group], var own = axes[group].take() else { return true }
        let present = present ?? Array(groups[group].agents.indices)
        let view = view(of: group, own, population)
        let verdict = own.trigger?.look(view, among: present)
        axes[group] = consume own
        guard let verdict else { return true }
        if verdict.notices > 0 {
            ledger.add(
                verdict.notices * Composition.noticeBytes, exchange: composition.name, .up, kind: Composition.noticeKind
            )
        }
        return verdict.meets
    }

    /// Tells what looks at agents where they begin.
    mutating func beginWatch(_ population: Population) {
        for group in groups.indices where groups[group].count >= 2 && watches[group] {
            guard var own = axes[group].take() else { continue }
            let view = view(of: group, own, population)
            own.trigger?.begin(view)
            axes[group] = consume own
        }
    }

    /// Tells what looks at agents that some have met.
    mutating func noteMeeting(_ group: Int, _ agents: [Int], _ population: Population) {
        guard watches[group], var own = axes[group].take() else { return }
        let (view, places) = (view(of: group, own, population), own.settled.places(of: agents))
        own.trigger?.noteMeeting(view, of: places)
        axes[group] = consume own
    }

    /// What a group's agents see of themselves.
    private func view(of group: Int, _ own: AxesAtWork, _ population: Population) -> AgentView {
        let agents = groups[group].agents
        let all = own.trigger?.looksAtScores ?? false ? population.scores : []
        return AgentView(
            scores: all.isEmpty ? [] : agents.map { all[$0] },
            rows: own.trigger?.looksAtParts ?? false ? rows(of: groups[group], population) : [],
            visits: own.visits?.counts, planner: facts.planner)
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
