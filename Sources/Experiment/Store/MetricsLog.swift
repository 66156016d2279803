import Archive
import Determinism

/// How far `metrics.jsonl` had come: its length and the SHA-256 of that many bytes.
struct MetricsMark: Equatable, Sendable {
    var length: Int
    var content: Fingerprint

    static let start = MetricsMark(length: 0, content: Fingerprint(of: ""))
}

/// What a checkpoint keeps of `metrics.jsonl`: where the file ended, and the rows since the previous scheduled checkpoint.
struct MetricsExcerpt: Sendable {
    /// The end of the file at the previous scheduled checkpoint.
    var previous: MetricsMark
    /// The end of the file at this checkpoint.
    var end: MetricsMark
    /// The lines between the two.
    var rows: String

    /// The group `/record` of a checkpoint.
    var tree: ArchiveTree {
        var tree = ArchiveTree([("rows", .text(ArchiveText(rows)))])
        tree.attributes = [
            "about": .text("metrics.jsonl: where it ended, and its rows since the previous scheduled checkpoint"),
            "length": .integer(end.length), "sha256": .text(end.content.hexadecimal),
            "previous_length": .integer(previous.length), "previous_sha256": .text(previous.content.hexadecimal),
        ]
        return tree
    }

    init(previous: MetricsMark, end: MetricsMark, rows: String) {
        self.previous = previous
        self.end = end
        self.rows = rows
    }

    init?(_ node: ArchiveNode?) {
        guard case .group(let tree)? = node, case .text(let rows)? = tree["rows"], let text = rows.values.first,
            let end = Self.mark(tree, "length", "sha256"),
            let previous = Self.mark(tree, "previous_length", "previous_sha256"), previous.length <= end.length,
            text.utf8.count == end.length - previous.length
        else { return nil }
        self.init(previous: previous, end: end, rows: text)
    }

    private static func mark(_ tree: ArchiveTree, _ length: String, _ content: String) -> MetricsMark? {
        guard case .integer(let length)? = tree.attributes[length], length >= 0,
            case .text(let text)? = tree.attributes[content],
            let content = Fingerprint(hexadecimal: text)
        else { return nil }
        return MetricsMark(length: length, content: content)
    }
}

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

/// The append-only record of a run: one JSON object per line, with a running fingerprint.
struct MetricsLog {
    /// The open file.
    let file: OpenFile
    private let files: any FileSystem
    private var progress: RecordProgress

    static let name = "metrics.jsonl"

    /// Opens the record of a directory and cuts it to where the checkpoint left it; to nothing without a checkpoint.
    ///
    /// Where it is not what the checkpoint says, it is restored first. Throws, naming the file, where that cannot be done.
    /// Returns a sentence where something had to be restored.
    static func open(
        in directory: RunDirectory, of stored: StoredPlan, resuming checkpoint: CheckpointContent?, _ rows: RowsAgain
    ) throws(ArchiveError) -> (log: MetricsLog, notices: [String]) {
        let files = directory.files
        let path = directory.path + "/" + name
        let audit = try RecordAudit(directory, of: stored, everyCheckpoint: true)
        var notices = audit.checkpointRemarks
        if let checkpoint, let damage = audit.damage {
            var restoration = try RecordRestoration(directory, upTo: checkpoint)
            notices.append(try restoration.restore(damage, rows))
        }
        let end = checkpoint?.metrics.end ?? .start
        guard let hasher = try hasher(of: path, on: files, upTo: end.length), hasher.soFar == end.content else {
            throw ArchiveError(path, "restore", .damaged("it is not what the checkpoint recorded"))
        }
        let file = try files.append(path)
        try files.truncate(file, to: end.length)
        let log = MetricsLog(file: file, files: files, progress: RecordProgress(hasher, resuming: checkpoint?.metrics))
        return (log, notices)
    }

    /// Appends rows, each one line of canonical JSON.
    mutating func append(_ rows: [CanonicalValue]) throws(ArchiveError) {
        guard !rows.isEmpty else { return }
        // Where writing fails, the run ends.
        try files.write(progress.append(rows), to: file)
    }

    /// What a checkpoint taken now keeps of the record.
    var excerpt: MetricsExcerpt { progress.excerpt }

    /// Forgets the rows that a scheduled checkpoint holds.
    mutating func startExcerpt() { progress.startExcerpt() }
}

extension MetricsLog {
    /// The fingerprint of a file's first bytes; nil where it has fewer.
    static func fingerprint(
        of path: String, on files: any FileSystem, upTo length: Int
    ) throws(ArchiveError) -> Fingerprint? {
        try hasher(of: path, on: files, upTo: length)?.finish()
    }

    /// A hasher that has taken in a file's first bytes; nil where it has fewer.
    static func hasher(
        of path: String, on files: any FileSystem, upTo length: Int
    ) throws(ArchiveError) -> Fingerprinter? {
        let hasher = Fingerprinter()
        guard length > 0 else { return hasher }
        guard let found = try files.length(path), found >= length else { return nil }
        var offset = 0
        while offset < length {
            let bytes = try files.read(path, from: offset, count: min(1 << 20, length - offset))
            guard !bytes.isEmpty else { return nil }
            hasher.update(bytes)
            offset += bytes.count
        }
        return hasher
    }
}
