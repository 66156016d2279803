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
