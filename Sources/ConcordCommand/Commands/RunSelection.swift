import Archive
import Determinism
import Diagnostics
import Experiment

/// Runs on disk that a command is about: those of a spec's cells, or those below a directory.
struct RunSelection: Sendable {
    /// The options of every command that takes runs.
    static let options: [CommandTable.Option] = [
        .value("arm", "ARM", .part(.arms), "Only this arm.", repeats: true),
        .value("seed", "SEED", .integer(0...Int.max), "Only this seed.", repeats: true),
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
        let arm: String
        let seed: Int
    }

    /// The runs that have begun.
    ///
    /// - Throws: `CommandFailure` where there is none.
    func runs(_ console: Console) throws -> [Entry] {
        let found: [RunDirectory]
        if CheckpointPath.isSpec(subject) {
            found = try self.found(of: try compile(subject, console), console)
        } else if CheckpointPath.isCheckpoint(subject) {
            found = [RunDirectory(LocalFileSystem.directory(of: subject), in: console.program.language)]
        } else {
            found = try CheckpointPath.runs(
                below: subject, endings: ".yaml, .yml or .h5", in: console.program.language, console)
        }
        let all: [Entry] = try found.compactMap { directory in
            let stored = try console.leavingOut { try directory.storedPlan() }
            guard let plan = stored.flatMap(\.self)?.plan else { return nil }
            let arm = plan["arm"]?.asText ?? ""
            let seed = plan["seeds"]?.elements.first?.asInteger ?? 0
            return Entry(directory: directory, arm: arm, seed: seed)
        }
        guard !all.isEmpty else { throw CommandFailure("there are no runs in \(subject)") }
        let entries = all.filter { entry in
            (arms.isEmpty || arms.contains { CellSelection.belongs(entry.arm, to: $0) })
                && (seeds.isEmpty || seeds.contains(entry.seed))
        }
        // Of a spec, arms and seeds that were not run yet are no mistake beside others.
        if entries.isEmpty || !CheckpointPath.isSpec(subject) { try refuseUnknown(among: all) }
        guard !entries.isEmpty else {
            throw CommandFailure("no run in \(subject) is of an arm that --arm names and of a seed that --seed names")
        }
        return entries
    }

    /// Refuses an arm or a seed of which there is no run, and says of which there are.
    private func refuseUnknown(among all: [Entry]) throws {
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

    /// The directories of a study's cells, saying what of the study no verification will cover.
    private func found(of study: Study, _ console: Console) throws -> [RunDirectory] {
        var found: [RunDirectory] = []
        var missing = 0
        for cell in study.cells {
            let directory = RunDirectory(
                store: store, experiment: study.name, arm: cell.arm, seed: cell.seed,
                in: console.program.language)
            guard let read = try console.leavingOut({ try directory.storedPlan() }) else { continue }
            guard let stored = read else {
                missing += 1
                continue
            }
            found.append(directory)
            if stored.cell != study.plan(of: cell).cellFingerprint {
                console.note("\(directory.path) holds another plan than the spec; the one it holds is verified")
            }
        }
        if missing > 0 { console.note("\(StudyWords.count(missing, "cell")) of the spec were never run") }
        return found
    }
}
