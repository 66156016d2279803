import Archive
import Config
import Determinism

/// What was found in a run directory that was just taken.
struct RunOpening {
    /// The newest valid checkpoint; nil to start from round 0.
    var checkpoint: CheckpointContent?
    /// What a person should be told.
    var notices: [String]

    /// Takes the directory, confirms that it is this cell's, and finds the newest valid checkpoint.
    static func prepare(
        _ directory: RunDirectory, for identity: RunIdentity, fresh: Bool, as job: ClusterJob?
    ) throws(StoreError) -> (DirectoryLock, RunOpening) {
        try asStoreError { () throws(ArchiveError) in try directory.files.makeDirectory(directory.path) }
        var lock = try DirectoryLock(directory: directory.path, as: job)
        var notices: [String] = []
        if let holder = lock.superseded {
            notices.append(
                "taken over from \(holder): the scheduler counts that attempt as ended, and it writes nothing more here"
            )
        }
        let owner = try asStoreError { () throws(ArchiveError) in try directory.owner() }
        if let reason = try owner.reasonToStartOver(identity, fresh: fresh, directory) {
            let aside = try asStoreError { () throws(ArchiveError) in try directory.setAside(stillOwnedBy: lock) }
            notices.append("\(reason); what was there is kept as \(aside)")
            lock = try DirectoryLock(directory: directory.path, as: job)
        } else if case .plan(let stored) = owner, let remark = stored.remark {
            notices.append("\(remark); it is written again")
        }
        return try asStoreError { () throws(ArchiveError) in
            try directory.removeUnfinished()
            let own = StoredPlan(identity.plan, in: directory.language)
            let checkpoint = try directory.newestValid(of: own, ownedBy: lock, &notices)
            let text = Array((own.value.prettyJSON + "\n").utf8)
            if try directory.storedPlanBytes() != text {
                let path = directory.path + "/" + RunDirectory.planName
                try directory.files.replace(path, with: text, mark: lock.mark) {
                    () throws(ArchiveError) in try lock.confirmOwnership()
                }
            }
            return (lock, RunOpening(checkpoint: checkpoint, notices: notices))
        }
    }
}

/// Who a directory belongs to, as far as it tells.
private enum Owner {
    case nobody
    case plan(StoredPlan)
    /// `plan.json` was changed, and there is nothing to take its place.
    case unknown(ArchiveError)

    /// Why what is there cannot be gone on with and is to be set aside; nil where it can, or where there is nothing.
    func reasonToStartOver(
        _ identity: RunIdentity, fresh: Bool, _ directory: RunDirectory
    ) throws(StoreError) -> String? {
        switch self {
        case .nobody: return nil
        case .unknown(let error): return "\(error): starting over"
        case .plan(let stored):
            if fresh { return "starting over" }
            guard stored.cell == identity.cell else {
                throw .otherCell(directory: directory.path, cell: stored.cell, plan: stored.plan)
            }
            return stored.record == identity.record
                ? nil : "evaluation, measures, rows or trace changed: starting over"
        }
    }
}

extension RunDirectory {
    fileprivate func owner() throws(ArchiveError) -> Owner {
        do throws(ArchiveError) {
            return try storedPlan().map(Owner.plan) ?? .nobody
        } catch {
            guard case .damaged = error.reason else { throw error }
            return .unknown(error)
        }
    }

    /// Renames the whole directory out of the way, makes a new one, and says where the old one went.
    fileprivate func setAside(stillOwnedBy lock: DirectoryLock) throws(ArchiveError) -> String {
        try lock.confirmOwnership()
        let aside = try files.aside(path, mark: Self.asideMark)
        try files.rename(path, to: aside)
        lock.release()
        try files.makeDirectory(path)
        try files.synchronizeDirectory(LocalFileSystem.directory(of: path))
        return aside
    }

    /// Removes temporary files of writers that died.
    fileprivate func removeUnfinished() throws(ArchiveError) {
        for name in try names() where name.hasSuffix(LocalFileSystem.temporarySuffix) {
            try files.remove(path + "/" + name)
        }
    }

    /// The newest checkpoint that is sound and this cell's. Damaged ones after it are set aside, with a notice each; one
    /// of a later version of Concord is an error, because it is newer than anything this version could write.
    fileprivate func newestValid(
        of own: StoredPlan, ownedBy lock: DirectoryLock, _ notices: inout [String]
    ) throws(ArchiveError) -> CheckpointContent? {
        for round in try rounds().reversed() {
            let file = checkpoint(round: round)
            do throws(ArchiveError) {
                let content = try CheckpointContent(file, in: language)
                guard try file.header()["cell"] == own.cell.hexadecimal else {
                    throw ArchiveError(
                        file.path, "resume from it", .mismatch(StoredPlan.foreign(content.plan, in: own)))
                }
                guard content.round == round else {
                    throw ArchiveError(
                        file.path, "resume from it",
                        .mismatch("it is the checkpoint of round \(content.round), under another name"))
                }
                if let objection = own.objection(to: content.plan) {
                    throw ArchiveError(file.path, "resume from it", .mismatch(objection))
                }
                return content
            } catch {
                guard error.isAboutContent else { throw error }
                try lock.confirmOwnership()
                let aside = try files.aside(file.path, mark: Self.damagedMark)
                try files.rename(file.path, to: aside)
                notices.append("\(error); it is kept as \(aside), and the checkpoint before it is used")
            }
        }
        return nil
    }

    /// Whether a run that ended here left nothing to remove: it may have been killed between its last two steps.
    func isTidy(for identity: RunIdentity, keep: Int?) throws(ArchiveError) -> Bool {
        var retention = try Retention(self, of: identity, keep: keep)
        guard retention.takeSurplus().isEmpty, try repeatedRecords().isEmpty else { return false }
        return !(try names().contains { $0.hasSuffix(LocalFileSystem.temporarySuffix) })
    }
}
