import Determinism

extension Environment {
    /// Plays one episode of a finite world by a table, for agents that know their policy by state and play no episodes
    /// themselves.
    ///
    /// - Parameters:
    ///   - policy: `states × actions` probabilities.
    ///   - rule: `greedy` takes the likeliest action, the first of equals; any other draws one.
    ///   - episode: its number, from 0: it completes the counters of both streams.
    /// - Returns: whether the world is finite; nothing is played where it is not.
    public func play(
        _ policy: [Double], _ rule: Actor.Rule, _ streams: WorldStreams, episode: Int, onto tape: Tape
    ) -> Bool {
        guard let world = self as? any FiniteEnvironment else { return false }
        world.follow(policy, rule, streams, episode: episode, onto: tape)
        return true
    }
}

extension FiniteEnvironment {
    fileprivate func follow(
        _ policy: [Double], _ rule: Actor.Rule, _ streams: WorldStreams, episode: Int, onto tape: Tape
    ) {
        let actions = game.model.actions
        precondition(policy.count == game.model.states * actions, "a probability for every state and action")
        var environmentStream = streams.key.stream(streams.environment, round: streams.round, episode: episode)
        var actionStream = streams.key.stream(streams.actions, round: streams.round, episode: episode)
        var state = initial(&environmentStream)
        tape.clear()
        tape.reserve(maximumSteps)
        while tape.count < maximumSteps {
            let step = tape.count
            let row = state.index * actions
            var chosen = 0
            if rule == .greedy {
                for action in 1..<max(actions, 1) where policy[row + action] > policy[row + chosen] { chosen = action }
            } else {
                chosen = FiniteGame.position(of: actionStream.uniform(), count: actions) { policy[row + $0] }
            }
            observe(state, into: tape.observations + step * tape.observationWidth)
            for action in 0..<actions {
                tape.distributions[step * tape.distributionWidth + action] = Float(policy[row + action])
            }
            let transition = self.step(&state, Action(index: chosen), &environmentStream)
            tape.actions[step] = Int32(chosen)
            tape.rewards[step] = transition.reward
            tape.recorded += 1
            tape.ends[step] =
                transition.terminated ? .terminated : tape.count == maximumSteps ? .truncated : .none
            if transition.terminated { break }
        }
        observe(state, into: tape.nextObservation)
    }
}
