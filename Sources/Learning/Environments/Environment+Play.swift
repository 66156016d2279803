import Determinism
public import Numerics

/// Where a world stands between two rollouts.
public struct Progress<State: Codable & Sendable>: Persistent {
    /// Episodes begun.
    var episodes = 0
    /// The unfinished episode; nil between episodes.
    var episode: Episode<State>?

    /// Where it counts what cannot be counted.
    public var flaw: Flaw? { .count("episodes", episodes) }
}

/// An episode cut by the end of a round.
public struct Episode<State: Codable & Sendable>: Persistent {
    var state: State
    var steps: Int
    var score: Double
    /// Words drawn from the episode's two streams.
    var environmentPosition: Int
    var actionPosition: Int

    /// Where it counts what cannot be counted. Which state it can be in, and of how many steps, is for its environment.
    public var flaw: Flaw? {
        let (words, why) = (0...RandomStream.lastPosition, "a stream has 2³⁴ words")
        return Flaw.count("steps", steps)
            ?? .range("environment_position", environmentPosition, words, why)
            ?? .range("action_position", actionPosition, words, why)
    }
}

extension Environment {
    /// What in a progress no rollout in this world can have left there; nil where nothing is wrong.
    func flaw(of progress: Progress<State>) -> Flaw? {
        guard let episode = progress.episode else { return nil }
        let flaw =
            Flaw.unless(
                episode.steps > 0 && episode.steps < maximumSteps, "steps",
                "it is \(episode.steps): an unfinished episode has begun, and ends after \(maximumSteps) steps")
            ?? flaw(of: episode.state)?.under("state")
        return flaw?.under("episode")
    }
}

extension Environment {
    /// Plays one episode, or goes on with the unfinished one, for at most `limit` steps: the loop over steps
    /// that learners train in and networks are evaluated in. Policies by state, samples of successors and footage have loops of their own.
    ///
    /// A requirement with this default, so that the compiler makes one copy per environment in which nothing is dispatched.
    public func play(
        _ progress: inout Progress<State>, _ streams: WorldStreams, _ actor: Actor, atMost limit: Int, onto tape: Tape
    ) -> Score {
        var environmentStream = streams.key.stream(
            streams.environment, round: streams.round, episode: progress.episodes)
        var actionStream = streams.key.stream(streams.actions, round: streams.round, episode: progress.episodes)
        var state: State
        var steps = 0
        var sum = 0.0
        if let episode = progress.episode {
            environmentStream.position = episode.environmentPosition
            actionStream.position = episode.actionPosition
            (state, steps, sum) = (episode.state, episode.steps, episode.score)
        } else {
            state = start(streams, &environmentStream)
        }
        let timeLimit = maximumSteps
        let last = min(timeLimit, steps + limit)
        tape.reserve(tape.count + last - steps)
        let (observations, distributions) = (tape.observations, tape.distributions)
        let (actions, rewards, ends) = (tape.actions, tape.rewards, tape.ends)
        let (observationWidth, distributionWidth) = (tape.observationWidth, tape.distributionWidth)
        let controls = tape.controls
        let first = steps
        var row = tape.count
        var end = Tape.End.none
        while steps < last {
            let observation = observations + row * observationWidth
            observe(state, into: observation)
            let action = actor.act(
                observation, row, distributions + row * distributionWidth, controls, &actionStream)
            let transition = step(&state, action, &environmentStream)
            actions[row] = Int32(truncatingIfNeeded: action.index)
            rewards[row] = transition.reward
            steps += 1
            end = transition.terminated ? .terminated : steps == timeLimit ? .truncated : .none
            ends[row] = end
            row += 1
            if end != .none {
                if end == .terminated, let terminalReward, sum != terminalReward.unlessScore {
                    rewards[row - 1] = terminalReward.value
                }
                sum += transition.reward
                break
            }
            sum += transition.reward
        }
        tape.count = row
        observe(state, into: tape.nextObservation)
        var score = Score()
        score.steps = steps - first
        if end == .none {
            progress.episode = Episode(
                state: state, steps: steps, score: sum, environmentPosition: environmentStream.position,
                actionPosition: actionStream.position)
        } else {
            progress.episode = nil
            progress.episodes += 1
            score.episodes = 1
            score.returns = sum
        }
        return score
    }
}
