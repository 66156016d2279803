import Archive
import Determinism
import Foundation

/// One way in which a run directory can be spoiled after the run; the cell is of ``SampleSpec/small``, which has 12 rounds and
/// keeps the checkpoints of rounds 8 and 12.
public struct RecordDamage: CustomStringConvertible, Sendable {
    /// What was done, in words.
    public let description: String
    /// Whether `metrics.jsonl` is what was spoiled, and not a checkpoint or the plan.
    public var isOfRecord = true
    /// Spoils the run directory at a path.
    public let apply: @Sendable (String) throws -> Void

    /// Whether it is damage only after the run's end: before that, a line may be half written, or a row still to come.
    public var isAboutEnd: Bool {
        ["half a line", "zeros follow", "a round is invented after"].contains { description.hasPrefix($0) }
    }

    /// Spoils the lines of the record.
    private static func lines(_ words: String, _ change: @escaping @Sendable (inout [String]) -> Void) -> RecordDamage {
        RecordDamage(description: words) { directory in
            let path = directory + "/metrics.jsonl"
            var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
            change(&lines)
            try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
        }
    }

    /// Spoils the bytes of the record.
    private static func bytes(_ words: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void) -> RecordDamage {
        RecordDamage(description: words) { directory in
            let path = directory + "/metrics.jsonl"
            var bytes = try LocalFileSystem().read(path)
            change(&bytes)
            try LocalFileSystem().replace(path, with: bytes)
        }
    }

    /// Changes what a checkpoint holds, and seals it again.
    private static func checkpoint(
        _ words: String, round: Int = 8,
        entries: @escaping @Sendable ([ArchiveHeader.Entry]) -> [ArchiveHeader.Entry] = { $0 },
        _ change: @escaping @Sendable (inout ArchiveTree) -> Void
    ) -> RecordDamage {
        RecordDamage(description: words, isOfRecord: false) { directory in
            let file = ArchiveFile(directory + String(format: "/round-%06d.h5", round))
            var (header, tree) = try file.read()
            change(&tree)
            try file.write(tree, entries: entries(header.entries))
        }
    }

    private static func replacing(_ row: String, round: Int) -> String {
        row.replacingOccurrences(of: "\"round\":\(row.roundText)", with: "\"round\":\(round)")
    }

    /// Ways to spoil the record.
    public static let ofRecord: [RecordDamage] = [
        lines("the last row is gone") { $0.removeLast() },
        lines("the first row is gone") { $0.removeFirst() },
        lines("rows 6 to 10 are gone") { $0.removeSubrange(5..<10) },
        bytes("it is empty") { $0 = [] },
        RecordDamage(description: "it is missing") { try LocalFileSystem().remove($0 + "/metrics.jsonl") },
        lines("the last row is no JSON") { $0[$0.count - 1] = "{\"round\":12,,}" },
        lines("a row in the middle is no JSON") { $0[5] = String(repeating: "x", count: $0[5].utf8.count) },
        lines("a round is invented after the end") { $0.append(replacing($0[$0.count - 1], round: 13)) },
        lines("a round is invented long after the end") { $0.append(replacing($0[$0.count - 1], round: 400)) },
        lines("the last row is there twice") { $0.append($0[$0.count - 1]) },
        lines("a row in the middle is there twice") { $0.insert($0[4], at: 5) },
        lines("two rows have changed places") { $0.swapAt(6, 7) },
        lines("a number is another") { $0[6] = $0[6].replacingOccurrences(of: "\"steps\":", with: "\"steps\":1") },
        lines("a space has come into a row") {
            $0[6] = $0[6].replacingOccurrences(of: "\"steps\":", with: "\"steps\": ")
        },
        lines("an old row says it is of another round") { $0[6] = replacing($0[6], round: 3) },
        lines("an empty line stands at the end") { $0.append("") },
        bytes("it is cut within the last row") { $0.removeLast(9) },
        bytes("it is cut within a row in the middle") { $0.removeLast($0.count / 2) },
        bytes("words follow its end") { $0 += Array("I claim anything\n".utf8) },
        bytes("half a line follows its end") { $0 += Array("{\"round\":".utf8) },
        bytes("zeros follow its end") { $0 += [UInt8](repeating: 0, count: 512) },
        bytes("its middle is zeros") { bytes in
            for index in bytes.count / 2..<bytes.count / 2 + 100 { bytes[index] = 0 }
        },
        bytes("one bit is another") { $0[$0.count / 3] ^= 4 },
    ]

    /// Ways to change the plan and, sealed again, what checkpoints hold.
    public static let ofTheRest: [RecordDamage] =
        [
            RecordDamage(description: "plan.json has another extent", isOfRecord: false) { directory in
                let path = directory + "/plan.json"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try Data(text.replacingOccurrences(of: "\"rounds\": 12", with: "\"rounds\": 13").utf8)
                    .write(to: URL(fileURLWithPath: path))
            },
            RecordDamage(description: "plan.json has another state", isOfRecord: false) { directory in
                let path = directory + "/plan.json"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try Data(text.replacingOccurrences(of: "0.01", with: "0.02").utf8).write(to: URL(fileURLWithPath: path))
            },
            RecordDamage(description: "plan.json says more than a plan", isOfRecord: false) { directory in
                let path = directory + "/plan.json"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try Data(("{\"certified\": \"by nobody\", " + text.dropFirst()).utf8).write(
                    to: URL(fileURLWithPath: path))
            },
            RecordDamage(description: "plan.json is no plan", isOfRecord: false) { directory in
                try LocalFileSystem().replace(directory + "/plan.json", with: Array("{}".utf8))
            },
            checkpoint("/spec claims anything") { $0.insert(.text(ArchiveText("I claim anything")), at: "spec") },
            checkpoint("/spec is of another plan", round: 12) { tree in
                guard case .text(let spec)? = tree["spec"], let text = spec.values.first else { return }
                tree.insert(.text(ArchiveText(text.replacingOccurrences(of: "0.01", with: "0.02"))), at: "spec")
            },
            checkpoint("/plan has another state") { tree in
                guard case .text(let plan)? = tree["plan"], let text = plan.values.first else { return }
                tree.insert(.text(ArchiveText(text.replacingOccurrences(of: "0.01", with: "0.02"))), at: "plan")
            },
            checkpoint("/plan has another extent") { tree in
                guard case .text(let plan)? = tree["plan"], let text = plan.values.first else { return }
                tree.insert(
                    .text(ArchiveText(text.replacingOccurrences(of: "\"rounds\":12", with: "\"rounds\":13"))),
                    at: "plan")
            },
            checkpoint("/record/rows are others") { tree in
                guard case .text(let rows)? = tree["record/rows"], let text = rows.values.first else { return }
                tree.insert(
                    .text(ArchiveText(text.replacingOccurrences(of: "\"round\":5", with: "\"round\":6"))),
                    at: "record/rows")
            },
            checkpoint("/record has another fingerprint") {
                $0.annotate("record", "sha256", .text(Fingerprint(of: "another").hexadecimal))
            },
            checkpoint("an item more") { $0.insert(.text(ArchiveText("hello")), at: "agents/a/note") },
            checkpoint("an attribute more") { $0.annotate("", "certified", .text("by nobody")) },
            checkpoint("the header names another stop rule", entries: { $0 + [.init("stopped", "{}")] }) { _ in },
            checkpoint(
                "the header says it was not scheduled",
                entries: { $0.map { $0.key == "scheduled" ? .init("scheduled", "no") : $0 } }
            ) { _ in },
        ]
        + ["format", "experiment", "arm", "cell_fingerprint", "record_fingerprint", "previous"].map { name in
            checkpoint("the attribute \(name) is another") { $0.annotate("", name, .text("round-000001.h5")) }
        }
        + ["format_version", "seed", "round"].map { name in
            checkpoint("the attribute \(name) is another") { $0.annotate("", name, .integer(77)) }
        }
}

extension String {
    /// The digits after a row's `"round":`.
    fileprivate var roundText: String {
        let rest = components(separatedBy: "\"round\":").dropFirst().first ?? ""
        return String(rest.prefix { $0.isNumber })
    }
}
