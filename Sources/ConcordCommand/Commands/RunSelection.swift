import Archive
import Determinism
import Diagnostics
import Experiment
import Report

/// Runs on disk that a command is about: those of a spec's cells, or those below a directory.
struct RunSelection: Sendable {
    /// The options of every command that takes runs.
    static let options: [CommandTable.Option] = [
        .value("arm", "ARM", .part(.arms), "Only this arm.", repeats: true),
        .value("seed", "SEED", .part(.seeds), "Only this seed.", repeats: true),
        .value("store", "DIR", .directory, "Where a spec's cells live; checkpoints unless told."),
        inputsOption,
    ]

    /// Where a plan without its spec finds the files it names.
    static let inputsOption = CommandTable.Option.value(
        "inputs", "DIR", .directory, "Beside what to look for files that plans name; the spec's directory, or here.")

    /// The directory beside which files that plans name are looked for.
    let inputs: String
    /// What was named.
    let subject: String
    private let arms: [String]
    private let seeds: [Int]
    private let store: String

    init(_ arguments: ParsedArguments, operand: String, table: CommandTable) throws(UsageError) {
        subject = arguments.required(operand)
        try Self.refuseStore(arguments, of: subject, table: table)
        arms = arguments.values("arm")
        seeds = arguments.values("seed").compactMap { Int($0) }
        let isSpec = CheckpointPath.isSpec(subject)
        inputs = arguments.value("inputs") ?? (isSpec ? LocalFileSystem.directory(of: subject) : "")
        store = arguments.value("store") ?? "checkpoints"
    }

    /// Refuses a store where no spec is named: a directory or a checkpoint says itself where it is.
    static func refuseStore(
        _ arguments: ParsedArguments, of subject: String, table: CommandTable
    ) throws(UsageError) {
        guard arguments.flag("store"), !CheckpointPath.isSpec(subject) else { return }
        throw UsageError(
            "--store says where a spec's cells live, and '\(VisibleText.line(subject))' is no spec", table: table)
    }

    /// One run.
    struct Entry {
        let directory: RunDirectory
        let experiment: String
        let arm: String
        let seed: Int
        /// The cell of the spec that was named; nil where none was.
        let cell: StudyCell?
    }

    /// A cell of the spec whose directory holds another run than the spec's.
    struct Stranger {
        let arm: String
        let seed: Int
        /// Which directory, and that it does.
        let words: String
        /// In what it differs, each in words.
        let differences: [String]
    }

    /// What was found.
    struct Found {
        /// The study of the spec that was named; nil where none was.
        var study: Study?
        /// The runs that have begun.
        var entries: [Entry] = []
        /// What the cells' directories hold instead.
        var strangers: [Stranger] = []
        /// The spec's cells that were never run.
        var missing: [StudyCell] = []

        /// The names of the studies that they are of.
        var studies: Set<String> { Set(entries.map(\.experiment) + [study?.name].compactMap(\.self)) }
    }

    /// The runs that have begun, saying what of a spec was not run yet.
    ///
    /// - Parameter once: whether no two of them may be of one cell.
    /// - Throws: `CommandFailure` where there is none.
    func runs(_ console: Console, once: Bool = false) throws -> Found {
        let all: Found
        if CheckpointPath.isSpec(subject) {
            all = try holdings(of: try compile(subject, console), console)
        } else if CheckpointPath.isCheckpoint(subject) {
            let directory = RunDirectory(LocalFileSystem.directory(of: subject), in: console.program.language)
            all = try holdings([directory], once: once, console)
        } else {
            let directories = try CheckpointPath.runs(
                below: subject, endings: ".yaml, .yml or .h5", in: console.program.language, console)
            all = try holdings(directories, once: once, console)
        }
        guard !all.entries.isEmpty || !all.strangers.isEmpty else {
            throw CommandFailure(
                console.hasLeftOut ? "there is no run in \(subject) to go on with" : "there are no runs in \(subject)")
        }
        var chosen = all
        chosen.entries = all.entries.filter { isAsked($0.arm, $0.seed) }
        chosen.strangers = all.strangers.filter { isAsked($0.arm, $0.seed) }
        chosen.missing = all.missing.filter { isAsked($0.arm, Int(clamping: $0.seed)) }
        let isEmpty = chosen.entries.isEmpty && chosen.strangers.isEmpty
        // Of a spec, arms and seeds that were not run yet are no mistake beside others.
        if isEmpty || !CheckpointPath.isSpec(subject) {
            try refuseUnknown(
                among: all.entries.map { ($0.arm, $0.seed) } + all.strangers.map { ($0.arm, $0.seed) })
        }
        guard !isEmpty else {
            throw CommandFailure("no run in \(subject) is of an arm that --arm names and of a seed that --seed names")
        }
        if !chosen.missing.isEmpty {
            console.note("\(StudyWords.count(chosen.missing.count, "cell")) of the spec were never run")
        }
        return chosen
    }

    private func isAsked(_ arm: String, _ seed: Int) -> Bool {
        (arms.isEmpty || arms.contains { CellSelection.belongs(arm, to: $0) })
            && (seeds.isEmpty || seeds.contains(seed))
    }

    /// Refuses an arm or a seed of which there is no run, and says of which there are.
    private func refuseUnknown(among all: [(arm: String, seed: Int)]) throws {
        var names: [String] = []
        for entry in all where !names.contains(entry.arm) { names.append(entry.arm) }
        for arm in arms where !names.contains(where: { CellSelection.belongs($0, to: arm) }) {
            throw unknown("--arm", arm, names)
        }
        let numbers = Set(all.map(\.seed)).sorted()
        for seed in seeds where !numbers.contains(seed) {
            throw unknown("--seed", String(seed), numbers.map { String($0) })
        }
    }

    private func unknown(_ option: String, _ word: String, _ known: [String]) -> CommandFailure {
        let shown = known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", …" : "")
        return CommandFailure(
            "\(option): there is no run of '\(word)' in \(subject), but of \(shown)"
                + suggestion(for: word, among: known))
    }

    /// The runs in directories.
    private func holdings(_ directories: [RunDirectory], once: Bool, _ console: Console) throws -> Found {
        var (found, places) = (Found(), RunPlaces(directories))
        for directory in directories {
            try console.leavingOut { () throws -> Void in
                guard let plan = try directory.storedPlan()?.plan else { return }
                try places.confirm(directory, of: plan)
                if once { try places.take(directory, of: plan) }
                found.entries.append(
                    Entry(
                        directory: directory, experiment: plan["name"]?.asText ?? "", arm: plan["arm"]?.asText ?? "",
                        seed: plan["seeds"]?.elements.first?.asInteger ?? 0, cell: nil))
            }
        }
        return found
    }

    /// What the directories of a study's cells hold.
    private func holdings(of study: Study, _ console: Console) throws -> Found {
        var found = Found(study: study)
        for cell in study.cells {
            let directory = RunDirectory(
                store: store, experiment: study.name, arm: cell.arm, seed: cell.seed,
                in: console.program.language)
            let seed = Int(clamping: cell.seed)
            try console.leavingOut { () throws -> Void in
                guard let stored = try directory.storedPlan() else {
                    found.missing.append(cell)
                    return
                }
                try directory.confirmPlace(of: stored.plan)
                let plan = study.plan(of: cell)
                guard stored.cell != plan.cellFingerprint || stored.record != plan.recordFingerprint else {
                    found.entries.append(
                        Entry(directory: directory, experiment: study.name, arm: cell.arm, seed: seed, cell: cell))
                    return
                }
                let what = stored.cell == plan.cellFingerprint ? "a record of another kind" : "another plan"
                found.strangers.append(
                    Stranger(
                        arm: cell.arm, seed: seed,
                        words: "\(directory.path) holds \(what) than the spec's",
                        differences: PlanWords.differences(from: stored.plan, to: plan).split(separator: "\n").map {
                            String($0.drop { $0 == " " })
                        }))
            }
        }
        return found
    }
}

extension Console {
    /// Names a cell of a spec in whose directory another run is, which is left out.
    func leaveOut(_ stranger: RunSelection.Stranger) {
        let differences = stranger.differences.isEmpty ? "" : " (\(stranger.differences.joined(separator: "; ")))"
        leaveOut(CommandFailure(stranger.words + differences))
    }
}
