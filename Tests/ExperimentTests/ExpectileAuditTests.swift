import Config
import Determinism
import Learning
import Testing

@testable import Experiment

@Suite("Expectile audit")
struct ExpectileAuditTests {
    @Test("Spearman's correlation is that of the ranks, ties sharing theirs")
    func spearman() {
        #expect(RankCorrelation.spearman([1, 2, 3, 4], [10, 100, 1000, 10_000]) == 1)
        #expect(RankCorrelation.spearman([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
        // Ranks (0, 1.5, 1.5, 3) against (0, 1, 2, 3): Σab = 4.5, Σa² = 4.5, Σb² = 5.
        let tied = RankCorrelation.spearman([1, 2, 2, 3], [1, 2, 3, 4])
        #expect(abs((tied ?? 0) - (4.5 / 5).squareRoot()) < 1e-12)
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
    }

    @Test(
        "Worlds of another size or kind are left out: each agent has the number that it has alone",
        arguments: [
            ("{garnet: {states: 60, features: 3}}", "{garnet: {states: 60, features: 200}}"),
            ("{garnet: {states: 60, features: 3}}", "{garnet: {states: 6, features: 3}}"),
            (
                "{garnet: {states: 60, features: 3, actions: 9}}", "{garnet: {states: 60, features: 3, actions: 2}}"
            ),
            ("cartpole, adapter: {linear: {observation: {scale: [1, 2, 3, 4]}}}", "acrobot"),
        ])
    func sizes(one: String, other: String) throws {
        let agents = ["name: a, environment: \(one)", "name: b, environment: \(other)"]
        func audit(_ agents: [String]) throws -> [Double?] {
            var cell = try DeltaTests.cell(
                """
                concord: 1
                name: audited
                seeds: [1]
                round: {steps: 20}
                rounds: 2
                learner: {dqn: {robust: {omega: 0.2}, batch: 4, learning_starts: 4}}
                network: {hidden: [4]}
                optimizer: adam
                agents: [\(agents.map { "{\($0)}" }.joined(separator: ", "))]
                federation: []
                measure: [expectile_audit]

                """)
            _ = cell.advance(1)
            let row = cell.advance(1)
            return (row?["expectile_audit"]?.elements ?? []).map(\.asNumber)
        }
        let both = try audit(agents)
        #expect(try both == audit([agents[0]]) + audit([agents[1]]))
        #expect(both.count == 2 && both.contains { $0 != nil })
    }

    @Test("Successors are what each world makes of each action")
    func successors() throws {
        func cartPole(_ length: Double) -> any Environment {
            Language.standard.environments.make(
                Choice(.object([.init("cartpole", .object([.init("pole_half_length", .number(length))]))])))
        }
        let worlds = [cartPole(0.3), cartPole(0.6)]
        func visit<E: Environment>(_ environment: E) -> Successors? {
            Successors(
                of: environment, count: 40, in: worlds, StreamKey(seed: 1, owner: "agent/a"), round: 0
            ) { _, stream in stream.index(below: 2) }
        }
        let visited = visit(worlds[0])
        let found = try #require(visited)
        #expect(found.count == 40 && found.branches == 4 && found.width == 4)
        #expect(found.observations.count == 160 && found.following.count == 640 && found.terminals.count == 160)
        for state in 0..<40 {
            // Gymnasium's cart moves by 0.02 s of its velocity whatever the pole and the action.
            let (position, velocity) = (found.observations[state * 4], found.observations[state * 4 + 1])
            for branch in 0..<4 {
                let after = (state * 4 + branch) * 4
                #expect(abs(found.following[after] - (position + 0.02 * velocity)) < 1e-5)
            }
            // Pushed left and right, the cart's velocities differ; of unlike poles, the poles' too.
            let at = { (branch: Int, index: Int) in found.following[(state * 4 + branch) * 4 + index] }
            #expect(at(0, 1) < at(1, 1) && at(2, 1) < at(3, 1) && at(0, 3) != at(2, 3))
        }
    }
}
