import Determinism
import Numerics

extension UCBHoeffding {
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (players, keys, episodes) = (Shared(scratch.players), scratch.keys, round.length.count)
        let (horizon, states, actions) = (state.q.shape[1], state.q.shape[2], state.q.shape[3])
        let (places, pairs) = (horizon * states, horizon * states * actions)
        let isLong = keys.count.saturatingTimes(episodes).saturatingTimes(horizon) > 20_000
        for index in block.members.indices { scratch.visits[index] = block.members.span[index].visits?.row }
        let visits = Shared(scratch.visits)
        state.q.elements.withUnsafeBufferPointer { q in
            state.fresh.elements.withUnsafeMutableBufferPointer { fresh in
                scratch.policies.withUnsafeMutableBufferPointer { policies in
                    scratch.values.withUnsafeMutableBufferPointer { values in
                        guard let q = q.baseAddress, let fresh = fresh.baseAddress, let policies = policies.baseAddress,
                            let values = values.baseAddress
                        else { return }
                        let rows = Shared((q: q, fresh: fresh, policies: policies, values: values))
                        ParallelLoop.forEach(&scratch.scores, workers: isLong ? block.workers : 1) { agent, score in
                            let player = players.value[agent]
                            let policy = rows.value.policies + agent * places
                            let worth = rows.value.values + agent * places
                            let seen = rows.value.fresh + 2 * agent * pairs
                            let counted = visits.value[agent]
                            Self.choose(rows.value.q + agent * pairs, places, actions, policy, worth)
                            score = player.play(policy, keys[agent], round: round.number, episodes: episodes) {
                                step in
                                let next = step.place / states + 1
                                let value = next < horizon ? worth[next * states + step.next] : 0
                                seen[2 * step.pair] += 1
                                seen[2 * step.pair + 1] += step.reward + value
                                counted?[step.pair] += 1
                            }
                        }
                    }
                }
            }
        }
        for index in block.members.indices {
            block.members[index].score = scratch.scores[index]
            guard !block.members.span[index].isPlannedFor else { continue }
            scratch.sums.withUnsafeMutableBufferPointer { sums in
                guard let sums = sums.baseAddress else { return }
                for step in (0..<horizon).reversed() {
                    sum(state, member: index, step: step, into: sums)
                    take(&state, member: index, step: step, sums)
                }
            }
        }
    }
}
