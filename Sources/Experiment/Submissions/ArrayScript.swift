public import Determinism

/// The two scripts that Slurm is handed: an array whose tasks run cells, and a job after it that looks whether all are done.
public struct ArrayScript: Sendable {
    /// One task: a spec, and the ids of its cells.
    public struct Task: Sendable {
        /// Which of the specs.
        let spec: Int
        /// Their ids.
        public let cells: [String]

        /// A task.
        public init(spec: Int, cells: [String]) {
            self.spec = spec
            self.cells = cells
        }
    }

    /// A file whose content is to be the same when a task begins.
    public struct Input: Sendable {
        let path: String
        let content: Fingerprint

        /// A file by its absolute path.
        public init(path: String, content: Fingerprint) {
            self.path = path
            self.content = content
        }
    }

    private let specs: [Input]
    private let program: Input
    private let store: String
    private let directory: String
    private let tasks: [Task]
    private let jobs: Int
    private let ranks: Int
    private let megabytes: Int
    private let minutes: Int?
    private let title: String

    /// Scripts for some tasks.
    ///
    /// - Parameters:
    ///   - specs: the specs that tasks name.
    ///   - program: the program that runs them.
    ///   - store: the absolute path of the store.
    ///   - directory: the absolute path of the submission's directory, where both scripts and all logs are.
    ///   - jobs: threads of a task, or of each of its processes.
    ///   - ranks: processes that share a cell; a task's cells then run one after another.
    ///   - megabytes: the memory of a task, in units of 2²⁰ bytes.
    ///   - minutes: the time of a task; the partition's own where nil.
    ///   - title: what is submitted, for people.
    public init(
        _ tasks: [Task], of specs: [Input], by program: Input, store: String, in directory: String, jobs: Int,
        ranks: Int = 1, megabytes: Int, minutes: Int?, title: String
    ) {
        self.tasks = tasks
        self.specs = specs
        self.program = program
        self.store = store
        self.directory = directory
        self.jobs = jobs
        self.ranks = ranks
        self.megabytes = megabytes
        self.minutes = minutes
        self.title = title
    }

    /// The name of the array's script.
    public static let arrayName = "array.sh"
    /// The name of the script that looks whether all are done.
    public static let collectName = "collect.sh"

    /// How often Slurm starts a task again.
    private static let mostRestarts = 20

    /// The script of the array.
    public var array: String {
        let own = ["--array=0-\(tasks.count - 1)", "--cpus-per-task=\(jobs)", "--mem=\(megabytes)M"]
        let time = minutes.map { ["--time=\($0)"] } ?? []
        let ends = ["--requeue", "--signal=B:USR1@120", "--output=task-%a.log"]
        let cases = tasks.enumerated().map { number, task in
            let cells = task.cells.map(ShellWord.quoted).joined(separator: " ")
            return "\(number)) spec=\(task.spec) cells=(\(cells)) ;;\n"
        }.joined()
        return head("array", tasks: ranks, own + time + ends) + """
            case "${SLURM_ARRAY_TASK_ID-}" in
            \(cases)*) fail "this script has no task '${SLURM_ARRAY_TASK_ID-}'" ;;
            esac
            is "${specs[spec]}" "${sums[spec]}" || fail "${specs[spec]} is not what was submitted; submit again"

            # Slurm's signals come to this shell, which hands them on; the command then ends with a checkpoint.
            run=
            trap '[ -z "$run" ] || kill -USR1 "$run"' USR1 TERM
            \(ranks > 1 ? launches : launch)
            # Started again while it still runs, the task keeps its number, and what waits for the array waits for it.
            if [ "$code" = 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.mostRestarts) ]; then
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && sleep 60
            fi
            exit "$code"

            """
    }

    /// Has a command at work until it ends, whatever comes meanwhile.
    private static let waiting = """
        run=$!
        wait "$run"
        code=$?
        while [ "$code" -gt 128 ] && kill -0 "$run" 2>/dev/null; do
            wait "$run"
            code=$?
        done
        run=
        """

    /// One process that has all cells of the task.
    private var launch: String {
        """
        "$concord" run "${specs[spec]}" --store "$store" --jobs \(jobs) "${cells[@]/#/--cell=}" &
        \(Self.waiting)
        """
    }

    /// Processes that share a cell, one cell after another. What hangs where a link is cut ends with the task's time. Which processors
    /// are whose is Slurm's business.
    private var launches: String {
        let body = """
            mpirun -n \(ranks) --bind-to none "$concord" run "${specs[spec]}" --store "$store" --jobs \(jobs) --cell="$cell" &
            \(Self.waiting)
            [ "$code" != 75 ] || break
            [ "$code" = 0 ] || failed=$code
            """
        let lines = body.split(separator: "\n").map { "    \($0)\n" }.joined()
        return """
            command -v mpirun >/dev/null || fail "there is no mpirun on $(hostname)"
            failed=0
            for cell in "${cells[@]}"; do
            \(lines)done
            [ "$code" = 75 ] || code=$failed
            """
    }

    /// The script of the job after the array: exit code 0 where all cells are done, 75 where some are not.
    public var collect: String {
        head("collect", tasks: 1, ["--mem=\(megabytes)M", "--output=collect.log"]) + """
            count=0
            for spec in "${specs[@]}"; do
                left=$("$concord" cells "$spec" --store "$store" --unfinished --ids) || fail "what is left of $spec is not known"
                [ -n "$left" ] || continue
                printf 'not done of %s:\\n%s\\n' "$spec" "$left"
                count=$((count + $(wc -l <<<"$left")))
            done
            [ "$count" = 0 ] || { echo "$count cells are not done; submit again"; exit 75; }
            echo "all cells are done"

            """
    }

    private func head(_ name: String, tasks: Int, _ options: [String]) -> String {
        let common = ["--job-name=concord-\(name)", "--ntasks=\(tasks)", "--open-mode=append"]
        let lines = (common + options).map { "#SBATCH \($0)\n" }.joined()
        func list(_ words: [String]) -> String { words.map(ShellWord.quoted).joined(separator: " ") }
        return """
            #!/bin/bash
            # \(title)
            \(lines)set -u
            concord=\(ShellWord.quoted(program.path))
            store=\(ShellWord.quoted(store))
            submission=\(ShellWord.quoted(directory))
            specs=(\(list(specs.map(\.path))))
            sums=(\(list(specs.map(\.content.hexadecimal))))

            fail() { printf 'concord: %s\\n' "$1" >&2; exit 1; }
            is() { [ "$(sha256sum 2>/dev/null <"$1" | cut -d ' ' -f 1)" = "$2" ]; }
            [ -e "$submission/\(Self.arrayName)" ] ||
                fail "$submission is not on $(hostname): the store must be on a file system that all nodes share"
            is "$concord" \(program.content.hexadecimal) ||
                fail "$concord on $(hostname) is not the build that submitted: all nodes must have the same one"


            """
    }
}
