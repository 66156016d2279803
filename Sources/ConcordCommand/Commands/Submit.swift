import Archive
import Determinism
import Diagnostics
import Experiment
import Federation
import Glibc
import Report

/// Hands the cells that are not done to a scheduler.
struct Submit: Command {
    static let table = CommandTable(
        "submit", "Hand the cells that are not done to a scheduler: an array of tasks, and a job that looks after it.",
        details: """
            Cells are laid into tasks by their predicted time: --shards says how many tasks, --minutes how long one may take (60 \
            unless told). Memory and time of a task are those predicted, with room. A task that Slurm is about to end leaves \
            checkpoints and is started again; submitting again submits what is not done and not in the queue. 'concord cells', \
            'status' and 'report' look at directories alone, whatever Slurm says.

            Both scripts, the numbers of the jobs and all logs are in STORE/.slurm/1, 2 and so on. What stands after -- goes to \
            sbatch: -- --partition=long --account=lab.
            """,
        examples: [
            "submit slurm study.yaml --minutes 60 --dry-run",
            "submit slurm study.yaml --shards 20 -- --partition=long --account=lab",
        ],
        operands: [
            .init("SCHEDULER", .choice(["slurm"]), "Whose queue."),
            .init("SPEC", .spec, "An experiment's YAML file.", repeats: true),
        ],
        options: [
            .value("store", "DIR", .directory, "Where the cells live; checkpoints unless told. All nodes share it."),
            .value("shards", "N", .integer(1...1_000_000), "So many tasks."),
            .value("minutes", "M", .integer(1...1_000_000), "As few tasks as none takes longer."),
            .value(
                "jobs", letter: "j", "N", .integer(1...1024), "Threads of a task, or of each process; one unless told."),
            .value(
                "ranks", "R", .integer(1...1_000_000),
                "Processes that share a cell, by mpirun, of a program built with MPI; one unless told."),
            .flag("no-time", "Do not try how fast cells are where no log says it; --shards is needed then."),
            .flag("dry-run", "Print the scripts, and submit nothing."),
        ], passes: "sbatch")

    private let specs: [String]
    private let store: String
    private let shards: Int?
    private let minutes: Int?
    private let jobs: Int
    private let ranks: Int
    private let tries: Bool
    private let isDry: Bool
    private let arguments: [String]

    init(_ arguments: ParsedArguments) throws(UsageError) {
        specs = arguments.operands("SPEC")
        store = arguments.value("store") ?? "checkpoints"
        shards = arguments.integer("shards")
        minutes = arguments.integer("minutes")
        jobs = arguments.integer("jobs") ?? 1
        ranks = arguments.integer("ranks") ?? 1
        tries = !arguments.flag("no-time")
        isDry = arguments.flag("dry-run")
        self.arguments = arguments.passed
        func refuse(_ words: String) -> UsageError { UsageError(words, table: Self.table) }
        if shards != nil, minutes != nil {
            throw refuse("--shards and --minutes both say how many tasks: one of them")
        }
        if !tries, shards == nil {
            throw refuse("--no-time leaves open how long cells take: --shards says how many tasks")
        }
        if ranks > 1, !Launch.isPossible {
            throw refuse(
                "--ranks \(ranks): no cell is shared by processes, since this program has no MPI: "
                    + "swift build -c release --traits MPI")
        }
        if let shards, shards < Set(specs).count {
            throw refuse("--shards \(shards): a task runs one spec, and there are \(Set(specs).count)")
        }
        if let word = self.arguments.first(where: { $0.hasPrefix("--array") || $0 == "-a" }) {
            throw refuse("-- \(word): which tasks there are follows from the cells")
        }
    }

    func run(_ console: Console) throws -> ExitCode {
        if !isDry, !Slurm.isInstalled {
            throw CommandFailure("there is no sbatch on PATH; --dry-run prints what it would be handed")
        }
        let submission = try Submission(specs, in: store, tries: tries, isDry: isDry, console)
        guard !submission.isEmpty else {
            console.say("nothing to submit: \(submission.remainder)\n")
            return .done
        }
        let scripts = try submission.scripts(shards: shards, minutes: minutes ?? 60, jobs: jobs, ranks: ranks)
        if ranks > 1, scripts.need.minutes == nil, !self.arguments.contains(where: { $0.hasPrefix("--time") }) {
            throw CommandFailure(
                "processes that share a cell may wait for one another for ever, and it is not known how long cells take: "
                    + "-- --time=MINUTES says how long a task may")
        }
        if isDry {
            console.print(scripts.array + "\n" + scripts.collect)
            return .done
        }
        try submission.confirmRoom(scripts.need, arguments, console)
        try submission.write(scripts)
        let job = try Slurm.submit(
            "\(submission.directory)/\(ArrayScript.arrayName)", in: submission.directory, arguments)
        try submission.note(job: job, scripts)
        let collect = try Slurm.submit(
            "\(submission.directory)/\(ArrayScript.collectName)", in: submission.directory,
            arguments + ["--dependency=afterany:\(job)"])
        let cells = StudyWords.count(scripts.cells, "cell")
        console.print(
            "job \(job): \(cells) in \(StudyWords.count(scripts.tasks.count, "task")); job \(collect) looks after it\n"
                + "logs: \(submission.directory)\n")
        return .done
    }
}
