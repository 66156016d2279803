import Learning
import Testing

@testable import Experiment

@Suite("Replaying episodes")
struct FootageTests {
    @Test(
        "The episodes of an evaluation, looked at one by one, bring the mean return and the mean length it reports",
        arguments: [Actor.Rule.greedy, .stochastic])
    func totals(rule: Actor.Rule) throws {
        var cell = try SmallStudy.cell(try SmallStudy.plan())
        for _ in 1...5 { _ = cell.advance(1) }
        var evaluator = Evaluator(cell)
        for place in evaluator.places {
            let rows = evaluator.run(place, episodes: 4, rule).rows
            for (agent, row) in rows.enumerated() {
                var take = Evaluator.Take(agent: agent, in: place, rule)
                #expect(evaluator.refusal(of: take) == nil)
                var (returns, steps) = (0.0, 0)
                for episode in [3, 0, 2, 1] {
                    take.episode = episode
                    let footage = evaluator.footage(of: take, atMost: 1000)
                    returns += footage.total
                    steps += footage.steps
                    let probabilities = footage.moments.dropLast().map(\.probability)
                    #expect(probabilities.allSatisfy { ($0 != nil) == (rule == .stochastic) })
                }
                // Rewards are ones, so that their sums do not depend on the order.
                #expect(returns / 4 == row.meanReturn && Double(steps) / 4 == row.meanLength)
            }
        }
    }

    @Test("Every replica's agents are seen in their own worlds of a set, each by its number")
    func replicas() throws {
        var cell = try ReplicaTests.cell(3)
        for _ in 1...3 { _ = cell.advance(1) }
        var evaluator = Evaluator(cell)
        for place in evaluator.places {
            let rows = evaluator.run(place, episodes: 1, .greedy).rows
            for (position, row) in rows.enumerated() {
                var take = Evaluator.Take(agent: position % evaluator.plan.agents.count, in: place, .greedy)
                take.replica = row.replica - 1
                var (sum, worst) = (0.0, Double.infinity)
                for world in 0..<evaluator.worlds(in: place) {
                    take.world = world
                    let total = evaluator.footage(of: take, atMost: 1000).total
                    sum += total
                    worst = min(worst, total)
                }
                #expect(abs(sum / Double(evaluator.worlds(in: place)) - row.meanReturn) < 1e-9)
                #expect(worst == row.worstReturn)
            }
        }
    }
}
