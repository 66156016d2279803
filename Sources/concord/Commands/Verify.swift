import Archive
import Determinism
import Experiment
import Report

/// Reruns cells from the plans they hold and compares.
struct Verify: Command {
    static let table = CommandTable(
        "verify", "Rerun cells from the plans in their directories and compare to the bit. Writes nothing.",
        details: """
            Says MATCH and what it covers, or the first round, agent, tensor and element that differ. Compared are the rows \
            of metrics.jsonl with their traces and the kept checkpoints. Exit code 0 means that all match, 3 that \
            something differs. It proves that this program, here, does the same again; not that a claim is true.
            """,
        operands: [.init("SPEC|DIR|CHECKPOINT", .file, "What to verify.")],
        options: [
            .value("arm", "ARM", .text, "Only this arm.", repeats: true),
            .value("seed", "SEED", .integer(0...Int.max), "Only this seed.", repeats: true),
            .value("rounds", "A..B", .text, "Compare only these rounds; the ones before are rerun all the same."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."),
            .value("store", "DIR", .directory, "Where a spec's cells live; checkpoints unless told."), .json,
        ])

    private let subject: String
    private let arms: [String]
    private let seeds: [Int]
    private let rounds: ClosedRange<Int>?
    private let jobs: Int
    private let store: String
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        subject = arguments.required("SPEC|DIR|CHECKPOINT")
        arms = arguments.values("arm")
        seeds = arguments.values("seed").compactMap { Int($0) }
        jobs = arguments.integer("jobs") ?? Processors.count
        store = arguments.value("store") ?? "checkpoints"
        isJSON = arguments.flag("json")
        guard let text = arguments.value("rounds") else {
            rounds = nil
            return
        }
        let ends = text.split(separator: ".", omittingEmptySubsequences: true).compactMap { Int($0) }
        guard text.contains(".."), ends.count == 2, ends[0] >= 1, ends[0] <= ends[1] else {
            throw UsageError("--rounds: '\(text)' is not A..B with 1 ≤ A ≤ B, such as 1..500", table: Self.table)
        }
        rounds = ends[0]...ends[1]
    }

    func run(_ console: Console) throws -> ExitCode {
        let directories = try self.directories(console)
        guard !directories.isEmpty else { throw CommandFailure("there are no runs to verify in \(subject)") }
        let stop = StopRequest()
        let interruption = Interruption { stop.request() }
        defer { withExtendedLifetime(interruption) {} }
        let display = ProgressDisplay(
            cells: directories.map { .init(arm: $0.arm, seed: $0.seed, rounds: 1, firstRound: 0) },
            isInteractive: console.isInteractive, paint: console.errorPaint)
        var report = VerificationReport()
        for (index, entry) in directories.enumerated() {
            let result = try Verifier(entry.directory, stop: stop).run(rounds: rounds, jobs: jobs) { done, all in
                display.update(cell: index, round: done, of: all)
            }
            report.add(result)
            display.finish(cell: index, words: VerificationReport.word(result))
            if case .stopped = result.verdict { break }
        }
        display.close()
        console.print(isJSON ? report.json.prettyJSON + "\n" : report.text)
        return report.wasStopped ? .interrupted : report.foundDifference ? .difference : .done
    }

    private func directories(_ console: Console) throws -> [(directory: RunDirectory, arm: String, seed: Int)] {
        let found: [RunDirectory]
        if subject.hasSuffix(".yaml") || subject.hasSuffix(".yml") {
            found = try self.found(of: try compile(subject, console), console)
        } else if subject.hasSuffix(".h5") {
            found = [RunDirectory(LocalFileSystem.directory(of: subject))]
        } else {
            found = try RunDirectory.find(below: subject)
        }
        return try found.compactMap { directory in
            guard let plan = try directory.storedPlan()?.plan else { return nil }
            let arm = plan["arm"]?.asText ?? ""
            let seed = plan["seeds"]?.elements.first?.asInteger ?? 0
            let isWanted =
                (arms.isEmpty || arms.contains { CellSelection.belongs(arm, to: $0) })
                && (seeds.isEmpty || seeds.contains(seed))
            return isWanted ? (directory, arm, seed) : nil
        }
    }

    /// The directories of a study's cells, saying what of the study no verification will cover.
    private func found(of study: Study, _ console: Console) throws -> [RunDirectory] {
        var found: [RunDirectory] = []
        var missing = 0
        for cell in study.cells {
            let directory = RunDirectory(store: store, experiment: study.name, arm: cell.arm, seed: cell.seed)
            guard let stored = try directory.storedPlan() else {
                missing += 1
                continue
            }
            found.append(directory)
            if stored.cell != study.plan(of: cell).cellFingerprint {
                console.say("note: \(directory.path) holds another plan than the spec; the one it holds is verified\n")
            }
        }
        if missing > 0 { console.say("note: \(StudyWords.count(missing, "cell")) of the spec were never run\n") }
        return found
    }
}
