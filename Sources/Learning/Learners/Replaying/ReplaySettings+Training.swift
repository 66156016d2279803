import Determinism
import Numerics

/// What an agent that learns from replayed transitions is, beside its networks.
protocol ReplayingState {
    /// Statistics of observations, and how many they are of; nil where networks are given observations as they are.
    var observations: Tensor<Double>? { get set }
    var observed: Int? { get set }
    var replay: Replay { get set }
    var counters: LearningCounters { get set }
}

/// Its working memory, beside that of its networks.
protocol ReplayingScratch: AnyObject {
    var tape: Tape { get }
    var batch: Minibatch { get }
    /// What networks are given of observations; nil where it is they.
    var room: ObservationRoom? { get }
}

extension ReplaySettings {
    /// Trains one agent for one round: after every step that it plays it learns from a minibatch, once enough is stored.
    ///
    /// - Parameters:
    ///   - actor: how the next step is played.
    ///   - end: what happens where an episode ends.
    ///   - update: one update, from the minibatch that was drawn.
    func train<State: ReplayingState>(
        _ state: inout State, _ block: inout Block, _ round: Round, _ scratch: some ReplayingScratch,
        acting actor: (inout State) -> Actor, end: (inout State) -> Void = { _ in }, update: (inout State) -> Void
    ) {
        let countsSteps = round.length.unit == .steps
        var score = Score()
        ObservationNormalizer.settle(&state.observations)
        scratch.room?.take(state.observations)
        while countsSteps ? score.steps < round.length.count : score.episodes < round.length.count {
            scratch.tape.clear()
            let step = block.members[0].world.roll(actor(&state), until: .steps(1), onto: scratch.tape)
            score += step
            scratch.room?.absorb(
                scratch.tape.observations, rows: scratch.tape.count, into: &state.observations, &state.observed)
            if step.episodes > 0 { end(&state) }
            if remember(
                scratch.tape, step, in: &state.replay, &state.counters, drawing: scratch.batch, block.members[0].key)
            {
                update(&state)
            }
        }
        block.members[0].score = score
    }
}
