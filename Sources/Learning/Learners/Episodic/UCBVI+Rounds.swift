import Determinism
import Numerics

extension UCBVI {
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (players, keys, episodes) = (Shared(scratch.players), scratch.keys, round.length.count)
        let (places, pairs) = (state.policy.rowWidth, state.q.rowWidth)
        let width = state.experience.shape[4]
        let isLong =
            keys.count.saturatingTimes(episodes).saturatingTimes(state.policy.shape[1]) > 20_000
        for index in block.members.indices { scratch.visits[index] = block.members.span[index].visits?.row }
        let visits = Shared(scratch.visits)
        state.policy.elements.withUnsafeBufferPointer { policy in
            state.planned.elements.withUnsafeBufferPointer { planned in
                state.experience.elements.withUnsafeMutableBufferPointer { experience in
                    guard let policy = policy.baseAddress, let planned = planned.baseAddress,
                        let experience = experience.baseAddress
                    else { return }
                    let rows = Shared((policy: policy, planned: planned, experience: experience))
                    ParallelLoop.forEach(&scratch.outcomes, workers: isLong ? block.workers : 1) { agent, outcome in
                        let player = players.value[agent]
                        let seen = rows.value.experience + agent * pairs * width
                        let before = rows.value.planned + agent * pairs
                        let fresh = visits.value[agent]
                        var hasDoubled = false
                        let score = player.play(
                            rows.value.policy + agent * places, keys[agent], round: round.number, episodes: episodes
                        ) { step in
                            let row = seen + step.pair * width
                            row[step.next] += 1
                            row[width - 2] += 1
                            row[width - 1] = step.reward
                            fresh?[step.pair] += 1
                            if row[width - 2] >= 2 * before[step.pair] { hasDoubled = true }
                        }
                        outcome = (score, hasDoubled)
                    }
                }
            }
        }
        for index in block.members.indices {
            block.members[index].score = scratch.outcomes[index].score
            if scratch.outcomes[index].hasDoubled, !block.members.span[index].isPlannedFor {
                plan(&state, member: index, &scratch)
            }
        }
    }

    /// Has an agent plan for itself, by what it has seen alone.
    private func plan(_ state: inout State, member index: Int, _ scratch: inout Scratch) {
        let (horizon, states, actions) = (state.q.shape[1], state.q.shape[2], state.q.shape[3])
        let backup = backup(horizon: horizon, states: states, actions: actions)
        scratch.sums.withUnsafeMutableBufferPointer { sums in
            scratch.answers.withUnsafeMutableBufferPointer { answers in
                guard let sums = sums.baseAddress, let answers = answers.baseAddress else { return }
                for step in (0..<horizon).reversed() {
                    sum(state, member: index, step: step, into: sums)
                    backup.plan(sums, scale: 1, into: answers)
                    take(&state, member: index, step: step, answers)
                }
            }
        }
    }
}
