import Determinism
import Numerics
import Testing

@Suite("Walks that learn by TD(0)")
struct TransitionWalkersTests {
    @Test("An alias table gives every outcome its share of all words, exactly")
    func aliases() {
        for probabilities in [[1.0], [0.5, 0.5], [0.1, 0.2, 0.7], [0, 1, 0], [1e-12, 3, 2, 1, 0.25]] {
            let table = AliasTable(probabilities)
            var shares = [UInt64](repeating: 0, count: table.thresholds.count)
            let capacity = UInt64(1) << UInt64(table.shift)
            for column in table.thresholds.indices {
                shares[column] += UInt64(table.thresholds[column])
                shares[table.aliases[column]] += capacity - UInt64(table.thresholds[column])
            }
            #expect(shares.reduce(0, +) == 1 << 32)
            let sum = probabilities.reduce(0, +)
            for (index, probability) in probabilities.enumerated() {
                #expect(abs(Double(shares[index]) - probability / sum * 0x1p32) < 1)
            }
        }
    }

    /// The walk in plain words: one agent, one number after the other.
    private func plain(
        _ walk: Walk, features: [Double]?, width: Int, discount: Double, rate: Double, pull: [Double]?, steps: Int,
        rounds: Int
    ) -> (weights: [Double], state: Int) {
        var weights = [Double](repeating: 0, count: width)
        var state = 0
        let isChain = walk.rows.count > 1
        let widest = walk.rows.map(\.count).max() ?? 1
        for round in 1...rounds {
            var stream = walk.key.stream(.sampling, round: round)
            for _ in 0..<steps {
                let row = isChain ? state : 0
                let t = walk.rows[row][AliasTable(walk.rows[row].map(\.probability), columns: widest)[stream.next()]]
                state = t.to
                let old = weights
                guard let features else {
                    let change = rate * (t.reward + (discount * old[t.to] - old[t.from]))
                    if let pull { for j in 0..<width { weights[j] += rate * pull[j] } }
                    weights[t.from] += change
                    continue
                }
                var lanes = [Double](repeating: 0, count: 8)
                for j in 0..<width {
                    lanes[j % 8] += (discount * features[t.to * width + j] - features[t.from * width + j]) * old[j]
                }
                let halves = (0..<4).map { lanes[$0] + lanes[$0 + 4] }
                let scaled = rate * (t.reward + ((halves[0] + halves[2]) + (halves[1] + halves[3])))
                for j in 0..<width {
                    weights[j] = old[j] + (scaled * features[t.from * width + j] + (pull.map { rate * $0[j] } ?? 0))
                }
            }
        }
        return (weights, state)
    }

    @Test("Eight agents in one kernel are eight agents alone, to the bit", arguments: everyInstructionSet)
    func kernels(kernels: Kernels) {
        let states = 5
        for isChain in [false, true] {
            for (width, isTable) in [(3, false), (8, false), (13, false), (5, true)] {
                var dice = StreamKey(seed: 1, owner: "test").stream(.draw)
                let walks = (0..<7).map { agent in
                    Walk(
                        key: StreamKey(seed: 2, owner: "agent/\(agent)"),
                        rows: (0..<(isChain ? states : 1)).map { row in
                            (0..<(2 + agent % 3)).map { _ in
                                WalkTransition(
                                    from: isChain ? row : dice.index(below: states), to: dice.index(below: states),
                                    reward: dice.uniform(from: -1, to: 1), probability: dice.uniform(from: 0.1, to: 1))
                            }
                        })
                }
                let features =
                    isTable
                    ? nil : walks.map { _ in (0..<(states * width)).map { _ in dice.uniform(from: -1, to: 1) } }
                let pulls = walks.map { _ in (0..<width).map { _ in dice.uniform(from: -1, to: 1) } }
                for isPulled in [false, true] {
                    let group = TransitionWalkers(walks, features: features, width: width, discount: 0.9)
                    var weights = [Double](repeating: 0, count: walks.count * width)
                    weights.withUnsafeMutableBufferPointer { rows in
                        guard let base = rows.baseAddress else { return }
                        for round in 1...3 {
                            for agent in walks.indices {
                                pulls[agent].withUnsafeBufferPointer {
                                    group.prepare(
                                        agent, rate: 0.05 + 0.01 * Double(agent), pull: isPulled ? $0.baseAddress : nil)
                                }
                                group.take(base + agent * width, for: agent)
                            }
                            group.walk(6, .sampling, round: round, using: kernels)
                            for agent in walks.indices { group.giveBack(base + agent * width, of: agent) }
                        }
                    }
                    for agent in walks.indices {
                        let expected = plain(
                            walks[agent], features: features?[agent], width: width, discount: 0.9,
                            rate: 0.05 + 0.01 * Double(agent), pull: isPulled ? pulls[agent] : nil, steps: 6, rounds: 3)
                        let found = Array(weights[(agent * width)..<((agent + 1) * width)])
                        #expect(found == expected.weights)
                        if isChain { #expect(group.state(of: agent) == expected.state) }
                    }
                }
            }
        }
    }

    @Test("Words do not come again after 2³² blocks of a round", arguments: everyInstructionSet)
    func manySteps(kernels: Kernels) {
        let row = (0..<5).map { WalkTransition(from: $0, to: $0, reward: Double($0 + 1), probability: 0.2) }
        let walk = Walk(key: StreamKey(seed: 3, owner: "agent/far"), rows: [row])
        let table = AliasTable(row.map(\.probability))
        for features in [nil, [[Double](repeating: 1, count: 5)]] {
            let width = features == nil ? 5 : 1
            let group = TransitionWalkers([walk], features: features, width: width, discount: 0)
            var weights = [Double](repeating: 0, count: width)
            weights.withUnsafeMutableBufferPointer { rows in
                guard let base = rows.baseAddress else { return }
                group.prepare(0, rate: 0.5, pull: nil)
                group.take(base, for: 0)
                group.walk(8, .sampling, round: 7, fromBlock: UInt64(UInt32.max), using: kernels)
                group.giveBack(base, of: 0)
            }
            var expected = [Double](repeating: 0, count: width)
            for counter in [
                Philox.Words(.max, 0, 7, Purpose.sampling.rawValue), Philox.Words(0, 1, 7, Purpose.sampling.rawValue),
            ] {
                let words = Philox.words(key: walk.key.word, counter: counter)
                for place in 0..<4 {
                    let state = table[words[place]]
                    let index = features == nil ? state : 0
                    expected[index] += 0.5 * (Double(state + 1) - expected[index])
                }
            }
            #expect(weights == expected)
        }
    }

    @Test("A walker is put into states of its world alone, the last one among them")
    func bounds() async {
        let rows = (0..<3).map { state in
            [WalkTransition(from: state, to: (state + 1) % 3, reward: 0, probability: 1)]
        }
        let walk = Walk(key: StreamKey(seed: 3, owner: "agent/near"), rows: rows)
        let group = TransitionWalkers([walk], features: nil, width: 3, discount: 0.9)
        group.place(0, in: 2)
        #expect(group.state(of: 0) == 2)
        await #expect(processExitsWith: .failure) {
            let rows = (0..<3).map { [WalkTransition(from: $0, to: 0, reward: 0, probability: 1)] }
            let walk = Walk(key: StreamKey(seed: 3, owner: "agent/near"), rows: rows)
            TransitionWalkers([walk], features: nil, width: 3, discount: 0.9).place(0, in: 3)
        }
        await #expect(processExitsWith: .failure) {
            let rows = [[WalkTransition(from: 0, to: 3, reward: 0, probability: 1)]]
            let walk = Walk(key: StreamKey(seed: 3, owner: "agent/near"), rows: rows)
            _ = TransitionWalkers([walk], features: nil, width: 3, discount: 0.9)
        }
    }

    @Test("Elimination solves, and so does its transpose; a singular matrix is none")
    func elimination() {
        var dice = StreamKey(seed: 1, owner: "test").stream(.draw)
        for size in [1, 2, 5, 30] {
            let matrix = (0..<(size * size)).map { _ in dice.uniform(from: -1, to: 1) }
            let x = (0..<size).map { _ in dice.uniform(from: -1, to: 1) }
            var system = LinearSystem(size: size)
            let isRegular = system.factor(matrix)
            #expect(isRegular)
            var right = (0..<size).map { row in (0..<size).reduce(0.0) { $0 + matrix[row * size + $1] * x[$1] } }
            right.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { system.solve(base) } }
            #expect(zip(right, x).allSatisfy { abs($0 - $1) < 1e-10 })
            var left = (0..<size).map { column in (0..<size).reduce(0.0) { $0 + matrix[$1 * size + column] * x[$1] } }
            left.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { system.solveTransposed(base) } }
            #expect(zip(left, x).allSatisfy { abs($0 - $1) < 1e-10 })
        }
        #expect(LinearSystem.solution([1, 2, 2, 4], [1, 1]) == nil)
    }
}
