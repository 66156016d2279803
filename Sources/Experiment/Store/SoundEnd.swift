import Archive

extension CellPlan {
    /// Where the cell lives in a store.
    public func runDirectory(in store: String) -> RunDirectory {
        RunDirectory(store: store, experiment: experiment, arm: arm, seed: seed, in: language)
    }

    /// Who a run of the cell is.
    ///
    /// - Parameter spec: the spec's text, which its checkpoints will have.
    func identity(spec: String) -> RunIdentity {
        RunIdentity(
            experiment: experiment, arm: arm, seed: seed, cell: cellFingerprint, record: recordFingerprint,
            plan: canonical, spec: spec, in: language)
    }

    /// Whether a run of the cell would find it done and sound, so that it would leave it alone.
    public func isDone(in store: String) throws(ArchiveError) -> Bool {
        try runDirectory(in: store).soundEnd(of: self, identity(spec: "")) != nil
    }
}

extension RunDirectory {
    /// The audit of a directory that is done and sound: the newest checkpoint is the end under the same state and record
    /// fields, the record is what that checkpoint says, nothing is left to remove, and `plan.json` is a plan's.
    func soundEnd(of plan: CellPlan, _ identity: RunIdentity) throws(ArchiveError) -> RecordAudit? {
        do throws(ArchiveError) {
            let directory = try asSeen()
            guard try !directory.rounds().isEmpty, let stored = try directory.storedPlan(), stored.remark == nil,
                identity.isRecord(of: stored)
            else { return nil }
            let audit = try RecordAudit(
                directory, of: StoredPlan(plan.canonical, in: plan.language), everyCheckpoint: true)
            guard audit.isFinished, audit.damage == nil else { return nil }
            let newest = try directory.rounds().last
            guard audit.checkpoint == newest else { return nil }
            return try directory.isTidy(for: identity, keep: plan.checkpointsKept) ? audit : nil
        } catch {
            // Damaged or foreign: opening the directory says so and decides what to use.
            guard error.isAboutContent else { throw error }
            return nil
        }
    }
}
