import Experiment

/// Records that a command uses though no checkpoint vouches for them, which it says once for all.
struct UnvouchedRecords {
    private var whole: [String] = []
    private var inPart: [String] = []

    /// Takes note of a record.
    mutating func add(_ audit: RecordAudit) {
        guard let words = audit.unvouched else { return }
        if audit.checkpoint == nil { whole.append(words) } else { inPart.append(words) }
    }

    /// Says which: those of which nothing is vouched for also where nobody wants talk.
    ///
    /// - Parameter saysParts: whether those count of which only the last rows are not covered.
    func say(_ console: Console, saysParts: Bool = true) {
        if let first = whole.first { console.warn("warning", first + Self.others(whole, "for those")) }
        if saysParts, let first = inPart.first { console.note(first + Self.others(inPart, "for some")) }
    }

    private static func others(_ records: [String], _ which: String) -> String {
        let others = records.count - 1
        return others > 0 ? ", nor \(which) of \(StudyWords.count(others, "other cell"))" : ""
    }
}
