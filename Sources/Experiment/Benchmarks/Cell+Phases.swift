import Federation
import Learning

/// A round's phases one by one, so that each can be timed; ``Cell/advance(_:)`` does the same and keeps the record.
extension Cell {
    /// Trains the next round on one thread, with what exchanges add to it and remember of it.
    mutating func trainAlone() -> Round {
        round += 1
        let current = Round(round, length: plan.round)
        population.train(current, among: &exchanges, 1)
        return current
    }

    /// Lets the first exchange fire after a round, whether it is due or not.
    mutating func exchange(after round: Round) {
        exchanges[0].run(&population, &ledger, publicStates: publicStates?.batch, round, 1)
    }
}
