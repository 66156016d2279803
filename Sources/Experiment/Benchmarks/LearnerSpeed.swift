import Config
import Determinism
import Federation
import Learning
import Numerics

/// What a step of training costs, by learner and environment, and which part of it goes where.
enum LearnerSpeed {
    static var figures: [SpeedFigure] {
        Learners.catalogue.examples.flatMap { kind, learner in
            Environments.catalogue.examples.flatMap { world, environment -> [SpeedFigure] in
                guard type(of: learner).refusal(of: environment.spaces) == nil else { return [] }
                return split(learner, environment, "\(kind) on \(world), \(networkName)")
            }
        }
    }

    /// Every network of every learner here: two hidden layers of 64.
    static let networkName = "64-64 relu"

    /// Training and playing take turns, so that both see the same policies and episodes of the same lengths.
    private static func split(
        _ learner: any Learner, _ environment: any Environment, _ name: String
    ) -> [SpeedFigure] {
        var population = Population([learner], [member(1, of: learner, in: environment)])
        let round = length(of: learner)
        let tape = Tape(environment.spaces)
        var trained = (seconds: 0.0, steps: 0)
        var played = (seconds: 0.0, steps: 0)
        var number = 0
        while trained.seconds < 0.3 {
            number += 1
            let start = Stopwatch.threadSeconds
            population.train(Round(number, length: round), 1)
            let middle = Stopwatch.threadSeconds
            let key = StreamKey(seed: 1, owner: "benchmark/\(number)")
            var world = environment.world(.training(key))
            let before = Stopwatch.threadSeconds
            tape.clear()
            population.roll(agent: 0, in: &world, .stochastic, until: .episodes(1), onto: tape)
            played = (played.seconds + Stopwatch.threadSeconds - before, played.steps + tape.count)
            trained = (trained.seconds + middle - start, trained.steps + population.scores[0].steps)
        }
        let whole = trained.seconds / Double(max(trained.steps, 1))
        let rollout = played.seconds / Double(max(played.steps, 1))
        let step = min(EnvironmentSpeed.secondsPerStep(of: environment), rollout)
        let parts = [("act", rollout - step), ("step", step), ("learn", max(whole - rollout, 0))]
        return [
            SpeedFigure(
                .learners, "\(name), per step", whole * 1e6, "µs", note: "\(SpeedFigure.rounded(1 / whole)) steps/s")
        ]
            + parts.map { part, seconds in
                SpeedFigure(
                    .learners, "\(name), \(part)", seconds * 1e6, "µs",
                    note: "\(Int((100 * seconds / whole).rounded())) %")
            }
    }

    /// One round: an episode where the learner takes episodes, else a hundred of its unit.
    static func length(of learner: any Learner) -> Duration {
        let units = type(of: learner).roundUnits
        return units.contains(.episodes) ? Duration(1, .episodes) : Duration(100, units.first ?? .steps)
    }

    /// An agent with default settings and networks called as the learner calls them.
    static func member(_ number: Int, of learner: any Learner, in environment: any Environment) -> Member {
        let key = StreamKey(seed: 1, owner: "agent/benchmark\(number)")
        let design = NetworkDesign(Settings(NetworkDesign.fields, .object([])))
        let optimizer = Optimizers.catalogue.make(Choice(.object([.init("adam", .object([]))])))
        let roles = learner.networks.map(\.name)
        return Member(
            name: "benchmark\(number)", key: key, world: environment.world(.training(key)),
            designs: Dictionary(uniqueKeysWithValues: roles.map { ($0, design) }),
            optimizers: Dictionary(uniqueKeysWithValues: roles.map { ($0, optimizer) }))
    }
}
