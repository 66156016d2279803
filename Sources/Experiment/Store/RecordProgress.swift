import Determinism

/// How far a record has come, row by row: what a checkpoint taken now keeps of it.
struct RecordProgress {
    private let hasher: Fingerprinter
    private var length: Int
    /// The rows since the previous scheduled checkpoint.
    private var recent: String
    private var previous: MetricsMark

    /// A record without rows.
    init() { self.init(Fingerprinter(), resuming: nil) }

    /// Goes on after a checkpoint.
    ///
    /// - Parameter hasher: has taken in what the checkpoint's mark covers.
    init(_ hasher: Fingerprinter, resuming excerpt: MetricsExcerpt?) {
        self.hasher = hasher
        length = excerpt?.end.length ?? 0
        recent = excerpt?.rows ?? ""
        previous = excerpt?.previous ?? .start
    }

    /// Takes in rows, each one line of canonical JSON; returns their bytes.
    mutating func append(_ rows: [CanonicalValue]) -> [UInt8] {
        let text = rows.reduce(into: "") { $0 += $1.json + "\n" }
        let bytes = Array(text.utf8)
        hasher.update(bytes)
        length += bytes.count
        recent += text
        return bytes
    }

    /// The end of the record.
    var end: MetricsMark { MetricsMark(length: length, content: hasher.soFar) }

    /// What a checkpoint taken now keeps of the record.
    var excerpt: MetricsExcerpt { MetricsExcerpt(previous: previous, end: end, rows: recent) }

    /// Forgets the rows that a scheduled checkpoint holds.
    mutating func startExcerpt() {
        previous = end
        recent = ""
    }
}
