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
                guard fits(learner, environment) else { return [] }
                return split(learner, environment, "\(kind) on \(world), \(networkName)")
            }
        } + ReplaySpeed.figures
    }

    /// Whether the learner can learn in the environment.
    static func fits(_ learner: any Learner, _ environment: any Environment) -> Bool {
        let type = type(of: learner)
        guard type.refusal(of: environment.spaces) == nil else { return false }
        return !type.needsModel || environment.model.map { learner.refusal(of: [$0]) == nil } ?? false
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
        let plays = type(of: learner).playsEpisodes
        // What replays is measured once it learns.
        if type(of: learner).purposes.contains(.replay) {
            var steps = 0
            while steps < 1000 {
                number += 1
                population.train(Round(number, length: round), 1)
                steps += population.scores[0].steps
            }
        }
        while trained.seconds < 0.3 {
            number += 1
            let start = Stopwatch.threadSeconds
            population.train(Round(number, length: round), 1)
            let middle = Stopwatch.threadSeconds
            trained = (trained.seconds + middle - start, trained.steps + population.scores[0].steps)
            guard plays else { continue }
            let key = StreamKey(seed: 1, owner: "benchmark/\(number)")
            var world = environment.world(.training(key))
            let before = Stopwatch.threadSeconds
            tape.clear()
            population.roll(agent: 0, in: &world, .stochastic, until: .episodes(1), onto: tape)
            played = (played.seconds + Stopwatch.threadSeconds - before, played.steps + tape.count)
        }
        guard plays else {
            // What backs up a model takes no steps: its updates are counted.
            let (unit, count) = trained.steps > 0 ? ("step", trained.steps) : ("update", number * round.count)
            let whole = trained.seconds / Double(max(count, 1))
            return [
                SpeedFigure(
                    .learners, name.replacing(", \(networkName)", with: "") + ", per \(unit)", whole * 1e9, "ns",
                    note: "\(SpeedFigure.rounded(1 / whole)) \(unit)s/s, one agent")
            ]
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

    /// One round: an episode where the learner takes episodes, else a hundred of its unit; a hundred steps where every step
    /// is learned from.
    static func length(of learner: any Learner) -> Duration {
        if type(of: learner).purposes.contains(.replay) { return Duration(100, .steps) }
        let units = type(of: learner).roundUnits
        return units.contains(.episodes) ? Duration(1, .episodes) : Duration(100, units.first ?? .steps)
    }

    /// An agent with default settings, but for the hidden layers if told, and networks called as the learner calls them.
    static func member(
        _ number: Int, of learner: any Learner, in environment: any Environment, hidden: [Int]? = nil
    ) -> Member {
        let key = StreamKey(seed: 1, owner: "agent/benchmark\(number)")
        let widths = hidden.map { [("hidden", CanonicalValue.list($0.map(CanonicalValue.integer)))] } ?? []
        let design = NetworkDesign(Settings(NetworkDesign.fields, .object(sorting: widths)))
        let kind = learner.networks.isEmpty ? "sgd" : "adam"
        let optimizer = Optimizers.catalogue.make(Choice(.object([.init(kind, .object([]))])))
        let roles = learner.networks.map(\.name)
        return Member(
            name: "benchmark\(number)", key: key, world: environment.world(.training(key)),
            designs: Dictionary(uniqueKeysWithValues: roles.map { ($0, design) }),
            optimizers: Dictionary(uniqueKeysWithValues: learner.optimized.map { ($0, optimizer) }))
    }
}
