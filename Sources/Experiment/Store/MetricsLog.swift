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
    /// Where the file is missing, shorter or different, it is rebuilt from the rows in the checkpoint to resume from
    /// (`excerpt`) and in the scheduled ones before it (`earlier`, newest first). Throws, naming the file, where they do not
    /// reach far enough. Returns a sentence where something had to be rebuilt.
    static func open(
        in directory: String, on files: any FileSystem, resuming excerpt: MetricsExcerpt?,
        earlier: () throws(ArchiveError) -> [MetricsExcerpt]
    ) throws(ArchiveError) -> (log: MetricsLog, notice: String?) {
        let path = directory + "/" + name
        let present = try files.length(path) == nil ? [] : files.read(path)
        let end = excerpt?.end ?? .start
        let hasher = Fingerprinter()
        var notice: String?
        var kept = end.length
        var rebuilt: [UInt8] = []
        if let excerpt, !matches(present, end) {
            let excerpts = [excerpt] + (matches(present, excerpt.previous) ? [] : try earlier())
            guard let position = excerpts.firstIndex(where: { matches(present, $0.previous) }),
                position == 0 || excerpts[...position].adjacentPairsJoin
            else {
                throw ArchiveError(
                    path, "restore",
                    .damaged("it differs from what the checkpoint recorded, before the rows that the checkpoints hold"))
            }
            kept = excerpts[position].previous.length
            rebuilt = excerpts[...position].reversed().flatMap { Array($0.rows.utf8) }
            notice = "\(name) differed from the checkpoint; \(rebuilt.count) bytes were rebuilt from checkpoints"
        }
        hasher.update(Array(present.prefix(kept)))
        hasher.update(rebuilt)
        guard hasher.soFar == end.content, kept + rebuilt.count == end.length else {
            throw ArchiveError(path, "restore", .damaged("the rows in the checkpoints do not add up to the record"))
        }
        let file = try files.append(path)
        try files.truncate(file, to: kept)
        try files.write(rebuilt, to: file)
        let log = MetricsLog(file: file, files: files, progress: RecordProgress(hasher, resuming: excerpt))
        return (log, notice)
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

    private static func matches(_ bytes: [UInt8], _ mark: MetricsMark) -> Bool {
        bytes.count >= mark.length && Fingerprint(of: bytes.prefix(mark.length)) == mark.content
    }
}

extension ArraySlice<MetricsExcerpt> {
    /// Whether each excerpt, newest first, starts where the next one ends.
    fileprivate var adjacentPairsJoin: Bool {
        zip(self, dropFirst()).allSatisfy { $0.previous == $1.end }
    }
}
