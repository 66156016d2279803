/// Where a cell stands, as its directory tells.
public enum CellState: String, Sendable, CaseIterable {
    /// No run ever began.
    case notStarted = "not started"
    /// A process is at it.
    case running
    /// It was begun, and nobody is at it.
    case partial
    /// Its newest checkpoint is the end of its plan.
    case done
    /// The directory belongs to another cell.
    case anotherPlan = "another plan"
    /// It was recorded under other fields: a run starts over.
    case anotherRecord = "another record"
    /// Its record is not what its checkpoints say: a run restores it.
    case damaged
}

extension RunStatus {
    /// Where the cell stands, whatever its record is worth.
    ///
    /// - Parameter wanted: the plan asked for; the directory's own where nil.
    public func state(of wanted: CellPlan?) -> CellState {
        guard let stored = plan else { return .notStarted }
        if let wanted, wanted.cellFingerprint != stored.cell { return .anotherPlan }
        if isRunning == true { return .running }
        if let wanted, wanted.recordFingerprint != stored.record { return .anotherRecord }
        return isEnd(of: wanted?.canonical ?? stored.plan) ? .done : .partial
    }

    /// What a run of the plan finds there.
    public func standing(of wanted: CellPlan) -> CellState {
        let state = state(of: wanted)
        let isAtRest = state == .done || state == .partial
        return isAtRest && record?.damage != nil ? .damaged : state
    }
}
