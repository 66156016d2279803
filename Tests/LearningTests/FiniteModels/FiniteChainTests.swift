import Determinism
import TestSupport
import Testing

@testable import Learning

@Suite("Chains and means of finite worlds")
struct FiniteChainTests {
    /// A world of one action, by the successors of every state, each as likely.
    private static func chain(_ successors: [[Int]]) -> FiniteModel {
        FiniteModel(
            states: successors.count, actions: 1,
            kernel: successors.map { own in own.map { (successor: $0, probability: 1 / Double(own.count)) } },
            rewards: successors.map { _ in 0 },
            start: successors.map { _ in 1 / Double(successors.count) })
    }

    @Test(
        "Closed classes are those that are never left",
        arguments: [
            ([[0], [1]], [[0], [1]]), ([[1], [0]], [[0, 1]]), ([[0, 1], [1, 2], [1]], [[1, 2]]),
            ([[1, 3], [2], [1], [4], [3], [0, 5]], [[1, 2], [3, 4]]), ([[0, 1, 2], [0], [0]], [[0, 1, 2]]),
            ([[1], [2], [3], [3]], [[3]]),
        ])
    func classes(successors: [[Int]], expected: [[Int]]) {
        let model = Self.chain(successors)
        #expect(model.closedClasses(under: successors.map { _ in 1 }) == expected)
        #expect((model.stationaryDistribution(under: successors.map { _ in 1 }) != nil) == (expected.count == 1))
    }

    @Test("Classes of drawn chains are those of their reachability")
    func drawn() {
        var stream = StreamKey(seed: 5, owner: "test").stream(.draw)
        for _ in 0..<200 {
            let count = 1 + stream.index(below: 9)
            let successors = (0..<count).map { _ in
                stream.distinctIndices(1 + stream.index(below: min(2, count)), below: count).sorted()
            }
            var reaches = successors.map { own in (0..<count).map { own.contains($0) } }
            for middle in 0..<count {
                for from in 0..<count where reaches[from][middle] {
                    for to in 0..<count where reaches[middle][to] { reaches[from][to] = true }
                }
            }
            // A state is of a closed class if all it reaches reach it.
            let closed = (0..<count).filter { state in
                (0..<count).allSatisfy { !reaches[state][$0] || reaches[$0][state] }
            }
            var expected: [[Int]] = []
            for state in closed where !expected.contains(where: { $0.contains(state) }) {
                expected.append((0..<count).filter { reaches[state][$0] })
            }
            #expect(Self.chain(successors).closedClasses(under: successors.map { _ in 1 }) == expected)
        }
    }

    @Test("κ is the least ω that covers: nothing for equal worlds, all where a successor is one world's alone")
    func covering() throws {
        let (one, other) = (Self.chain([[0, 1], [0]]), Self.chain([[0, 1], [0, 1]]))
        #expect(FiniteModel.coveringDegrees(of: [one, one]) == [0, 0])
        // State 1: kernels (1, 0) and (½, ½), mean (¾, ¼): the least ratio is 0.
        #expect(FiniteModel.coveringDegrees(of: [one, other]) == [0, 1])
        let fixture = try Fixture("tabular")
        let models = try FixtureModels.tabular(fixture, "windy_cliff")
        let degrees = try #require(FiniteModel.coveringDegrees(of: models))
        let mean = try #require(FiniteModel.mean(of: models))
        for (row, degree) in degrees.enumerated() {
            // (1 − κ) P̄ ≤ Pₖ everywhere, with equality somewhere.
            var gap = Double.infinity
            for index in mean.range(state: row / 4, action: row % 4) {
                for model in models {
                    let own = model.range(state: row / 4, action: row % 4)
                    let place = own.first { model.successors[$0] == mean.successors[index] }
                    let probability = place.map { model.probabilities[$0] } ?? 0
                    gap = min(gap, probability - (1 - degree) * mean.probabilities[index])
                }
            }
            #expect(abs(gap) < 1e-12)
        }
    }
}
