import Config
import Determinism
import Diagnostics
import Experiment
import Report

/// Prints the execution plan of a study, or what it changes.
struct Plan: Command {
    static let table = CommandTable(
        "plan", "Show the execution plan of a study and what it will cost, or what it changes. Nothing is run.",
        details: """
            Numbers marked ≤ are bounds: episodes may end earlier. Bytes are exact unless told. Memory is the predicted peak \
            of a cell; 'run' refuses more than there is. The time is estimated from one second of training in memory, which \
            --no-time leaves out.

            --against compares with another spec (a file), with what has been run (a directory), or with an earlier \
            version in git: HEAD~1: for the same file, or REVISION:PATH. It shows values before and after with the places \
            where they are written, what becomes of finished cells, and what runs anew with the time that takes.
            """,
        examples: [
            "plan study.yaml", "plan study.yaml --values", "plan study.yaml --against HEAD~1:",
            "plan study.yaml --against checkpoints/study",
        ],
        operands: [.init("SPEC", .spec, "An experiment's YAML file.")],
        options: CellSelection.options + [
            .value("against", "X", .file, "A spec, a directory of runs, or a git revision such as HEAD~1:"),
            .flag("values", "List every value that is not a default, with where it comes from."),
            .flag("no-time", "Do not estimate the time."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads that time and memory are estimated for."),
            .value("store", "DIR", .directory, "Where the cells would live; checkpoints unless told."), .json,
        ])

    private let spec: String
    private let selection: CellSelection
    private let against: String?
    private let showsValues: Bool
    private let estimatesTime: Bool
    private let jobs: Int
    /// Whether somebody asks about so many threads.
    private let isAskedForJobs: Bool
    private let store: String
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        spec = arguments.required("SPEC")
        selection = try CellSelection(arguments, table: Self.table)
        isAskedForJobs = arguments.integer("jobs") != nil
        against = arguments.value("against")
        showsValues = arguments.flag("values")
        estimatesTime = !arguments.flag("no-time")
        jobs = arguments.integer("jobs") ?? Processors.count
        store = arguments.value("store") ?? "checkpoints"
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        let study = try compile(spec, console)
        let cells = try selection.cells(of: study, table: Self.table)
        guard !cells.isEmpty else { throw UsageError("the options leave no cell", table: Self.table) }
        let plans = cells.map { study.plan(of: $0) }
        let large = MemoryWords.findings(study)
        if !large.isEmpty { console.say(large) }
        if let against {
            var old = try OtherPlans.read(against, besides: spec, console)
            // Of a part of the study, what was not asked for is not gone.
            if cells.count < study.cells.count { old = old.keeping(Set(plans.map(\.identifier))) }
            let change = PlanChange(from: old, to: ComparedPlans(study, cells))
            let forecasts =
                estimatesTime
                ? try ListedCell.forecasts(change.reruns, in: store, tries: true, console) : nil
            console.print(
                isJSON
                    ? change.json(forecasts: forecasts).prettyJSON + "\n"
                    : change.text(width: console.lineWidth, forecasts: forecasts))
            return .done
        }
        if showsValues {
            for cell in cells { print(study.values(of: cell), of: cell, console) }
            return .done
        }
        let page = PlanPage(
            about: study.about, plans: plans, draws: cells.map { study.draws(of: $0) }, store: store)
        console.print(
            isJSON
                ? page.json(jobs: isAskedForJobs ? jobs : nil).prettyJSON + "\n" : page.text(width: console.lineWidth))
        guard !isJSON else { return .done }
        if estimatesTime || isAskedForJobs { sayMemory(plans, console) }
        if estimatesTime { try estimate(page, console) }
        return .done
    }

    /// The peak of so many cells at a time.
    private func sayMemory(_ plans: [CellPlan], _ console: Console) {
        let running = min(jobs, plans.count)
        let bytes = MemoryWords.bytes(MemoryBudget(plans).bytes(jobs: running))
        console.say("\nMemory: about \(bytes) with \(StudyWords.count(running, "cell")) at a time\n")
    }

    private func print(
        _ values: [(path: String, value: CanonicalValue, origin: Origin)], of cell: StudyCell, _ console: Console
    ) {
        var table = Table(
            cell.identifier,
            columns: [.text("value", key: "path"), .text("is", key: "value"), .text("from", key: "origin")])
        for entry in values {
            table.append([.text(entry.path), .text(entry.value.flow), .text(entry.origin.description)])
        }
        if isJSON {
            console.print(
                CanonicalValue.object(sorting: [("cell", .text(cell.identifier)), ("values", table.json)]).prettyJSON
                    + "\n")
        } else {
            console.print("\(VisibleText.line(cell.identifier))\n" + table.plainText + "\n")
        }
    }

    private func estimate(_ page: PlanPage, _ console: Console) throws {
        let calibration: Calibration
        switch try Calibration.trial(ofBusiest: page.arms) {
        case .found(let found): calibration = found
        case .tooLarge(let bytes):
            console.say(
                "Time: not estimated, because a cell takes about \(MemoryWords.bytes(bytes)) of memory: it is not tried\n"
            )
            return
        case .tooSlow:
            console.say("Time: not estimated; a round cut short for a trial takes longer than 10 s here\n")
            return
        }
        let seconds = page.plans.reduce(0) { $0 + calibration.secondsBound(of: $1.costs) } / Double(jobs)
        var text =
            "Time: at most \(NumberText.duration(seconds: seconds)) with \(StudyWords.count(jobs, "thread")), if every "
        text += "episode lasted to its limit; here training takes "
        text += "\(NumberText.significant(calibration.secondsPerStep * 1e6, digits: 2)) µs a step"
        if let firing = calibration.secondsPerFiring {
            text += " and an exchange \(NumberText.significant(firing * 1e3, digits: 2)) ms"
        }
        console.say(text + " on one thread (\(calibration.rounds) rounds tried)\n")
    }
}
