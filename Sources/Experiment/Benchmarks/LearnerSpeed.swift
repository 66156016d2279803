import Config
import Determinism
import Federation
import Learning
import Numerics

/// What a step of training costs, by learner and environment, and which part of it goes where.
struct LearnerSpeed {
    let language: Language
    /// Seconds of processor time to spend on each.
    let seconds: Double

    func measurements() throws -> SpeedMeasurements {
        let worlds = EnvironmentSpeed(language: language, seconds: seconds / 3)
        let environments = language.environments.examples.map { kind, environment in
            (kind: kind, example: environment, step: worlds.secondsPerStep(of: environment))
        }
        var measurements = SpeedMeasurements()
        for (kind, learner) in language.learners.examples {
            for environment in environments {
                let combination = BenchmarkCombination(
                    language: language, learner: (kind, learner), environment: (environment.kind, environment.example))
                switch combination.plan {
                case .success(let plan):
                    measurements.figures.append(
                        try figure(plan, "\(kind) on \(environment.kind)", step: environment.step))
                case .failure(let unfit):
                    SpeedOmission.add(.learners, kind, environment.kind, unfit.reason, to: &measurements.omissions)
                }
            }
        }
        return measurements
    }

    private func figure(_ plan: CellPlan, _ name: String, step: Double) throws -> SpeedFigure {
        let learner = plan.agents[0].makeLearner()
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        guard learner is any Acting else { return training(&cell.population, plan.round, name) }
        if type(of: learner).replays { fill(&cell.population, plan.round) }
        let environment = plan.agents[0].makeEnvironment()
        // Tables have no networks to name.
        let network = plan.agents[0].networks.isEmpty ? [] : [BenchmarkCombination.networkName(of: plan.agents[0])]
        return split(
            &cell.population, environment, plan.round, ([name] + network).joined(separator: ", "), step)
    }

    /// What replays is measured once it learns.
    private func fill(_ population: inout Population, _ length: Duration) {
        var (number, steps) = (0, 0)
        while steps < 1000 {
            number += 1
            population.train(Round(number, length: length), 1)
            steps += population.scores[0].steps
        }
    }

    /// Training and playing take turns, so that both see the same policies and episodes of the same lengths.
    private func split(
        _ population: inout Population, _ environment: any Environment, _ length: Duration, _ name: String,
        _ step: Double
    ) -> SpeedFigure {
        let tape = Tape(environment.spaces)
        var trained = (seconds: 0.0, steps: 0)
        var played = (seconds: 0.0, steps: 0)
        var number = 0
        repeat {
            number += 1
            let start = Stopwatch.threadSeconds
            population.train(Round(number, length: length), 1)
            let middle = Stopwatch.threadSeconds
            trained = (trained.seconds + middle - start, trained.steps + population.scores[0].steps)
            let key = StreamKey(seed: 1, owner: "benchmark/\(number)")
            var world = environment.world(.training(key))
            let before = Stopwatch.threadSeconds
            tape.clear()
            population.roll(agent: 0, in: &world, .stochastic, until: .episodes(1), onto: tape)
            played = (played.seconds + Stopwatch.threadSeconds - before, played.steps + tape.count)
        } while trained.seconds < seconds
        let whole = trained.seconds / Double(max(trained.steps, 1))
        let rollout = min(played.seconds / Double(max(played.steps, 1)), whole)
        let world = min(step, rollout)
        return SpeedFigure(
            .learners, "\(name), per step", whole * 1e6, "µs", note: "\(SpeedFigure.rounded(1 / whole)) steps/s",
            split: .init(act: (rollout - world) * 1e6, step: world * 1e6, learn: (whole - rollout) * 1e6))
    }

    /// Learners that play no episodes: what backs up a model takes no steps, and its updates are counted.
    private func training(_ population: inout Population, _ length: Duration, _ name: String) -> SpeedFigure {
        var (spent, steps, number) = (0.0, 0, 0)
        repeat {
            number += 1
            let start = Stopwatch.threadSeconds
            population.train(Round(number, length: length), 1)
            spent += Stopwatch.threadSeconds - start
            steps += population.scores[0].steps
        } while spent < seconds
        let (unit, count) = steps > 0 ? ("step", steps) : ("update", number * length.count)
        let whole = spent / Double(max(count, 1))
        return SpeedFigure(
            .learners, "\(name), per \(unit)", whole * 1e6, "µs",
            note: "\(SpeedFigure.rounded(1 / whole)) \(unit)s/s, one agent, rounds of \(length.count)")
    }
}
