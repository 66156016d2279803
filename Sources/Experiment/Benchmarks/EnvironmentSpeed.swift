import Config
import Determinism
import Learning
import Numerics

/// How many steps each environment makes, actions drawn uniformly, episodes begun anew as they end.
struct EnvironmentSpeed {
    let language: Language
    /// Seconds of processor time to spend on each.
    let seconds: Double

    func figures() -> [SpeedFigure] {
        language.environments.examples.map { kind, environment in
            let seconds = secondsPerStep(of: environment)
            return SpeedFigure(
                .environments, "\(kind), one step", seconds * 1e9, "ns",
                note: "\(SpeedFigure.rounded(1 / seconds)) steps/s")
        }
    }

    /// One step with all a rollout does beside choosing well: drawing the action, observing, writing the tape.
    func secondsPerStep(of environment: any Environment) -> Double {
        let steps = 10_000
        let spaces = environment.spaces
        let tape = Tape(spaces)
        let shape = NetworkShape(
            inputs: spaces.observation.count, hidden: [], activation: .identity, outputs: spaces.action.outputs)
        let activations = Activations(shape, capacity: 1)
        let actor = Actor(
            Network(zeros: shape), .uniform, in: ControlBox(spaces.action), activations: activations,
            keepsActivations: false)
        var world = environment.world(.training(StreamKey(seed: 1, owner: "benchmark")))
        return Stopwatch.least(filling: seconds) {
            tape.clear()
            _ = world.roll(actor, until: .steps(steps), onto: tape)
        } / Double(steps)
    }
}
