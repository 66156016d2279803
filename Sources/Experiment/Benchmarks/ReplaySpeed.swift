import Config
import Federation
import Learning
import Numerics

/// A step of learners that replay or rehearse, in the sizes that programs for the same work are timed with.
struct ReplaySpeed {
    /// Seconds of processor time to spend on each.
    let seconds: Double

    func figures() throws -> [SpeedFigure] {
        [
            try figure(
                "dqn on cartpole, 64-128 relu, batch 16, replay 1000, per step",
                """
                environment: cartpole
                network: {hidden: [64, 128]}
                learner:
                  dqn:
                    learning_starts: 16
                    target: {hard: {every: {updates: 100}}}
                    exploration: {epsilon: {to: 0.05, over: {steps: 2000}}}
                """),
            try figure(
                "ddpg on pendulum, 256-256 relu, batch 64, per step",
                """
                environment: pendulum
                network: {hidden: [256, 256]}
                learner: {ddpg: {learning_starts: 64, noise: {gaussian: {sigma: 0.1}}}}
                """),
            try figure(
                "ppo on cartpole, 64-64 tanh, rollouts of 128, batch 64, 10 epochs, per step",
                """
                environment: cartpole
                learner: {ppo: {rollout: 128}}
                """, round: 128),
        ]
    }

    private func figure(_ name: String, _ work: String, round: Int = 100) throws -> SpeedFigure {
        let plan = BenchmarkStudy.plan(
            """
            concord: 1
            name: benchmark
            seeds: [1]
            round: {steps: \(round)}
            rounds: 1000000
            optimizer: adam
            agents: [{name: a}]

            """ + work)
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        var number = 0
        func train(for seconds: Double) -> (seconds: Double, steps: Int) {
            let (start, first) = (Stopwatch.threadSeconds, number)
            repeat {
                number += 1
                cell.population.train(Round(number, length: plan.round), 1)
            } while Stopwatch.threadSeconds - start < seconds
            return (Stopwatch.threadSeconds - start, (number - first) * plan.round.count)
        }
        _ = train(for: seconds / 5)
        let (spent, steps) = train(for: seconds)
        return SpeedFigure(
            .replay, name, spent / Double(steps) * 1e6, "µs",
            note: "\(SpeedFigure.rounded(Double(steps) / spent)) steps/s")
    }
}
