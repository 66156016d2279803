import Determinism
import Numerics

extension Sarsa {
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        scratch.steps.prepare(block, after: round.number - 1)
        let steps = round.length.count
        for index in block.members.indices {
            scratch.pulls[index] = block.members.span[index].pull?.row.assumingMemoryBound(to: Double.self)
        }
        if isExpected {
            follow(&state, block, steps, scratch)
        } else {
            walk(&state, block, steps, round, scratch)
        }
        for index in block.members.indices { block.members[index].score.steps = steps }
    }

    /// Samples: every agent along its own chain.
    private func walk(_ state: inout State, _ block: Block, _ steps: Int, _ round: Round, _ scratch: Scratch) {
        let agents = scratch.walkers.count
        guard let states = state.latestState?.elements, let actions = state.latestAction?.elements else {
            preconditionFailure("agents that walk stand somewhere")
        }
        let width = state.q.shape[1]
        let isLong = steps.saturatingTimes(agents) > 10_000
        scratch.walks.removeAll(keepingCapacity: true)
        state.q.elements.withUnsafeMutableBufferPointer { rows in
            guard let rows = rows.baseAddress else { return }
            for (agent, walker) in scratch.walkers.enumerated() {
                scratch.walks.append(
                    SarsaWalk(
                        walker: walker, weights: rows + agent * width, pull: scratch.pulls[agent],
                        visits: block.members.span[agent].visits?.row, rate: scratch.steps.values[agent],
                        place: .init(state: Int(states[agent]), action: Int(actions[agent])),
                        stream: block.members.span[agent].key.stream(.sampling, round: round.number)))
            }
            scratch.walks.withUnsafeMutableBufferPointer { walks in
                let (walks, size) = (Shared(walks), SarsaWalk.together)
                ParallelLoop.forEach(count: (agents + size - 1) / size, workers: isLong ? block.workers : 1) { group in
                    let some = walks.value[group * size..<min((group + 1) * size, agents)]
                    SarsaWalk.walk(UnsafeMutableBufferPointer(rebasing: some), steps: steps)
                }
            }
        }
        for (agent, walk) in scratch.walks.enumerated() {
            state.latestState?.elements[agent] = Int32(walk.place.state)
            state.latestAction?.elements[agent] = Int32(walk.place.action)
        }
    }

    /// The mean update: θ ← θ + η (b̄(θ) − Ā(θ)θ + ξ); no numbers where the chain under θ's policy has no mean.
    private func follow(_ state: inout State, _ block: Block, _ steps: Int, _ scratch: Scratch) {
        let width = state.q.shape[1]
        let shared = Shared((worlds: scratch.worlds, pulls: scratch.pulls))
        let rates = scratch.steps.values
        let isLong = steps.saturatingTimes(rates.count) > 100
        state.q.elements.withUnsafeMutableBufferPointer { rows in
            scratch.directions.withUnsafeMutableBufferPointer { directions in
                guard let rows = rows.baseAddress, let directions = directions.baseAddress else { return }
                let rooms = Shared((rows: rows, directions: directions))
                ParallelLoop.forEach(count: rates.count, workers: isLong ? block.workers : 1) { agent in
                    let (world, pull) = (shared.value.worlds[agent], shared.value.pulls[agent])
                    let (weights, direction) = (
                        rooms.value.rows + agent * width, rooms.value.directions + agent * width
                    )
                    for _ in 0..<steps {
                        guard world.take(weights) else {
                            weights.update(repeating: .nan, count: width)
                            break
                        }
                        world.direction(into: direction)
                        for index in 0..<width {
                            weights[index] += rates[agent] * (direction[index] + (pull.map { $0[index] } ?? 0))
                        }
                    }
                }
            }
        }
    }

    func tabularPolicy(of state: State, member index: Int, in model: FiniteModel) -> [Double] {
        let (weights, actions) = (state.q.row(index), model.actions)
        let features = isTabular ? nil : model.features
        let count = weights.count / actions
        let preferences = (0..<model.states * actions).map { row in
            guard let features else { return weights[row] / temperature }
            return (0..<count).reduce(0.0) { sum, feature in
                sum + features[row / actions * count + feature] * weights[feature * actions + row % actions]
            } / temperature
        }
        return PolicySolver.softmax(preferences, actions: actions)
    }
}
