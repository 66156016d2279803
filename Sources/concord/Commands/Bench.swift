import Experiment
import Glibc
import Report

/// Measures the program on this machine.
struct Bench: Command {
    static let table = CommandTable(
        "bench", "Measure this machine: kernels against its peak, steps, learners, exchanges, checkpoints, start-up.",
        details: """
            Takes some ten seconds and wants an idle machine. Kernels to cells are processor time of one thread, so that \
            other work disturbs them little; checkpoints and start-up are waited for. CONCORD_ISA=base, avx2 or avx512 \
            measures the kernels of another instruction set. tools/bench compares with other programs.
            """,
        options: [
            .value(
                "part", "PART", .choice(SpeedBenchmarks.Part.allCases.map(\.rawValue)), "Only this part.", repeats: true
            ),
            .value(
                "scratch", "DIR", .directory, "Where checkpoints are written while timing; TMPDIR or /tmp unless told."),
            .json,
        ])

    private let parts: [SpeedBenchmarks.Part]
    private let scratch: String?
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        let chosen = arguments.values("part").compactMap(SpeedBenchmarks.Part.init(rawValue:))
        parts = chosen.isEmpty ? SpeedBenchmarks.Part.allCases : chosen
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
        let benchmarks = SpeedBenchmarks(scratch: directory.path, program: String(cString: program))
        var table = Report.Table(
            "Speed",
            columns: [
                .text("part", key: "part"), .text("what", key: "name"), .numbers("", keys: "value"),
                .text("", key: "unit"), .text("", key: "note"),
            ])
        for figure in try benchmarks.run(parts, { console.say("measuring \($0.rawValue)\n") }) {
            table.append([
                .text(figure.part.rawValue), .text(figure.name), .figure(figure.value), .text(figure.unit),
                .text(figure.note),
            ])
        }
        console.print(isJSON ? table.json.prettyJSON + "\n" : table.plainText)
        return .done
    }
}
