import Determinism
import Numerics

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
    /// The numbers of an episode, in whole blocks of its stream.
    private let draws: UnsafeMutableBufferPointer<Double>

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
        rewards = .room(model.rewards)
        starts = .room(model.starts)
        successors = .room(model.successors)
        successions = .room(CumulatedChances.successions(of: model))
        beginnings = .room(CumulatedChances.sums(of: model.start[...]))
        draws = .allocate(capacity: Self.numbers(horizon))
        draws.initialize(repeating: 0)
    }

    /// Where an episode begins and where it goes on, made even.
    private static func numbers(_ horizon: Int) -> Int { (horizon + 2) / 2 * 2 }

    deinit {
        for room in [rewards, successions, beginnings] { room.deallocate() }
        for room in [starts, successors] { room.deallocate() }
        draws.deallocate()
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, horizon: Int) -> Double {
        8 * Double(model.rewards.count + model.probabilities.count + model.start.count + numbers(horizon))
            + 4 * Double(model.starts.count + model.successors.count)
    }

    /// Plays one episode.
    ///
    /// - Parameters:
    ///   - policy: an action by step and state of the step.
    ///   - stream: the episode's own: nobody draws from it afterwards.
    /// - Returns: its return.
    @inline(__always)
    func play(
        _ policy: UnsafePointer<Int>, _ stream: RandomStream, _ note: (Step) -> Void
    ) -> Double {
        var stream = stream
        stream.fill(draws)
        guard var draw = draws.baseAddress else { return 0 }
        let (states, actions, layered) = (states, actions, layers > 1 ? layers * states : 0)
        let (rewards, starts, successors, successions) = (rewards, starts, successors, successions)
        var state = CumulatedChances.position(of: draw.pointee, in: beginnings, count: states)
        // Layers follow one another from the first: where that of a step begins.
        var (layer, place, total) = (0, 0, 0.0)
        for _ in 0..<horizon {
            let action = policy[place &+ state]
            let row = (layer &+ state) &* actions &+ action
            let first = Int(starts[row])
            draw += 1
            let chosen = CumulatedChances.position(
                of: draw.pointee, in: successions + first, count: Int(starts[row &+ 1]) &- first)
            let next = Int(successors[first &+ chosen])
            layer &+= layered > 0 ? states : 0
            if layer == layered { layer = 0 }
            let reward = rewards[row]
            total += reward
            note(
                Step(
                    place: place &+ state, pair: (place &+ state) &* actions &+ action, next: next &- layer,
                    reward: reward))
            state = next &- layer
            place &+= states
        }
        return total
    }
}
