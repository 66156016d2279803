import Config
import Determinism
import Federation
import Learning
import Numerics

/// A step of learners that replay, in the sizes that programs for the same work are timed with.
enum ReplaySpeed {
    static var figures: [SpeedFigure] {
        [
            figure(
                "dqn on cartpole, 64-128 relu, batch 16, replay 1000, per step", "dqn",
                [
                    ("learning_starts", .integer(16)),
                    ("target", choice("hard", [("every", .object([.init("updates", .integer(100))]))])),
                    (
                        "exploration",
                        choice("epsilon", [("to", .number(0.05)), ("over", .object([.init("steps", .integer(2000))]))])
                    ),
                ], "cartpole", hidden: [64, 128], seconds: 1.5),
            figure(
                "ddpg on pendulum, 256-256 relu, batch 64, per step", "ddpg",
                [
                    ("learning_starts", .integer(64)),
                    ("noise", choice("gaussian", [("sigma", .number(0.1))])),
                ], "pendulum", hidden: [256, 256], seconds: 1.5),
        ]
    }

    private static func choice(_ kind: String, _ fields: [(String, CanonicalValue)]) -> CanonicalValue {
        .object([.init(kind, .object(sorting: fields))])
    }

    private static func figure(
        _ name: String, _ kind: String, _ settings: [(String, CanonicalValue)], _ world: String, hidden: [Int],
        seconds: Double
    ) -> SpeedFigure {
        let learner = Learners.catalogue.make(Choice(choice(kind, settings)))
        let environment = Environments.catalogue.make(Choice(choice(world, [])))
        var population = Population(
            [learner], [LearnerSpeed.member(1, of: learner, in: environment, hidden: hidden)])
        let length = Duration(100, .steps)
        var number = 0
        func train(until enough: (Double) -> Bool) -> (seconds: Double, steps: Int) {
            let start = Stopwatch.threadSeconds
            var steps = 0
            repeat {
                number += 1
                population.train(Round(number, length: length), 1)
                steps += length.count
            } while !enough(Stopwatch.threadSeconds - start)
            return (Stopwatch.threadSeconds - start, steps)
        }
        _ = train { $0 > seconds / 5 }
        let (spent, steps) = train { $0 > seconds }
        return SpeedFigure(
            .learners, name, spent / Double(steps) * 1e6, "µs",
            note: "\(SpeedFigure.rounded(Double(steps) / spent)) steps/s")
    }
}
