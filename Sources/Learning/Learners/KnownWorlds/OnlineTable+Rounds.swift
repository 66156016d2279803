import Determinism
import Numerics

extension OnlineTable {
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        scratch.steps.prepare(block, after: round.number - 1)
        for (agent, student) in scratch.students.enumerated() { student.waiting = state.waiting(agent) }
        let (rates, students, width) = (scratch.steps.values, Shared(scratch.students), state.q.rowWidth)
        let (discount, behavior, followsActions) = (discount, behavior, followsActions)
        let isLong = round.length.count.saturatingTimes(students.value.count) > 2_000
        let workers = isLong ? block.workers : 1
        state.q.elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let rows = Shared(base)
            ParallelLoop.forEach(&block.members, workers: workers) { agent, member in
                let student = students.value[agent]
                let assignment = OnlineStudent.Assignment(
                    values: rows.value + agent * width, rate: rates[agent], discount: discount, behavior: behavior,
                    followsActions: followsActions, visits: member.visits?.row)
                member.score = student.learn(assignment, in: &member.world, round.length)
            }
        }
        for (agent, student) in scratch.students.enumerated() { state.note(student.waiting, of: agent) }
    }
}

extension OnlineTable.State {
    /// The step of an agent that waits.
    fileprivate func waiting(_ agent: Int) -> OnlineStudent.Step? {
        guard let state = latestState?.elements[agent], state >= 0, let action = latestAction?.elements[agent],
            let reward = latestReward?.elements[agent]
        else { return nil }
        return OnlineStudent.Step(state: Int(state), action: Int(action), reward: reward)
    }

    fileprivate mutating func note(_ step: OnlineStudent.Step?, of agent: Int) {
        guard latestState != nil else { return }
        latestState?.elements[agent] = step.map { Int32($0.state) } ?? -1
        latestAction?.elements[agent] = step.map { Int32($0.action) } ?? 0
        latestReward?.elements[agent] = step?.reward ?? 0
    }
}
