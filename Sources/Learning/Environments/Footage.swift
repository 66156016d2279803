import Determinism

/// An episode as it can be seen: what was observed, done and gained step by step, and how the world looked.
public struct Footage: Sendable {
    /// What is observed, and what can be done.
    public let spaces: Spaces
    /// How many states the world has where it is finite.
    public let states: Int?
    /// How long a step lasts to the eye.
    public let pace: Pace
    /// What the actions are called, by index; empty where they have no names.
    public let actions: [String]
    /// What of the world is in sight; nil where the world says nothing of how it looks.
    public let sight: Sight?
    /// What never changes.
    public let setting: [Shape]
    /// Steps of the episode.
    public let steps: Int
    /// Steps between two moments, the last ones and one that was asked for apart.
    public let stride: Int
    /// Whether the episode ended in a terminal state, and not by the time limit.
    public let isTerminated: Bool
    /// The moments that were kept, by step: the first, the last, and all or every so many between.
    public let moments: [Moment]

    /// A moment: the world before a step, or after the last one.
    public struct Moment: Sendable {
        /// Steps taken before it.
        public let step: Int
        /// What the agent observes.
        public let observation: [Float]
        /// The state's number, where the world is finite.
        public let state: Int?
        /// What is to be seen, beside what never changes.
        public let shapes: [Shape]
        /// What the agent does; nil after the last step.
        public let move: Move?
        /// How likely that was; nil where nothing was drawn, and where controls were: they have densities.
        public let probability: Double?
        /// The sum of the rewards so far.
        public let gained: Double
    }

    /// The undiscounted sum of the rewards.
    public var total: Double { moments.last?.gained ?? 0 }
}

extension Environment {
    /// Leads the world once more through an episode that was played onto a tape, to look at it.
    ///
    /// The environment draws the same random numbers again, so every state is the one in which the tape's step was taken.
    ///
    /// - Parameters:
    ///   - tape: one whole episode and nothing else.
    ///   - streams: those it was played with.
    ///   - episode: its number, from 0.
    ///   - isDrawn: whether the tape has the distributions that actions were drawn from.
    ///   - limit: how many moments are kept at most, beside the first; the step between them follows.
    ///   - step: a moment to be kept in any case.
    public func footage(
        along tape: Tape, _ streams: WorldStreams, episode: Int, isDrawn: Bool, atMost limit: Int,
        including chosen: Int? = nil
    ) -> Footage {
        precondition(tape.count > 0 && limit > 0, "an episode has a step, and a moment after it")
        let scenery = (self as? any Scenic)?.anyScenery as? Scenery<State>
        var stream = streams.key.stream(streams.environment, round: streams.round, episode: episode)
        var state = start(streams, &stream)
        var gained = 0.0
        let stride = (tape.count + limit - 1) / limit
        var moments: [Footage.Moment] = []
        for step in 0...tape.count {
            let isLast = step == tape.count
            let move = isLast ? nil : tape.move(at: step)
            if step.isMultiple(of: stride) || isLast || step == chosen {
                var observation = [Float](repeating: 0, count: spaces.observation.count)
                observation.withUnsafeMutableBufferPointer { room in
                    if let start = room.baseAddress { observe(state, into: start) }
                }
                let probability: Double? =
                    isDrawn && !isLast && tape.controlWidth == 0
                    ? Double(tape.distributions[step * tape.distributionWidth + Int(tape.actions[step])]) : nil
                moments.append(
                    Footage.Moment(
                        step: step, observation: observation, state: (state as? FiniteState)?.index,
                        shapes: scenery?.shapes(state, move) ?? [], move: move, probability: probability,
                        gained: gained))
            }
            if !isLast { gained += self.step(&state, tape.action(at: step), &stream).reward }
        }
        return Footage(
            spaces: spaces, states: model?.states, pace: scenery?.pace ?? .steps(perSecond: 25),
            actions: scenery?.actions ?? [], sight: scenery?.sight, setting: scenery?.setting ?? [],
            steps: tape.count, stride: stride, isTerminated: tape.ends[tape.count - 1] == .terminated, moments: moments)
    }
}

extension Scenic {
    fileprivate var anyScenery: any Sendable { scenery }
}

extension Tape {
    /// What was done at a step.
    fileprivate func action(at step: Int) -> Action {
        controlWidth > 0 ? Action(control: controls + step * controlWidth) : Action(index: Int(actions[step]))
    }

    /// The same, to keep.
    fileprivate func move(at step: Int) -> Move {
        guard controlWidth > 0 else { return .action(Int(actions[step])) }
        return .controls((0..<controlWidth).map { Double(controls[step * controlWidth + $0]) })
    }
}
