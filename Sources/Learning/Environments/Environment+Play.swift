public import Determinism
import Numerics

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
    /// A requirement with this implementation, so that the compiler makes one copy per environment in which nothing is dispatched;
    /// inlinable, so that it does in other packages too.
    @inlinable
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
        tape.reserve(tape.recorded + last - steps)
        let (observations, distributions) = (tape.observations, tape.distributions)
        let (actions, rewards, ends) = (tape.actions, tape.rewards, tape.ends)
        let (observationWidth, distributionWidth) = (tape.observationWidth, tape.distributionWidth)
        let controls = tape.controls
        let first = steps
        var row = tape.recorded
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
        tape.recorded = row
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

extension Environment {
    /// The start of an episode whose environment stream this is, at its first word. Once per episode.
    @inlinable
    @inline(__always)
    func start(_ streams: WorldStreams, _ stream: inout RandomStream) -> State {
        guard episodeStart == .sameEveryEpisode else { return initial(&stream) }
        let training = WorldStreams.training(streams.key)
        var first = training.key.stream(training.environment, round: training.round, episode: 0)
        return initial(&first)
    }
}
