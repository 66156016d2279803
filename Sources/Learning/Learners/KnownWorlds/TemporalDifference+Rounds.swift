import Numerics

extension TemporalDifference {
    /// Samples: eight agents at a time, eights in parallel where there is enough to do.
    func walk(_ state: inout State, _ block: Block, _ steps: Int, _ round: Round, _ scratch: Scratch) {
        let width = state.value.shape[1]
        let isLong = steps * block.members.count > 50_000
        state.value.elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let (values, rates) = (Shared(base), scratch.steps.values)
            let (eights, members) = (Shared(scratch.eights), block.members)
            let latest = state.latestState?.elements
            let areCounted = members.indices.contains { members.span[$0].visits != nil }
            ParallelLoop.forEach(count: eights.value.count, workers: isLong ? block.workers : 1) { eight in
                let walkers = eights.value[eight]
                for lane in 0..<walkers.count {
                    let agent = 8 * eight + lane
                    let pull = members.span[agent].pull?.row.assumingMemoryBound(to: Double.self)
                    walkers.prepare(lane, rate: rates[agent], pull: pull)
                    walkers.take(values.value + agent * width, for: lane)
                    if let latest { walkers.place(lane, in: Int(latest[agent])) }
                }
                for lane in 0..<walkers.count where areCounted {
                    guard let visits = members.span[8 * eight + lane].visits else { continue }
                    walkers.addVisits(of: lane, steps, .sampling, round: round.number, to: visits.row)
                }
                walkers.walk(steps, .sampling, round: round.number)
                for lane in 0..<walkers.count {
                    walkers.giveBack(values.value + (8 * eight + lane) * width, of: lane)
                }
            }
        }
        guard state.latestState != nil else { return }
        for agent in block.members.indices {
            state.latestState?.elements[agent] = Int32(scratch.eights[agent / 8].state(of: agent % 8))
        }
    }

    /// The mean update: θ ← θ + η (b̄ − Āθ + ξ).
    func follow(_ state: inout State, _ block: Block, _ steps: Int, _ scratch: Scratch) {
        guard let systems = scratch.systems else { preconditionFailure("the check has found stationary distributions") }
        let width = systems.width
        var direction = [Double](repeating: 0, count: width)
        state.value.elements.withUnsafeMutableBufferPointer { values in
            for (agent, member) in block.members.enumerated() {
                let (matrix, target, rate) = (
                    systems.matrices[agent], systems.targets[agent], scratch.steps.values[agent]
                )
                let pull = member.pull?.row.assumingMemoryBound(to: Double.self)
                let row = agent * width
                for _ in 0..<steps {
                    for index in 0..<width {
                        var sum = target[index]
                        for column in 0..<width { sum -= matrix[index * width + column] * values[row + column] }
                        direction[index] = sum + (pull.map { $0[index] } ?? 0)
                    }
                    for index in 0..<width { values[row + index] += rate * direction[index] }
                }
            }
        }
    }
}
