import Testing

@testable import Experiment

@Suite("Rounds to a threshold")
struct CrossingTests {
    static func run(_ over: Crossing.Over, window: Int, threshold: Double, _ rounds: [[Double?]]) -> [Int?] {
        let crossing = Crossing(over: over, window: window, threshold: threshold)
        var progress = crossing.start(agents: rounds[0].count)
        for (index, returns) in rounds.enumerated() { crossing.update(&progress, returns, round: index + 1) }
        return crossing.result(progress)
    }

    @Test("The trailing average needs its whole window")
    func window() {
        // Averages over two rounds: –, 5, 10, 15; the first one alone would be 10.
        let rounds: [[Double]] = [[10], [0], [20], [10]]
        #expect(Self.run(.meanOfAgents, window: 2, threshold: 10, rounds) == [3])
        #expect(Self.run(.meanOfAgents, window: 2, threshold: 15, rounds) == [4])
        #expect(Self.run(.meanOfAgents, window: 2, threshold: 16, rounds) == [nil])
    }

    @Test("Best, worst, each and mean differ as they should")
    func over() {
        let rounds: [[Double]] = [[0, 4], [2, 4], [4, 4], [9, 0]]
        #expect(Self.run(.eachAgent, window: 1, threshold: 4, rounds) == [3, 1])
        #expect(Self.run(.bestAgent, window: 1, threshold: 4, rounds) == [1])
        #expect(Self.run(.worstAgent, window: 1, threshold: 4, rounds) == [3])
        #expect(Self.run(.meanOfAgents, window: 1, threshold: 4, rounds) == [3])
        #expect(Self.run(.worstAgent, window: 1, threshold: 5, rounds) == [nil])
    }

    @Test("The first crossing counts, whatever follows")
    func first() {
        #expect(Self.run(.meanOfAgents, window: 1, threshold: 5, [[1], [6], [0], [7]]) == [2])
    }

    @Test("A round without a return counts as nothing, for an agent and for the mean of agents")
    func nothing() {
        // Averages over three rounds of the first agent: –, –, 4, 6, 8, none, none (rounds 5 to 7 brought nothing).
        let rounds: [[Double?]] = [[4, 0], [nil, 2], [4, 1], [8, nil], [nil, nil], [nil, 0], [nil, 0]]
        #expect(Self.run(.bestAgent, window: 3, threshold: 6, rounds) == [4])
        #expect(Self.run(.eachAgent, window: 3, threshold: 8, rounds) == [6, nil])
        // Means of the agents: 2, 2, 2.5, 8, none, 0, 0; over three rounds: –, –, 6.5/3, 12.5/3, 10.5/2, 8/2, 0.
        #expect(Self.run(.meanOfAgents, window: 3, threshold: 5, rounds) == [5])
        #expect(Self.run(.meanOfAgents, window: 3, threshold: 5.5, rounds) == [nil])
    }

    @Test("A return that is not finite is no gap and no success", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        // The other agent alone would cross in round 2, and the mean of the survivors with it.
        let rounds: [[Double?]] = [[1, 9], [value, 9], [1, 9], [1, 9]]
        #expect(Self.run(.meanOfAgents, window: 2, threshold: 5, rounds) == [4])
        #expect(Self.run(.eachAgent, window: 2, threshold: 1, rounds) == [4, 2])
        #expect(Self.run(.worstAgent, window: 1, threshold: 1e300, [[value, value]]) == [nil])
    }
}
