import Determinism
import Numerics

/// One agent's finite world, played for so many steps by a policy that goes by the step: no episode allocates.
final class EpisodePlayer {
    let horizon: Int
    let states: Int
    let actions: Int
    private let layers: Int
    private let rewards: UnsafeMutablePointer<Double>
    private let successions: Successions
    private let beginnings: UnsafeMutablePointer<Double>
    /// The numbers of some episodes in whole blocks of their streams, number by number; where they stand, and their returns.
    private let draws: UnsafeMutableBufferPointer<Double>
    private let standing: UnsafeMutablePointer<Int>
    private let returns: UnsafeMutablePointer<Double>

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
        successions = Successions(model)
        beginnings = .room(CumulatedChances.sums(of: model.start[...]))
        draws = .allocate(capacity: Self.together * Self.numbers(horizon))
        draws.initialize(repeating: 0)
        standing = .room([Int](repeating: 0, count: Self.together))
        returns = .room([Double](repeating: 0, count: Self.together))
    }

    /// How many episodes are played step by step beside one another, where there are as many: none waits for what another draws.
    private static let together = StreamKey.episodesAtOnce

    /// Where an episode begins and where it goes on, made even.
    private static func numbers(_ horizon: Int) -> Int { (horizon + 2) / 2 * 2 }

    deinit {
        for room in [rewards, beginnings, returns] { room.deallocate() }
        standing.deallocate()
        successions.deallocate()
        draws.deallocate()
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, horizon: Int) -> Double {
        8 * Double(model.rewards.count + model.start.count + together * (numbers(horizon) + 2))
            + Successions.bytes(of: model)
    }

    /// Plays the episodes of a round, each on a stream of its own.
    ///
    /// - Parameters:
    ///   - policy: an action by step and state of the step.
    ///   - note: is told of every step; of one step of an episode in the order of the episodes.
    /// - Returns: what they brought.
    @inline(__always)
    func play(
        _ policy: UnsafePointer<Int>, _ key: StreamKey, round: Int, episodes: Int, _ note: (Step) -> Void
    ) -> Score {
        var score = Score()
        while score.episodes < episodes {
            let count = episodes - score.episodes < Self.together ? 1 : Self.together
            if count == 1 {
                var stream = key.stream(.environment, round: round, episode: score.episodes)
                stream.fill(UnsafeMutableBufferPointer(rebasing: draws[..<Self.numbers(horizon)]))
            } else {
                key.fill(draws, .environment, round: round, episodes: score.episodes)
            }
            play(count, policy, note)
            for episode in 0..<count { score.returns += returns[episode] }
            score.episodes += count
        }
        score.steps = episodes * horizon
        return score
    }

    /// Plays so many episodes whose numbers are drawn, step by step beside one another.
    @inline(__always)
    private func play(_ count: Int, _ policy: UnsafePointer<Int>, _ note: (Step) -> Void) {
        guard var draws = draws.baseAddress else { return }
        let (states, actions, layered) = (states, actions, layers > 1 ? layers * states : 0)
        let (rewards, successions, standing, returns) = (rewards, successions, standing, returns)
        for episode in 0..<count {
            standing[episode] = CumulatedChances.position(of: draws[episode], in: beginnings, most: states)
            returns[episode] = 0
        }
        // Layers follow one another from the first: where that of a step begins, and that of the next.
        var (layer, place) = (0, 0)
        for _ in 0..<horizon {
            var following = layered > 0 ? layer &+ states : 0
            if following == layered { following = 0 }
            draws += count
            for episode in 0..<count {
                let state = standing[episode]
                let action = policy[place &+ state]
                let row = (layer &+ state) &* actions &+ action
                let next = successions.state(after: row, by: draws[episode]) &- following
                let reward = rewards[row]
                returns[episode] += reward
                note(
                    Step(
                        place: place &+ state, pair: (place &+ state) &* actions &+ action, next: next,
                        reward: reward))
                standing[episode] = next
            }
            layer = following
            place &+= states
        }
    }
}
