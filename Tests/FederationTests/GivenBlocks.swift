import Learning
import Testing

@testable import Learning

/// Agents whose training is given, as an exchange meets them: it can ask and teach them, nothing else.
struct GivenBlocks: AgentBlocks, @unchecked Sendable {
    let agents: [PublishedTraceTests.Agent]

    var count: Int { agents.count }
    /// Not the agents' own order, so that rows must follow their participants.
    var order: [Int] { agents.indices.reversed() }

    func spaces(of agent: Int) -> Spaces { agents[agent].block.members[0].world.spaces }

    mutating func answer(
        _ query: Query, after target: Target?, from participants: [Participant], into rows: Rows, _ round: Round,
        _ workers: Int
    ) {
        if let target { fit(target, participants: participants, round, workers) }
        for participant in participants {
            let agent = agents[participant.agent]
            agent.learner.answer(
                query, by: agent.state, member: 0, agent.block, into: rows.rows(participant.row..<participant.row + 1),
                &agent.scratch
            )
        }
    }

    mutating func fit(_ target: Target, participants: [Participant], _ round: Round, _ workers: Int) {
        for participant in participants {
            let agent = agents[participant.agent]
            agent.learner.fit(&agent.state, member: 0, agent.block, to: target, round, &agent.scratch)
        }
    }

    var scores: [Score] { unused() }
    var sharesState: Bool { false }
    func parts(of agent: Int) -> [Part] { agents[agent].learner.parts(of: agents[agent].block.members[0]) }
    func pulledPart(of agent: Int) -> Part? { nil }
    func countedPart(of agent: Int) -> String? { nil }
    func addRates(
        of part: Part, after rounds: Range<Int>, for participants: BlockParticipants,
        to sums: UnsafeMutablePointer<Double>
    ) {
        unused()
    }
    func train(_ round: Round, _ influence: Influence, _ workers: Int) { unused() }
    func train(_ some: [Participant], _ rounds: [Round], _ workers: Int) { unused() }
    func note(stalls: Int, of agent: Int) { unused() }
    func teach(_ lesson: @escaping Lesson, participants: [Participant], _ round: Round, _ workers: Int) { unused() }
    func read(_ part: Part, from participants: BlockParticipants, into rows: PartRows) { unused() }
    func write(_ part: Part, to participants: BlockParticipants, from rows: PartRows) { unused() }
    func stepPlanner(of agent: Int) -> StepPlanner? { nil }
    func sum(step: Int, of participants: [Participant], into rows: DoubleRows) { unused() }
    func take(step: Int, _ plan: DoubleRows, participants: [Participant]) { unused() }
    func episodicPolicy(of agent: Int) -> [Int]? { unused() }
    func plannings(of agent: Int) -> Int? { unused() }
    func tabularPolicy(of agent: Int) -> [Double]? { unused() }
    func encodeSharedState(to encoder: any Encoder) throws { unused() }
    func restoreSharedState(from decoder: any Decoder) throws { unused() }
    func evaluate(_ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int) -> [Score] { unused() }
    func perform(after round: Int, _ workers: Int) -> [Score] { unused() }
    func roll(agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape) {
        unused()
    }
    func leadingParts(of agent: Int) -> [Part] { unused() }
    func adopt(_ row: UnsafeRawBufferPointer, as name: String, agent: Int) { unused() }
    func restart(_ participants: [Participant]) {}
    func anchor(_ participants: [Participant]) {}
    func sweeps(_ kind: StateSweep) -> [StateSweep] { unused() }
    func encode(agent: Int, to encoder: any Encoder) throws { unused() }
    func restore(agent: Int, from decoder: any Decoder) throws { unused() }

    private func unused() -> Never { preconditionFailure("an exchange has no business here") }
}
