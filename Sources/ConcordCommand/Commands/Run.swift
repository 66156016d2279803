import Determinism
import Experiment
import Report

/// Runs the cells of a study that are not done.
struct Run: Command {
    static let table = CommandTable(
        "run", "Run every cell that is not done, and resume what is partial. Running it again is always safe.",
        details: """
            SIGINT or SIGTERM ends every cell after its round with a checkpoint and exit code 75: run again to go on. So do the \
            signals that closing terminals and schedulers send: SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU. A second signal leaves at \
            once, and so does SIGQUIT, with 128 and the signal's number as exit code; what is lost then is what came after the \
            last scheduled checkpoint. A cell whose agents diverge (a number they learned, or a value \
            measured, is not finite) is named and goes on to its end, or ends there where the spec says \
            `stop: {diverged: any}`: either way it is done, and the exit code is 0.

            Every cell's directory is one process's at a time. A cell that another process is at is named and left alone, and the \
            exit code is 75. Within a Slurm job the lease has the job and its restart count: where Slurm has started a task \
            anew, what was left of the attempt before writes nothing more.

            A program that was built with MPI spreads the agents of one cell over processes: mpirun -n 4 concord run SPEC \
            --cell ID. Results do not depend on how many they are. The first one writes and speaks for all; SIGUSR1, which \
            mpirun hands on, ends them after the same round.
            """,
        examples: [
            "run study.yaml", "run study.yaml --arm d5 --seed 20",
            "run study.yaml --shard 3/8 --store /shared/checkpoints", "run - < study.yaml",
        ],
        operands: [.init("SPEC", .spec, "An experiment's YAML file.")],
        options: CellSelection.options + [
            .value(
                "jobs", letter: "j", "N", .integer(1...1024),
                "Threads; all processors unless told, one of processes that share a cell. Results do not depend on it."),
            .value("store", "DIR", .directory, "Where the cells live; checkpoints unless told."),
            .flag("fresh", "Start over beside what is there; nothing is deleted."), MemorySize.option,
            .json,
        ])

    private let spec: String
    private let selection: CellSelection
    private let jobs: Int
    private let store: String
    private let startsOver: Bool
    private let memory: Double?
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        spec = arguments.required("SPEC")
        selection = try CellSelection(arguments, table: Self.table)
        jobs = arguments.integer("jobs") ?? SharedRun.processors
        store = arguments.value("store") ?? "checkpoints"
        startsOver = arguments.flag("fresh")
        memory = try MemorySize.bytes(arguments, table: Self.table)
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        try SharedRun(console, table: Self.table).run(isJSON: isJSON) {
            if spec == "-", SharedRun.isShared {
                throw UsageError(
                    "'-' reaches one of the processes that a launcher starts, and all read the spec: write it to a file",
                    table: Self.table)
            }
            let study = try compile(spec, console)
            let cells = try selection.cells(of: study, table: Self.table)
            return RunSession(
                plans: cells.map { study.plan(of: $0) }, spec: String(decoding: study.source.bytes, as: UTF8.self),
                store: store, jobs: jobs, startsOver: startsOver, memory: memory)
        }
    }
}
