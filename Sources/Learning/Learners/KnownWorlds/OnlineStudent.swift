import Config
import Determinism
import Numerics

/// One agent at work on its table: no step allocates.
final class OnlineStudent {
    /// A step that was taken.
    struct Step {
        var state: Int
        var action: Int
        var reward: Double
    }

    /// What is learned, and how.
    struct Assignment {
        /// Q, `states × actions`.
        let values: UnsafeMutablePointer<Double>
        /// η.
        let rate: Double
        /// γ.
        let discount: Double
        let behavior: TableBehavior
        let followsActions: Bool
        /// Where every step is counted; nil where nobody asks.
        let visits: UnsafeMutablePointer<Double>?
    }

    /// The step whose update waits for the next action.
    var waiting: Step?
    private let tape: Tape
    private let states: Int
    private let actions: Int
    /// What an actor has in place of a network.
    private let activations: Activations
    private let network: Network
    /// A copy of the table for those who act beside training.
    private let copy: UnsafeMutablePointer<Double>

    init(_ spaces: Spaces, _ model: FiniteModel) {
        tape = Tape(spaces)
        (states, actions) = (model.states, model.actions)
        let shape = NetworkShape(inputs: 1, hidden: [], activations: [], outputs: model.actions)
        activations = Activations(shape, capacity: 1)
        network = Network(zeros: shape)
        copy = .room([Double](repeating: 0, count: model.states * model.actions))
    }

    deinit { copy.deallocate() }

    /// An actor of a table as it is now; valid until the next one.
    func actor(copying values: some Sequence<Double>, _ choice: ValueTable.Choice) -> Actor {
        for (index, value) in values.enumerated() { copy[index] = value }
        return actor(copy, choice)
    }

    private func actor(_ values: UnsafePointer<Double>, _ choice: ValueTable.Choice) -> Actor {
        Actor(
            ValueTable(values: values, states: states, actions: actions, choice: choice), idle: network,
            activations: activations)
    }

    /// Acts and learns for a round; what it brought.
    func learn(_ assignment: Assignment, in world: inout any World, _ length: Duration) -> Score {
        let actor = actor(assignment.values, assignment.behavior.choice)
        let countsSteps = length.unit == .steps
        var score = Score()
        while countsSteps ? score.steps < length.count : score.episodes < length.count {
            tape.clear()
            score += world.roll(actor, until: .steps(1), onto: tape)
            let step = Step(
                state: ValueTable.state(shownBy: tape.observations, of: states), action: Int(tape.actions[0]),
                reward: tape.rewards[0])
            assignment.visits?[step.state * actions + step.action] += 1
            let next = ValueTable.state(shownBy: tape.nextObservation, of: states)
            take(step, next, tape.ends[0], assignment)
        }
        return score
    }

    @inline(__always)
    private func take(_ step: Step, _ next: Int, _ end: Tape.End, _ assignment: Assignment) {
        let following = assignment.values + next * actions
        if assignment.followsActions {
            if let waiting {
                move(waiting, toward: assignment.values[step.state * actions + step.action], assignment)
            }
            waiting = end == .none ? step : nil
            guard end != .none else { return }
            move(
                step, toward: end == .terminated ? 0 : assignment.behavior.mean(of: following, actions: actions),
                assignment)
        } else {
            var best = 0.0
            if end != .terminated {
                best = following[0]
                for action in 1..<max(actions, 1) { best = max(best, following[action]) }
            }
            move(step, toward: best, assignment)
        }
    }

    /// Q(s, a) ← Q(s, a) + η [r + γ v − Q(s, a)].
    @inline(__always)
    private func move(_ step: Step, toward value: Double, _ assignment: Assignment) {
        let place = step.state * actions + step.action
        assignment.values[place] +=
            assignment.rate * (step.reward + assignment.discount * value - assignment.values[place])
    }
}
