import Archive
import Determinism
import Experiment
import Glibc
import Report

/// The cells of some specs that a scheduler is to run, and the directory of this submission.
struct Submission {
    /// The absolute path of the directory for scripts and logs.
    let directory: String
    /// What is not submitted, in words.
    let remainder: String

    private let store: String
    private let specs: [ArrayScript.Input]
    private let cells: [[ListedCell]]
    private let pieces: [TaskPacking.Piece]

    /// Whether there is nothing to submit.
    var isEmpty: Bool { pieces.isEmpty }

    /// Looks at the cells of specs, and leaves out those that are done, at work, or in the queue.
    ///
    /// - Throws: `CommandFailure` where a directory belongs to another plan, which `run` would refuse.
    init(_ paths: [String], in store: String, tries: Bool, isDry: Bool, _ console: Console) throws {
        if !isDry { try LocalFileSystem().makeDirectory(store) }
        self.store = Self.absolute(store)
        var known: Set<String> = []
        var specs: [ArrayScript.Input] = []
        var cells: [[ListedCell]] = []
        for path in paths where known.insert(Self.absolute(path)).inserted {
            let study = try compile(path, console)
            specs.append(
                .init(path: Self.absolute(path), content: try LocalFileSystem().fingerprint(path, as: .input)))
            cells.append(try ListedCell.list(study.cells, of: study, in: store, tries: tries, console))
        }
        for cell in cells.joined() where cell.forecast.state == .anotherPlan {
            throw CommandFailure(
                "\(store)/\(cell.plan.directory) belongs to another plan, which 'run' refuses: move it, or name another store"
            )
        }
        let earlier = try Submissions(in: self.store)
        let queued = isDry ? [] : try earlier.queued()
        var (done, running, waiting) = (0, 0, 0)
        var pieces: [TaskPacking.Piece] = []
        for (study, listed) in cells.enumerated() {
            var places: [String: Int] = [:]
            for (index, cell) in listed.enumerated() {
                switch cell.forecast.state {
                case .done: done += 1
                case .running: running += 1
                default:
                    guard !queued.contains(cell.plan.directory) else {
                        waiting += 1
                        continue
                    }
                    let seconds = cell.forecast.secondsLeft
                    if let place = places[cell.cell.family] {
                        let first = pieces[place]
                        let both = first.seconds.flatMap { time in seconds.map { time + $0 } }
                        pieces[place] = .init(study: study, cells: first.cells + [index], seconds: both)
                    } else {
                        places[cell.cell.family] = pieces.count
                        pieces.append(.init(study: study, cells: [index], seconds: seconds))
                    }
                }
            }
        }
        remainder = "\(done) done, \(running) at work, \(waiting) in the queue"
        directory = "\(earlier.root)/\(earlier.next)"
        self.specs = specs
        self.cells = cells
        self.pieces = pieces
    }

    /// What is handed to Slurm.
    struct Scripts {
        let array: String
        let collect: String
        /// By task: its cells' directories below the store.
        let tasks: [[String]]
        let need: Need

        /// How many cells there are.
        var cells: Int { tasks.reduce(0) { $0 + $1.count } }
    }

    /// What every task takes.
    struct Need {
        let megabytes: Int
        /// Of each process.
        let processors: Int
        let ranks: Int
        let minutes: Int?
        let tasks: Int
    }

    /// Lays the cells into tasks.
    ///
    /// - Throws: `CommandFailure` where times are not known and are needed.
    func scripts(shards: Int?, minutes: Int, jobs: Int, ranks: Int) throws -> Scripts {
        let threads = Double(jobs * ranks)
        let packing: TaskPacking
        if let shards {
            packing = TaskPacking(pieces, shards: shards)
        } else {
            guard pieces.allSatisfy({ $0.seconds != nil }) else {
                throw CommandFailure("it is not known how long cells take: --shards says how many tasks")
            }
            packing = TaskPacking(pieces, atMost: Double(minutes) * 60 * threads)
        }
        let running = packing.tasks.map { task in MemoryBudget(task.cells.map { cells[task.study][$0].plan }) }
        // Processes share one cell at a time; each has the program besides.
        let bytes =
            (running.map { $0.bytes(jobs: ranks > 1 ? 1 : jobs) }.max() ?? 0) + Double(ranks - 1) * Self.program
        let isTimed = pieces.allSatisfy { $0.seconds != nil }
        let longest = packing.tasks.map(\.seconds).max() ?? 0
        let need = Need(
            megabytes: Int((bytes * 1.25 / 1_048_576).rounded(.up)) + 256, processors: jobs,
            ranks: ranks,
            minutes: isTimed ? Int(min(1e6, longest / threads * 1.5 / 60).rounded(.up)) + 10 : nil,
            tasks: packing.tasks.count)
        let tasks = packing.tasks.map { task in
            ArrayScript.Task(spec: task.study, cells: task.cells.map { cells[task.study][$0].cell.identifier })
        }
        for task in packing.tasks {
            let length = task.cells.reduce(0) { $0 + cells[task.study][$1].cell.identifier.utf8.count + 9 }
            guard length < Self.longestCommand else {
                throw CommandFailure(
                    "\(task.cells.count) cells are more than the command line of one task takes: more --shards")
            }
        }
        let count = StudyWords.count(tasks.reduce(0) { $0 + $1.cells.count }, "cell")
        let script = ArrayScript(
            tasks, of: specs, by: try Self.programFile(), store: store, in: directory, jobs: jobs,
            ranks: ranks, megabytes: need.megabytes, minutes: need.minutes,
            title: "\(count) in \(StudyWords.count(tasks.count, "task")), by concord \(Program.library)")
        return Scripts(
            array: script.array, collect: script.collect,
            tasks: packing.tasks.map { task in task.cells.map { cells[task.study][$0].plan.directory } }, need: need)
    }

    /// Refuses what no partition takes, and says where the store may not be shared.
    func confirmRoom(_ need: Need, _ arguments: [String], _ console: Console) throws {
        if let most = try Slurm.mostTasks(), need.tasks > most {
            throw CommandFailure(
                "quota: \(need.tasks) tasks, and Slurm's MaxArraySize is \(most): --shards \(most), or more --minutes")
        }
        let named = Self.partition(arguments)
        let all = try Slurm.partitions()
        let wanted = named.map { names in all.filter { names.contains($0.name) } } ?? all.filter(\.isDefault)
        let partitions = wanted.isEmpty && named == nil ? all : wanted
        func fits(_ partition: Slurm.Partition) -> Bool {
            partition.isUp && partition.megabytes >= need.megabytes && partition.processors >= need.processors
                && partition.processors * partition.nodes >= need.processors * need.ranks
                && (partition.minutes ?? .max) >= need.minutes ?? 0
        }
        guard partitions.contains(where: fits) else {
            let time = need.minutes.map { ", \($0) min" } ?? ""
            let known = partitions.map { partition in
                "\(partition.name)\(partition.isUp ? "" : " (down)") has \(partition.megabytes) MB, "
                    + "\(StudyWords.count(partition.processors, "processor")), "
                    + (partition.minutes.map { "\($0) min" } ?? "no limit of time")
            }
            throw CommandFailure(
                "no partition fits: a task takes \(need.megabytes) MB, "
                    + "\(StudyWords.count(need.processors * need.ranks, "processor"))\(time); "
                    + (known.isEmpty ? "there is none of that name" : known.joined(separator: "; ")))
        }
        if partitions.reduce(0, { $0 + $1.nodes }) > 1, let kind = try Self.localFileSystem(of: store) {
            console.note("\(store) is on \(kind), which other nodes may not see; a task that does not find it says so")
        }
    }

    /// Writes both scripts.
    func write(_ scripts: Scripts) throws {
        let files = LocalFileSystem()
        try files.makeDirectory(directory)
        try files.replace("\(directory)/\(ArrayScript.arrayName)", with: Array(scripts.array.utf8))
        try files.replace("\(directory)/\(ArrayScript.collectName)", with: Array(scripts.collect.utf8))
    }

    /// Keeps which job runs which cells, so that submitting again leaves out what is in the queue.
    func note(job: String, _ scripts: Scripts) throws {
        let value = CanonicalValue.object(sorting: [
            ("job", .text(job)), ("tasks", .list(scripts.tasks.map { .list($0.map { .text($0) }) })),
        ])
        try LocalFileSystem().replace("\(directory)/\(Submissions.noteName)", with: Array((value.json + "\n").utf8))
    }

    /// The program that runs, as the nodes are to have it.
    private static func programFile() throws -> ArrayScript.Input {
        ArrayScript.Input(path: absolute("/proc/self/exe"), content: try ProgramFacts().program)
    }

    /// The partitions that are asked for; nil where none is.
    private static func partition(_ arguments: [String]) -> Set<String>? {
        for (index, word) in arguments.enumerated() {
            var value: String?
            if word.hasPrefix("--partition=") { value = String(word.dropFirst(12)) }
            if word == "-p" || word == "--partition" { value = arguments.dropFirst(index + 1).first }
            if word.hasPrefix("-p"), !word.hasPrefix("--"), word.count > 2 { value = String(word.dropFirst(2)) }
            if let value { return Set(value.split(separator: ",").map(String.init)) }
        }
        return nil
    }

    private static func absolute(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }

    /// The kind of a file system that belongs to one machine; nil for others, and where the kernel does not say.
    private static func localFileSystem(of path: String) throws(ArchiveError) -> String? {
        let mounts = try LocalFileSystem().read("/proc/self/mounts", from: 0, count: 1 << 20)
        var (kind, length) = ("", 0)
        for line in String(decoding: mounts, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, words[1].utf8.count >= length,
                (path + "/").hasPrefix(words[1] == "/" ? "/" : words[1] + "/")
            else { continue }
            (kind, length) = (String(words[2]), words[1].utf8.count)
        }
        return ["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay"].contains(kind) ? kind : nil
    }

    /// Bytes of a process that has nothing to do yet, with MPI.
    private static let program = 48e6
    /// Bytes of a command's words; Linux takes two megabytes with its environment.
    private static let longestCommand = 1_500_000
}

/// What was submitted from a store before.
struct Submissions {
    /// The directory that has a directory for each.
    let root: String
    private let numbers: [Int]

    static let noteName = "submission.json"

    /// The number of the next one.
    var next: Int { (numbers.max() ?? 0) + 1 }

    /// Looks into a store, which need not be there.
    init(in store: String) throws(ArchiveError) {
        root = store + "/.slurm"
        do throws(ArchiveError) { numbers = try LocalFileSystem().list(root).compactMap { Int($0) } } catch {
            guard error.reason == .notFound else { throw error }
            numbers = []
        }
    }

    /// The directories of cells that tasks in the queue will run or are at.
    func queued() throws -> Set<String> {
        var cells: Set<String> = []
        for number in numbers.sorted() {
            let path = "\(root)/\(number)/\(Self.noteName)"
            // What was never handed over has no note.
            guard try LocalFileSystem().length(path) != nil else { continue }
            let text = String(decoding: try LocalFileSystem().read(path, as: .plan), as: UTF8.self)
            let value = try CanonicalValue(parsing: text)
            guard let job = value["job"]?.asText, Int(job) != nil else { continue }
            let tasks = value["tasks"]?.elements ?? []
            for task in try Slurm.openTasks(ofJob: job) where tasks.indices.contains(task) {
                cells.formUnion(tasks[task].elements.compactMap(\.asText))
            }
        }
        return cells
    }
}
