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
            Exit code 0 means equal, 3 different, 1 that there was nothing to compare. Of an array, the first element that differs is shown with the number \
            of representable values (ULP) between the two. Of two runs, the records are compared row by row, and then the \
            first checkpoint that both kept at or after the first row that differs. A record that is not what its checkpoints \
            say is equal to none.
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
        var differences = first.differences(from: second, limit: limit)
        if differences.isEmpty, header.entries != other.entries {
            // Equal trees under other headers: what a run would do with them differs.
            func words(_ header: ArchiveHeader) -> String {
                header.entries.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            }
            differences = [
                TreeDifference(path: "header", kind: .attribute(name: "lines", words(header), words(other)))
            ]
        }
        if isJSON {
            console.print(json(differences).prettyJSON + "\n")
        } else if differences.isEmpty {
            console.print("EQUAL  \(first.fingerprint)\n")
        } else {
            console.print(lines(differences))
        }
        return differences.isEmpty ? .done : .difference
    }

    private func compareRuns(_ console: Console) throws -> ExitCode {
        let comparison = try RunComparison(
            try CheckpointPath.run(paths.first, in: console.program.language),
            try CheckpointPath.run(paths.second, in: console.program.language), limit: limit)
        for remark in comparison.remarks { console.note(remark) }
        for damage in comparison.damage { console.note("damaged", damage) }
        let code: ExitCode =
            comparison.isEqual
            ? .done : comparison.hasCompared || !comparison.damage.isEmpty ? .difference : .failed
        if isJSON {
            let members: [(String, CanonicalValue)] = [
                ("equal", .boolean(comparison.isEqual)), ("shared_rows", .integer(comparison.sharedRows)),
                ("own_rows", .list([.integer(comparison.ownRows.first), .integer(comparison.ownRows.second)])),
                ("damaged", .list(comparison.damage.map(CanonicalValue.text))),
                ("first_round", comparison.round.map(CanonicalValue.integer) ?? .null),
                ("agent", comparison.agent.map(CanonicalValue.text) ?? .null),
                ("member", comparison.member.map(CanonicalValue.text) ?? .null),
                ("checkpoint_round", comparison.checkpoint.map { .integer($0.round) } ?? .null),
                ("differences", json(comparison.checkpoint?.differences ?? [])),
            ]
            console.print(CanonicalValue.object(sorting: members).prettyJSON + "\n")
            return code
        }
        if !comparison.damage.isEmpty {
            console.print("The records are not compared: at least one is damaged\n")
        } else if comparison.sharedRows == 0 {
            console.print("The records have no row in common\n")
        } else if let round = comparison.round {
            console.print("The records part at round \(round)")
            if let agent = comparison.agent { console.print(", agent \(VisibleText.line(agent))") }
            if let member = comparison.member { console.print(", in '\(VisibleText.line(member))'") }
            console.print("\n")
        } else {
            console.print("The records agree in all \(comparison.sharedRows) rows that both have\n")
        }
        for (count, path) in [(comparison.ownRows.first, paths.first), (comparison.ownRows.second, paths.second)]
        where count > 0 { console.print("\(StudyWords.count(count, "row")) only \(VisibleText.line(path)) has\n") }
        if let checkpoint = comparison.checkpoint {
            console.print("Checkpoint of round \(checkpoint.round): ")
            console.print(checkpoint.differences.isEmpty ? "equal\n" : "\n" + lines(checkpoint.differences))
        } else {
            console.print("There is no checkpoint that both kept to compare\n")
        }
        if !comparison.hasCompared, comparison.damage.isEmpty { console.print("There was nothing to compare\n") }
        return code
    }

    private func lines(_ differences: [TreeDifference]) -> String {
        differences.map { "\($0.words)\n" }.joined()
            + (differences.count == limit ? "… there may be more; --limit shows them\n" : "")
    }

    private func json(_ differences: [TreeDifference]) -> CanonicalValue { .list(differences.map(\.json)) }
}
