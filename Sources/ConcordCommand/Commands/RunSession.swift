import Archive
import Config
import Diagnostics
import Experiment
import Report
import Synchronization

/// Runs some cells, or the one that processes share, with progress, signals and a summary: what `run` and `resume` share.
struct RunSession {
    let plans: [CellPlan]
    /// The spec's text, embedded in every checkpoint.
    let spec: String
    let store: String
    let jobs: Int
    let startsOver: Bool
    /// How many bytes may be taken; what is free unless told.
    let memory: Double?

    /// Runs them.
    ///
    /// - Parameter company: the processes that share the cell, each of which comes to this; nil for one that is alone.
    /// - Throws: where company fails, the error; what a process alone fails at is said here.
    func run(_ console: Console, isJSON: Bool, with company: Company? = nil) throws -> ExitCode {
        let council = company?.council
        func confirmMemory() throws {
            if let refusal = refusal(sharedWith: company) { throw CommandFailure(refusal) }
        }
        if let council { try council.agree { try confirmMemory() } } else { try confirmMemory() }
        let speaks = council?.isFirst ?? true
        if speaks { sayStages(console) }
        let stop = StopRequest()
        let isQuiet = console.isQuiet
        let interruption = Interruption {
            stop.request()
            guard speaks, !isQuiet else { return }
            Console.talk("\nstopping after this round, or soon without it; press again to leave at once\n")
        }
        defer { withExtendedLifetime(interruption) {} }
        let display = ProgressDisplay(
            cells: plans.map { .init(arm: $0.arm, seed: Int($0.seed), rounds: $0.rounds, firstRound: 0) },
            console)
        let runner = StudyRunner(
            plans, spec: spec, store: store, jobs: jobs, startsOver: startsOver, stop: stop, among: council,
            log: ["concord \(Program.library), engine \(CellPlan.engine), \(jobs) threads, \(ProgramFacts.origin)"]
                + (company.map { ["shared by \($0.words)"] } ?? []))
        let divergences = Mutex<[Int: CellDivergence]>([:])
        let outcomes = try runner.run { index, event in
            guard speaks else { return }
            switch event {
            case .started(let round): display.start(cell: index, afterRound: round)
            case .advanced(let round, let steps): display.update(cell: index, round: round, steps: steps, latest: nil)
            case .diverged(let divergence):
                divergences.withLock { $0[index] = divergence }
                display.note("\(plans[index].title) diverged: \(divergence.words)")
            case .notice(let text): display.note(text)
            case .ended(let outcome): display.finish(cell: index, outcome)
            }
        }
        if speaks { display.close() }
        if let council, !council.hasFailed, case .failed(let error)? = outcomes.first { throw error }
        let table =
            isJSON || outcomes.count <= Self.mostLines
            ? table(outcomes, divergences.withLock { $0 }, isJSON: isJSON)
            : ArmOutcomes.table(plans, outcomes, divergences.withLock { Set($0.keys) }, store: store)
        if isJSON { console.print(table.json.prettyJSON + "\n") } else { console.print(table) }
        sayWhatIsLeft(outcomes, console)
        let code = Self.exitCode(outcomes)
        sayNext(code, console)
        if stop.isAbandoned {
            console.say("note: left in the middle of a round, which is lost; run again to go on from the checkpoints\n")
            interruption.leave(code, console)
        }
        return code
    }

    /// Why cells wait or failed.
    private func sayWhatIsLeft(_ outcomes: [CellOutcome], _ console: Console) {
        var failures: [(plan: CellPlan, error: any Error, alike: [String])] = []
        var places: [String: Int] = [:]
        for (plan, outcome) in zip(plans, outcomes) {
            if case .waits(let reason) = outcome, let parent = plan.parentArm {
                console.note(
                    "\(plan.title) goes on from \(parent) seed \(plan.seed), whose end is not there: \(reason); run that one, "
                        + "then run again")
            }
            guard case .failed(let error) = outcome else { continue }
            let key = Self.what(error, of: plan)
            if let place = places[key] {
                failures[place].alike.append(plan.title)
            } else {
                places[key] = failures.count
                failures.append((plan, error, []))
            }
        }
        for (plan, error, alike) in failures {
            let names =
                alike.prefix(Self.mostNames).joined(separator: ", ") + (alike.count > Self.mostNames ? ", …" : "")
            let words = alike.isEmpty ? "" : " (and \(StudyWords.count(alike.count, "cell")) more, alike: \(names))"
            guard case StoreError.otherCell(_, _, let stored) = error else {
                console.complain("\(error)\(words)")
                continue
            }
            console.complain("\(error)\(words)", PlanWords.differences(from: stored, to: plan))
            if let reason = plan.otherBeginning(than: stored) {
                console.note("\(plan.title): \(reason)")
            }
        }
    }

    /// What a cell failed at, whatever the file is called: what cells that fail alike have in common.
    private static func what(_ error: any Error, of plan: CellPlan) -> String {
        switch error {
        case StoreError.otherCell(_, _, let stored):
            PlanWords.differences(from: stored, to: plan) + (plan.otherBeginning(than: stored) ?? "")
        case StoreError.file(let error): "\(error.operation): \(error.reason)"
        case let error as ArchiveError: "\(error.operation): \(error.reason)"
        default: "\(error)"
        }
    }

    /// So many cells that fail alike are named.
    private static let mostNames = 12

    /// More cells than this are shown by their arms.
    private static let mostLines = 20

    /// What one would type now.
    private func sayNext(_ code: ExitCode, _ console: Console) {
        switch code {
        case .interrupted: console.say("run again to go on\n")
        case .done:
            guard let first = plans.first else { return }
            sayGains(console)
            let arm = LocalFileSystem.directory(of: first.runDirectory(in: store).path)
            let study = LocalFileSystem.directory(of: arm)
            console.say("next: concord report \(VisibleText.line(ShellWord.path(study)))\n")
        default: return
        }
    }

    /// Why the cells that are not done do not fit into memory; nil where they do, or nobody knows how much there is.
    ///
    /// - Parameter company: those that share a cell: each has its part of it, and this machine the parts of those that are here.
    private func refusal(sharedWith company: Company?) -> String? {
        // More cells than processors are not at it at a time, however many threads are allowed.
        let running = min(jobs, Processors.count)
        guard let free = memory ?? MachineMemory().available else { return nil }
        let available = company.map { free * $0.share } ?? free
        guard MemoryBudget(plans).bytes(jobs: running) > available else { return nil }
        // One whose record has to be made again is run again, finished or not.
        let open = plans.filter { plan in
            // Where that cannot be told, running it says why.
            do { return try startsOver || !plan.isDone(in: store) } catch { return true }
        }
        return MemoryBudget(open).refusal(jobs: running, available: available, words: MemoryWords.bytes)
    }

    /// Preparing a stage may take as long as a cell, so one that is not there yet is announced.
    private func sayStages(_ console: Console) {
        var (known, missing): (Set<String>, Int) = ([], 0)
        for plan in plans {
            guard let name = plan.stageFingerprint?.hexadecimal, known.insert(name).inserted else { continue }
            do {
                if try LocalFileSystem().length("\(store)/stages/\(name).h5") == nil { missing += 1 }
            } catch {
                // What cannot be examined will be reported by whoever opens it.
                continue
            }
        }
        if missing > 0 { console.say("preparing public states: \(StudyWords.count(missing, "stage"))\n") }
    }

    private func table(_ outcomes: [CellOutcome], _ divergences: [Int: CellDivergence], isJSON: Bool) -> Table {
        // People are told where there is something to tell; programs find the key in any case.
        let showsDivergence = isJSON || !divergences.isEmpty
        var table = Table(
            "Cells",
            columns: [
                .text("arm", key: "arm"), .numbers("seed", keys: "seed"), .text("outcome", key: "outcome"),
                .numbers("round", keys: "round"), .numbers("steps", keys: "steps"),
            ] + (showsDivergence ? [.text("diverged", key: "diverged")] : []) + [
                .text("directory", key: "directory")
            ])
        for (index, (plan, outcome)) in zip(plans, outcomes).enumerated() {
            let steps: Table.Cell = if case .finished(_, let steps) = outcome { .count(steps) } else { .blank }
            let divergence = showsDivergence ? [divergences[index].map { .text($0.words) } ?? .blank] : [Table.Cell]()
            table.append(
                [
                    .text(plan.arm), .label(Int(plan.seed)), .text(outcome.word),
                    outcome.round.map(Table.Cell.count) ?? .missing, steps,
                ] + divergence + [.text("\(store)/\(plan.directory)")])
        }
        return table
    }

    private static func exitCode(_ outcomes: [CellOutcome]) -> ExitCode {
        var code = ExitCode.done
        for outcome in outcomes {
            switch outcome {
            case .failed(StoreError.held): code = .interrupted
            case .failed: return .failed
            case .interrupted, .waits, .notStarted: code = .interrupted
            case .alreadyDone, .finished: break
            }
        }
        return code
    }
}

extension CellOutcome {
    /// One word for tables.
    var word: String {
        switch self {
        case .alreadyDone: "was done"
        case .finished: "finished"
        case .interrupted: "interrupted"
        case .waits: "waits"
        case .notStarted: "not started"
        case .failed(StoreError.held): "held"
        case .failed: "failed"
        }
    }

    /// The round it ended after, where that is known.
    var round: Int? {
        switch self {
        case .alreadyDone(let round), .finished(let round, _), .interrupted(let round): round
        case .failed, .waits, .notStarted: nil
        }
    }
}
