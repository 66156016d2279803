import Determinism
import Testing

@testable import Learning

@Suite("Where a finite world's states and actions lead")
struct SuccessionsTests {
    @Test(
        "A uniform number chooses the first successor whose sum it has not reached, however many a row has",
        arguments: [3, 8, 9, 12])
    func chooses(most: Int) {
        // Rows of 1 … `most` successors, the longest not the last.
        let widths = [1, 2, most, 1, 2, most - 1]
        var stream = StreamKey(seed: 1, owner: "agent/a").stream(.draw)
        let kernel = widths.map { width -> [(successor: Int, probability: Double)] in
            let masses = (0..<width).map { _ in stream.uniform() + 0.01 }
            return masses.enumerated().map { ($0, $1 / masses.reduce(0, +)) }
        }
        let states = 12
        let rest = [[(successor: Int, probability: Double)]](repeating: [(0, 1)], count: states - widths.count)
        let model = FiniteModel(
            states: states, actions: 1, kernel: kernel + rest, rewards: [Double](repeating: 0, count: states),
            start: [Double](repeating: 1 / Double(states), count: states))
        let successions = Successions(model)
        defer { successions.deallocate() }
        for (row, successors) in kernel.enumerated() {
            var (sums, sum) = ([Double](), 0.0)
            for successor in successors {
                sum += successor.probability
                sums.append(sum)
            }
            let edges = sums.dropLast()
            let draws = [0, 1 - 0x1p-53] + edges + edges.map(\.nextDown) + (0..<50).map { _ in stream.uniform() }
            for draw in draws {
                let wanted = edges.firstIndex { draw < $0 } ?? successors.count - 1
                #expect(successions.state(after: row, by: draw) == wanted)
            }
        }
    }
}
