import Archive

/// Which checkpoints of a run stay: read from their headers once, and then remembered as they are written.
///
/// Only this cell's files count. Others, and what is no sound Concord file, are left alone.
struct Retention {
    private let keep: Int?
    private var scheduled: [Int] = []
    private var unscheduled: [Int] = []

    /// What is in a directory now.
    ///
    /// - Parameter keep: how many scheduled checkpoints stay; all where nil.
    init(_ directory: RunDirectory, of identity: RunIdentity, keep: Int?) throws(ArchiveError) {
        self.keep = keep.map { max(1, $0) }
        for round in try directory.rounds() {
            do throws(ArchiveError) {
                let header = try directory.checkpoint(round: round).header()
                guard header["cell"] == identity.cell.hexadecimal else { continue }
                if header["scheduled"] == "yes" { scheduled.append(round) } else { unscheduled.append(round) }
            } catch {
                guard error.isAboutContent else { throw error }
            }
        }
    }

    /// Takes note of a checkpoint that is newer than all others.
    mutating func add(_ round: Int, isScheduled: Bool) {
        // A checkpoint that is written again replaces itself.
        scheduled.removeAll { $0 >= round }
        unscheduled.removeAll { $0 >= round }
        if isScheduled { scheduled.append(round) } else { unscheduled.append(round) }
    }

    /// Forgets the checkpoints that are no longer wanted, and returns them: unscheduled ones with a newer one after them, and
    /// scheduled ones beyond the newest `keep`.
    mutating func takeSurplus() -> [Int] {
        let newest = max(scheduled.last ?? 0, unscheduled.last ?? 0)
        var surplus = unscheduled.filter { $0 < newest }
        unscheduled.removeAll { $0 < newest }
        if let keep, scheduled.count > keep {
            surplus += scheduled.prefix(scheduled.count - keep)
            scheduled.removeFirst(scheduled.count - keep)
        }
        return surplus
    }
}
