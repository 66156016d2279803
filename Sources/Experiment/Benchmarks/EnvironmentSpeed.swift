import Config
import Determinism
import Elsewhere
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
        } + elsewhere()
    }

    /// What a step costs in a world of another module: its share of what the same world costs that is ours, in turns.
    private func elsewhere() -> [SpeedFigure] {
        let ours = language.environments.make(Choice(kind: CartPoleElsewhere.original.kind))
        return [("actions drawn uniformly", Actor.Rule.uniform), ("actions drawn by a linear policy", .stochastic)].map
        {
            name, rule in
            let (home, away) = (rollout(in: ours, rule), rollout(in: CartPoleElsewhere.usual, rule))
            var least = (home: Double.infinity, away: Double.infinity)
            let end = Stopwatch.threadSeconds + 2 * seconds
            repeat {
                least.home = min(least.home, Stopwatch.least(filling: seconds / 20, home))
                least.away = min(least.away, Stopwatch.least(filling: seconds / 20, away))
            } while Stopwatch.threadSeconds < end
            let nanoseconds = [least.away, least.home].map { SpeedFigure.rounded($0 / Double(Self.steps) * 1e9) }
            return SpeedFigure(
                .environments, "\(CartPoleElsewhere.component.kind), \(name)", least.away / least.home, "×",
                note: "one step \(nanoseconds[0]) ns, of \(CartPoleElsewhere.original.kind) \(nanoseconds[1]) ns")
        }
    }

    private static let steps = 10_000

    /// One step with all a rollout does beside choosing well: drawing the action, observing, writing the tape.
    func secondsPerStep(of environment: any Environment) -> Double {
        Stopwatch.least(filling: seconds, rollout(in: environment, .uniform)) / Double(Self.steps)
    }

    /// A rollout of so many steps, over the one before.
    private func rollout(in environment: any Environment, _ rule: Actor.Rule) -> () -> Void {
        let spaces = environment.spaces
        let tape = Tape(spaces)
        let shape = NetworkShape(
            inputs: spaces.observation.count, hidden: [], activation: .identity, outputs: spaces.action.outputs)
        let activations = Activations(shape, capacity: 1)
        let actor = Actor(
            Network(zeros: shape), rule, in: ControlBox(spaces.action), activations: activations,
            keepsActivations: false)
        var world = environment.world(.training(StreamKey(seed: 1, owner: "benchmark")))
        return {
            tape.clear()
            _ = world.roll(actor, until: .steps(Self.steps), onto: tape)
        }
    }
}
