import Determinism

/// One agent's finite world, played for so many steps by a policy that goes by the step: no episode allocates.
final class EpisodePlayer {
    let horizon: Int
    let states: Int
    let actions: Int
    private let layers: Int
    private let rewards: UnsafeMutablePointer<Double>
    private let starts: UnsafeMutablePointer<Int32>
    private let successors: UnsafeMutablePointer<Int32>
    /// How likely a successor or an earlier one of its row is; more than any draw from the last that can be drawn.
    private let successions: UnsafeMutablePointer<Double>
    private let beginnings: UnsafeMutablePointer<Double>

    /// What an episode brought at one step.
    struct Step {
        /// `step · states + state`.
        let place: Int
        /// That times actions, plus the action.
        let pair: Int
        /// The state that followed, of the next step's.
        let next: Int
        let reward: Double
    }

    init(_ model: FiniteModel, horizon: Int) {
        self.horizon = horizon
        states = model.layerStates
        actions = model.actions
        layers = model.layers
        rewards = Self.room(model.rewards)
        starts = Self.room(model.starts)
        successors = Self.room(model.successors)
        successions = Self.room(
            (0..<model.states * model.actions).flatMap { row in
                CumulatedChances.sums(of: model.probabilities[Int(model.starts[row])..<Int(model.starts[row + 1])])
            })
        beginnings = Self.room(CumulatedChances.sums(of: model.start[...]))
    }

    deinit {
        for room in [rewards, successions, beginnings] { room.deallocate() }
        for room in [starts, successors] { room.deallocate() }
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel) -> Double {
        8 * Double(model.rewards.count + model.probabilities.count + model.start.count)
            + 4 * Double(model.starts.count + model.successors.count)
    }

    /// Plays one episode.
    ///
    /// - Parameter policy: an action by step and state of the step.
    /// - Returns: its return.
    @inline(__always)
    func play(
        _ policy: UnsafePointer<Int>, _ stream: inout RandomStream, _ note: (Step) -> Void
    ) -> Double {
        var state = CumulatedChances.position(of: stream.uniform(), in: beginnings)
        var total = 0.0
        for step in 0..<horizon {
            // Layers follow one another from the first.
            let place = step * states + (layers == 1 ? state : state % states)
            let action = policy[place]
            let row = state * actions + action
            let first = Int(starts[row])
            state = Int(successors[first + CumulatedChances.position(of: stream.uniform(), in: successions + first)])
            let reward = rewards[row]
            total += reward
            note(
                Step(
                    place: place, pair: place * actions + action, next: layers == 1 ? state : state % states,
                    reward: reward))
        }
        return total
    }

    private static func room<Number>(_ numbers: [Number]) -> UnsafeMutablePointer<Number> {
        let room = UnsafeMutablePointer<Number>.allocate(capacity: numbers.count)
        room.initialize(from: numbers, count: numbers.count)
        return room
    }
}
