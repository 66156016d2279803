import Archive
import Determinism

// Records that no checkpoint vouches for: a run begins anew there, and loses nothing of them.
extension RunDirectory {
    /// Renames a record without a checkpoint out of the way, and says so; nil where there is no row.
    func setRecordAside(ownedBy lock: DirectoryLock) throws(ArchiveError) -> String? {
        guard let length = try files.length(recordPath), length > 0 else { return nil }
        try lock.confirmOwnership()
        let aside = try files.aside(recordPath, mark: Self.asideMark)
        try files.rename(recordPath, to: aside)
        try files.synchronizeDirectory(path)
        return
            "\(recordPath): no checkpoint vouches for its rows, and the run begins anew; what was there is kept as \(aside), "
            + "until the new record has every byte of it"
    }

    /// Records that were set aside, and of which the present one has every byte: what a run was at when it was killed before its
    /// first checkpoint.
    func repeatedRecords() throws(ArchiveError) -> [String] {
        var repeated: [String] = []
        for name in try names() where name.hasPrefix(Self.recordName + Self.asideMark) {
            let aside = path + "/" + name
            guard let length = try files.length(aside),
                try files.fingerprint(aside, upTo: length) == files.fingerprint(recordPath, upTo: length)
            else { continue }
            repeated.append(aside)
        }
        return repeated
    }
}
