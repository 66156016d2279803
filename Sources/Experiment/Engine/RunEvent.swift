/// What a cell tells while it runs, for progress and logs.
public enum RunEvent: Sendable {
    /// The cell starts, or goes on after so many rounds.
    case started(afterRound: Int)
    /// One more round is trained; environment steps of the cell since its start.
    case advanced(round: Int, steps: Int)
    /// Something is not finite any more, as a row has just shown or the checkpoint says from which the cell goes on.
    case diverged(CellDivergence)
    /// Something a person should know.
    case notice(String)
    /// The cell has ended.
    case ended(CellOutcome)
}

/// How a cell ended.
public enum CellOutcome: Sendable {
    /// It was done before, after this round; nothing ran.
    case alreadyDone(round: Int)
    /// It reached its extent after this round, in so many environment steps of this process.
    case finished(round: Int, steps: Int)
    /// It goes on from another cell's end, which is not there: why. Nothing ran, and its directory is as it was.
    case waits(String)
    /// The run was asked to stop before the cell began; its directory is as it was.
    case notStarted
    /// It was asked to stop and left a checkpoint after this round.
    case interrupted(round: Int)
    /// Something outside failed; the last good checkpoint stands.
    case failed(any Error & Sendable)
}
