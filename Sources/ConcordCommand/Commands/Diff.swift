import Archive
import Config
import Determinism
import Diagnostics
import Experiment
import Report

/// Compares two checkpoints or two runs.
struct Diff: Command {
    static let table = CommandTable(
        "diff", "Compare two checkpoints, or two runs to their first divergence, to the bit.",
        details: """
            Exit code 0 means equal, 3 different, 1 that there was nothing to compare. First come the values in which the plans \
            differ, then how far every agent's networks, optimizers and memories are apart. Where bits should agree, of one cell \
            after equal rounds, the first element of every array that differs is shown with the number of representable values (ULP) \
            between the two.

            Of two runs, the records are compared row by row, and then the first checkpoint that both kept at or after the first \
            row that differs. A record that is not what its checkpoints say is equal to none.
            """,
        examples: [
            "diff checkpoints/study/d5/seed-20 checkpoints/study/d10/seed-20",
            "diff a/round-000500.h5 b/round-000500.h5 --limit 5",
        ],
        operands: [
            .init("A", .checkpoint, "A checkpoint, or a run directory."),
            .init("B", .checkpoint, "Another one of the same kind."),
        ],
        options: [
            .value("limit", "N", .integer(1...1_000_000_000), "Show at most so many differences; 20 unless told."),
            .json,
        ])

    private let paths: (first: String, second: String)
    private let limit: Int
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        paths = (arguments.required("A"), arguments.required("B"))
        limit = arguments.integer("limit") ?? 20
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        let areFiles = (paths.first.hasSuffix(".h5"), paths.second.hasSuffix(".h5"))
        switch areFiles {
        case (true, true): return try compareCheckpoints(console)
        case (false, false): return try compareRuns(console)
        default:
            throw UsageError("A and B are a checkpoint and a run directory; name two of one kind", table: Self.table)
        }
    }

    private func compareCheckpoints(_ console: Console) throws -> ExitCode {
        let (header, first) = try ArchiveFile(paths.first).read()
        let (other, second) = try ArchiveFile(paths.second).read()
        let comparison = ComparedCheckpoints(first, second, in: console.program.language, limit: limit)
        // Equal trees under other headers: what a run would do with them differs.
        func words(_ header: ArchiveHeader) -> String {
            header.entries.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        let isEqual = comparison.isEqual && header.entries == other.entries
        if isJSON {
            let members =
                comparison.members + [
                    ("equal", .boolean(isEqual)), ("plan", ComparedCheckpoints.json(comparison.plan)),
                    ("headers", .list([header, other].map { .text(words($0)) })),
                ]
            console.print(CanonicalValue.object(sorting: members).prettyJSON + "\n")
        } else if isEqual {
            console.print("EQUAL  \(first.fingerprint)\n")
        } else if comparison.isEqual {
            console.print("header@lines: \(VisibleText.line("\(words(header)) ≠ \(words(other))"))\n")
        } else {
            console.print(ComparedCheckpoints.lines(comparison.plan, width: console.lineWidth))
            if !comparison.shouldAgree { console.print("\(Self.unlike)\n") }
            console.print(comparison.text)
        }
        return isEqual ? .done : .difference
    }

    private static let unlike = "They are of other cells or rounds: equal bits are not to be expected"

    private func compareRuns(_ console: Console) throws -> ExitCode {
        let comparison = try RunComparison(
            try CheckpointPath.run(paths.first, in: console.program.language),
            try CheckpointPath.run(paths.second, in: console.program.language), limit: limit)
        for remark in comparison.remarks { console.note(remark) }
        for damage in comparison.damage { console.note("damaged", damage) }
        console.print(isJSON ? json(comparison).prettyJSON + "\n" : text(comparison, width: console.lineWidth))
        return comparison.isEqual
            ? .done : comparison.hasCompared || !comparison.damage.isEmpty ? .difference : .failed
    }

    private func json(_ comparison: RunComparison) -> CanonicalValue {
        .object(
            sorting: (comparison.checkpoint?.comparison.members ?? [("differences", .list([]))]) + [
                ("equal", .boolean(comparison.isEqual)), ("shared_rows", .integer(comparison.sharedRows)),
                ("own_rows", .list([.integer(comparison.ownRows.first), .integer(comparison.ownRows.second)])),
                ("damaged", .list(comparison.damage.map(CanonicalValue.text))),
                ("plan", ComparedCheckpoints.json(comparison.plan)),
                ("first_round", comparison.round.map(CanonicalValue.integer) ?? .null),
                ("agent", (comparison.values.first?.agent).map(CanonicalValue.text) ?? .null),
                ("member", (comparison.values.first?.member).map(CanonicalValue.text) ?? .null),
                ("values", .list(comparison.values.map(\.json))),
                ("checkpoint_round", comparison.checkpoint.map { .integer($0.round) } ?? .null),
            ])
    }

    private func text(_ comparison: RunComparison, width: Int?) -> String {
        var text = ComparedCheckpoints.lines(comparison.plan, width: width)
        if !comparison.damage.isEmpty {
            text += "The records are not compared: at least one is damaged\n"
        } else if comparison.sharedRows == 0 {
            text += "The records have no row in common\n"
        } else if let round = comparison.round {
            text += "The records part at round \(round)\n"
            for value in comparison.values { text += "  \(VisibleText.line(value.words))\n" }
        } else {
            text += "The records agree in all \(comparison.sharedRows) rows that both have\n"
        }
        for (count, path) in [(comparison.ownRows.first, paths.first), (comparison.ownRows.second, paths.second)]
        where count > 0 { text += "\(StudyWords.count(count, "row")) only \(VisibleText.line(path)) has\n" }
        if let (round, checkpoint) = comparison.checkpoint {
            text += "Checkpoint of round \(round): "
            text += checkpoint.isEqual ? "equal\n" : "\n" + checkpoint.text
        } else {
            text += "There is no checkpoint that both kept to compare\n"
        }
        if !comparison.hasCompared, comparison.damage.isEmpty { text += "There was nothing to compare\n" }
        return text
    }
}
