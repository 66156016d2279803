public import Determinism

/// States of a world with all that can follow them: what an exhaustive look at one step needs.
public struct Successors: Sendable {
    /// What is observed in each state: `count × width`.
    public private(set) var observations: [Float] = []
    /// What is observed after it, by state, world and action: `count × branches × width`.
    public private(set) var following: [Float] = []
    /// By the same: whether the state reached is terminal.
    public private(set) var terminals: [Bool] = []
    /// States.
    public private(set) var count = 0
    /// What may follow each: worlds × actions.
    public let branches: Int
    /// Numbers per observation.
    public let width: Int

    /// Every how many steps a visited state is taken, so that they are unlike.
    private static let spacing = 5

    /// Visits so many states of `environment` under `choose`, and tries every action in each, in every world of its kind.
    ///
    /// Each trial is drawn from a stream of its own place, so that worlds with noise give samples, the same ones every time.
    ///
    /// - Parameters:
    ///   - worlds: where what may follow is looked at; those of another kind of environment are left out.
    ///   - key: whose evaluation streams start states, actions and noise are drawn from.
    ///   - round: the word of those streams that tells rounds apart.
    ///   - choose: an action's index for an observation.
    public init?<E: Environment>(
        of environment: E, count wanted: Int, in worlds: [any Environment], _ key: StreamKey, round: Int,
        choose: (UnsafePointer<Float>, inout RandomStream) -> Int
    ) {
        guard case .discrete(let actions) = environment.spaces.action else { return nil }
        let worlds = worlds.compactMap { $0 as? E }
        width = environment.spaces.observation.count
        branches = worlds.count * actions
        guard branches > 0 else { return nil }
        var row = [Float](repeating: 0, count: width)
        var episode = 0
        while count < wanted {
            var stream = key.stream(.evaluation, round: round, episode: episode)
            var acting = key.stream(.evaluationAction, round: round, episode: episode)
            var state = environment.initial(&stream)
            for step in 0..<environment.maximumSteps {
                Self.observe(environment, state, &row)
                if step.isMultiple(of: Self.spacing) && count < wanted {
                    observations += row
                    for world in worlds {
                        for action in 0..<actions {
                            var next = state
                            var trial = stream
                            let transition = world.step(&next, Action(index: action), &trial)
                            terminals.append(transition.terminated)
                            row.withUnsafeMutableBufferPointer { room in
                                if let start = room.baseAddress { world.observe(next, into: start) }
                            }
                            following += row
                        }
                    }
                    count += 1
                    Self.observe(environment, state, &row)
                }
                let action = row.withUnsafeBufferPointer { numbers in
                    numbers.baseAddress.map { choose($0, &acting) } ?? 0
                }
                if environment.step(&state, Action(index: action), &stream).terminated { break }
            }
            episode += 1
        }
    }

    private static func observe<E: Environment>(_ environment: E, _ state: E.State, _ row: inout [Float]) {
        row.withUnsafeMutableBufferPointer { room in
            if let start = room.baseAddress { environment.observe(state, into: start) }
        }
    }
}
