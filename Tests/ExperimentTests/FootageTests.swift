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

    @Test(
        "Episodes of learners of values and of controllers are those of the evaluation, too",
        arguments: [
            ("dqn", "{mountain_car: {maximum_steps: 50}}"), ("ddpg", "{pendulum: {length: {uniform: [0.5, 2]}}}"),
            ("ddpg", "inverted_pendulum"),
        ])
    func learners(learner: String, environment: String) throws {
        var evaluator = try EvaluatorTests.evaluator(
            """
            round: {steps: 60}
            rounds: 2
            environment: \(environment)
            learner: \(learner)
            network: {hidden: [8]}
            optimizer: adam
            agents: [{name: a, count: 2}]

            """
        ).evaluator
        for place in evaluator.places {
            let rows = evaluator.run(place, episodes: 1, .greedy).rows
            for (agent, row) in rows.enumerated() {
                let take = Evaluator.Take(agent: agent, in: place, .greedy)
                let footage = evaluator.footage(of: take, atMost: 10)
                #expect(footage.total == row.meanReturn && Double(footage.steps) == row.meanLength)
            }
        }
    }

    @Test("Episodes played by a table are worth what is computed of it: discounted, and in the mean")
    func tables() throws {
        var evaluator = try EvaluatorTests.evaluator(
            """
            round: {updates: 3}
            rounds: 2
            environment: {random_mdp: {seed: 4}}
            learner: {exact_policy_gradient: {discount: 0.8}}
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a}]

            """
        ).evaluator
        let place = try #require(evaluator.places.first)
        let value = try #require(evaluator.run(place, episodes: 1, .stochastic).rows.first?.meanReturn)
        var take = Evaluator.Take(agent: 0, in: place, .stochastic)
        #expect(evaluator.refusal(of: take) == nil)
        var (sum, squares) = (0.0, 0.0)
        let episodes = 1000
        for episode in 0..<episodes {
            take.episode = episode
            let moments = evaluator.footage(of: take, atMost: 1000).moments
            // 100 steps: what follows them is discounted by 0.8¹⁰⁰ ≈ 2 · 10⁻¹⁰.
            var (weight, worth) = (1.0, 0.0)
            for (moment, next) in zip(moments, moments.dropFirst()) {
                worth += weight * (next.gained - moment.gained)
                weight *= 0.8
            }
            sum += worth
            squares += worth * worth
        }
        let mean = sum / Double(episodes)
        let error = ((squares / Double(episodes) - mean * mean) / Double(episodes)).squareRoot()
        #expect(error > 0 && error < 0.1 && abs(mean - value) < 4 * error)
    }
}
