import Archive
import Determinism

/// Compares two checkpoints.
struct Diff: Command {
    static let table = CommandTable(
        "diff", "Compare two checkpoints to the bit and name every item that differs.",
        details: """
            Exit code 0 means equal, 3 different. Of an array, the first element that differs is shown with the number \
            of representable values (ULP) between the two.
            """,
        operands: [
            .init("A", .checkpoint, "A checkpoint."), .init("B", .checkpoint, "Another one."),
        ],
        options: [
            .value("limit", "N", .integer(1...Int.max), "Show at most so many differences; 20 unless told."), .json,
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
        let first = try ArchiveFile(paths.first).read().tree
        let second = try ArchiveFile(paths.second).read().tree
        let differences = first.differences(from: second, limit: limit)
        if isJSON {
            let entries = differences.map { difference in
                CanonicalValue.object(sorting: [
                    ("item", .text(difference.path)), ("difference", .text(difference.description)),
                ])
            }
            console.print(CanonicalValue.list(entries).prettyJSON + "\n")
        } else if differences.isEmpty {
            console.print("EQUAL  \(first.fingerprint)\n")
        } else {
            for difference in differences { console.print("\(difference)\n") }
            if differences.count == limit { console.print("… there may be more; --limit shows them\n") }
        }
        return differences.isEmpty ? .done : .difference
    }
}
