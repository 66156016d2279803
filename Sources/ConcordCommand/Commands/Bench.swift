import Config
import Experiment
import Glibc
import Report

/// Measures the program on this machine.
struct Bench: Command {
    static let table = CommandTable(
        "bench", "Measure this machine: kernels against its peak, steps, learners, exchanges, checkpoints, start-up.",
        details: """
            Takes half a minute and wants an idle machine. Learners, environments and methods are those of the catalogues \
            with their defaults; what does not go together is named on standard error, with the reason. A learner's step \
            is split into choosing the action, the environment, and learning. Kernels to cells are processor time of one \
            thread, so that other work disturbs them little; checkpoints and start-up are waited for. CONCORD_ISA=base, \
            avx2 or avx512 measures the kernels of another instruction set. tools/bench compares with other programs.
            """,
        examples: ["bench", "bench --part kernels --json"],
        options: [
            .value(
                "part", "PART", .choice(SpeedPart.allCases.map(\.rawValue)), "Only this part.", repeats: true
            ),
            .value(
                "scratch", "DIR", .directory, "Where checkpoints are written while timing; TMPDIR or /tmp unless told."),
            .json,
        ])

    private let parts: [SpeedPart]
    private let scratch: String?
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        let chosen = arguments.values("part").compactMap(SpeedPart.init(rawValue:))
        parts = chosen.isEmpty ? SpeedPart.allCases : chosen
        scratch = arguments.value("scratch")
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        guard let program = realpath("/proc/self/exe", nil) else {
            throw CommandFailure("/proc/self/exe does not name this program: \(String(cString: strerror(errno)))")
        }
        defer { free(program) }
        let directory = try ScratchDirectory(below: scratch)
        defer { directory.remove() }
        let benchmarks = SpeedBenchmarks(
            console.program.language, scratch: directory.path, program: String(cString: program))
        var figures: [SpeedFigure] = []
        for part in SpeedPart.allCases where parts.contains(part) {
            console.say("measuring \(part.rawValue)\n")
            let measured = try benchmarks.run(part)
            figures += measured.figures
            if !isJSON { console.print(Self.text(part, measured.figures).plainText + "\n") }
            for omission in measured.omissions {
                let pair = "\(omission.subject) with \(omission.partners.joined(separator: ", "))"
                console.say("  not measured: \(pair): \(omission.reason)\n")
            }
        }
        if isJSON { console.print(Self.all(figures).json.prettyJSON + "\n") }
        return .done
    }

    /// For people: a table per part. Where steps are split, so are the columns.
    private static func text(_ part: SpeedPart, _ figures: [SpeedFigure]) -> Report.Table {
        let isSplit = figures.contains { $0.split != nil }
        let name = Report.Table.Column.text(part.rawValue, key: "name")
        return Report.Table(
            "Speed", columns: [name, value, unit] + (isSplit ? split : []) + [note],
            rows: figures.map { [.text($0.name)] + cells($0, isSplit: isSplit) })
    }

    /// For programs: one list, with the part of every figure.
    private static func all(_ figures: [SpeedFigure]) -> Report.Table {
        Report.Table(
            "Speed",
            columns: [.text("part", key: "part"), .text("name", key: "name"), value, unit] + split + [note],
            rows: figures.map { [.text($0.part.rawValue), .text($0.name)] + cells($0, isSplit: true) })
    }

    private static let value = Report.Table.Column.numbers("", keys: "value")
    private static let unit = Report.Table.Column.text("", key: "unit")
    private static let split = ["act", "step", "learn"].map { Report.Table.Column.numbers($0, keys: $0) }
    private static let note = Report.Table.Column.text("", key: "note")

    private static func cells(_ figure: SpeedFigure, isSplit: Bool) -> [Report.Table.Cell] {
        let parts: [Report.Table.Cell] =
            figure.split.map { [.figure($0.act), .figure($0.step), .figure($0.learn)] }
            ?? Array(repeating: .blank, count: 3)
        return [.figure(figure.value), .text(figure.unit)] + (isSplit ? parts : []) + [.text(figure.note)]
    }
}
