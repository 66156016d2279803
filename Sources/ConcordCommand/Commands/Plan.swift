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
            of a cell; 'run' refuses more than there is. The time is that of the logs of such cells in the store; where none \
            has run, it is estimated from one second of training in memory, which --no-time leaves out.

            --against compares with another spec (a file, or - for standard input), with what has been run (a directory), with \
            the one cell whose checkpoint it names (a file that ends in .h5), or with an earlier version in git: HEAD~1: for the \
            same file, or REVISION:PATH. It shows values before and after with the places where they are written, what becomes \
            of finished cells, and what runs anew with the time that takes. Where the record of a cell that was run is damaged, \
            that is said, and the exit code is 3: its plan is compared all the same. It is 1 where a run cannot be read, or lies \
            in another cell's place. Where the newest checkpoint is damaged, an older one serves, and that is said.
            """,
        examples: [
            "plan study.yaml", "plan study.yaml --values", "plan study.yaml --against HEAD~1:",
            "plan study.yaml --against checkpoints/study",
        ],
        operands: [.init("SPEC", .spec, "An experiment's YAML file.")],
        options: CellSelection.options + [
            .value(
                "against", "X", .file,
                "A spec, a directory of runs, a checkpoint, or a git revision and a colon, as in HEAD~1:."),
            .flag("values", "List every value that is not a default, with where it comes from."),
            .flag("no-time", "Do not estimate the time."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads that time and memory are estimated for."),
            .value("store", "DIR", .directory, "Where the cells would live; checkpoints unless told."), .json,
        ],
        exclusions: [
            .init("against", "values"), .init("against", "jobs"), .init("values", "jobs"), .init("values", "no-time"),
            .init("values", "store"),
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
        if against != nil, !estimatesTime, arguments.flag("store") {
            throw UsageError("--store says nothing beside --against and --no-time", table: Self.table)
        }
    }

    func run(_ console: Console) throws -> ExitCode {
        let study = try compile(spec, console)
        let cells = try selection.cells(of: study, table: Self.table)
        let plans = cells.map { study.plan(of: $0) }
        let large = MemoryWords.findings(study)
        if !large.isEmpty { console.say(large) }
        if let against {
            let other = try OtherPlans(against, besides: spec, console)
            var (old, new) = (other.plans, ComparedPlans(study, cells))
            if other.isOfOneCell, let one = old.plans.first, plans.contains(where: { $0.identifier == one.identifier })
            {
                // A checkpoint says nothing of other cells.
                new = new.keeping([one.identifier])
            } else if cells.count < study.cells.count {
                // Of a part of the study, what was not asked for is not gone.
                old = old.keeping(Set(plans.map(\.identifier)))
            }
            let change = PlanChange(from: old, to: new)
            let forecasts =
                estimatesTime
                ? try ListedCell.forecasts(change.reruns, in: store, tries: true, console) : nil
            console.print(
                isJSON
                    ? change.json(forecasts: forecasts).prettyJSON + "\n"
                    : change.text(width: console.lineWidth, forecasts: forecasts))
            return other.hasDamage ? .difference : console.hasLeftOut ? .failed : .done
        }
        if showsValues {
            print(cells.map { table(of: study.values(of: $0), $0) }, console)
            return .done
        }
        let page = PlanPage(
            about: study.about, plans: plans, draws: cells.map { study.draws(of: $0) }, store: store)
        console.print(
            isJSON
                ? page.json(jobs: isAskedForJobs ? jobs : nil).prettyJSON + "\n" : page.text(width: console.lineWidth))
        guard !isJSON else { return .done }
        if estimatesTime || isAskedForJobs { sayMemory(plans, console) }
        if estimatesTime { try estimate(study, cells, agents: plans.map(\.agents.count).max() ?? 1, console) }
        return .done
    }

    /// The peak of so many cells at a time.
    private func sayMemory(_ plans: [CellPlan], _ console: Console) {
        let running = min(jobs, plans.count)
        let bytes = MemoryWords.bytes(MemoryBudget(plans).bytes(jobs: running))
        console.say("\nMemory: about \(bytes) with \(StudyWords.count(running, "cell")) at a time\n")
    }

    private func table(
        of values: [(path: String, value: CanonicalValue, origin: Origin)], _ cell: StudyCell
    ) -> Table {
        var table = Table(
            cell.identifier,
            columns: [.text("value", key: "path"), .text("is", key: "value"), .text("from", key: "origin")])
        for entry in values {
            table.append([.text(entry.path), .text(entry.value.flow), .text(entry.origin.description)])
        }
        return table
    }

    /// The values of cells: for programs one list, for people a table of each.
    private func print(_ tables: [Table], _ console: Console) {
        if isJSON {
            let cells = tables.map { CanonicalValue.object(sorting: [("cell", .text($0.title)), ("values", $0.json)]) }
            console.print(CanonicalValue.list(cells).prettyJSON + "\n")
        } else {
            for table in tables {
                console.print("\(VisibleText.line(table.title))\n")
                console.print(table)
                console.print("\n")
            }
        }
    }

    /// How long the cells take, of so many agents each at most, and what that is known from.
    private func estimate(_ study: Study, _ cells: [StudyCell], agents: Int, _ console: Console) throws {
        let time = try study.time(of: cells, in: store, tries: true)
        // More threads than the machine has, or than all cells have agents, make nothing faster.
        let threads = max(1, min(jobs, Processors.count, cells.count * agents))
        let words = NumberText.duration(seconds: time.seconds / Double(threads))
        var text = "Time: \(time.isBound ? "at most" : "about") \(words) with \(StudyWords.count(threads, "thread")), "
        if time.bases.contains(.logs) { text += "by the logs of such cells in \(store)" }
        if time.isBound {
            text += (time.bases.contains(.logs) ? "; of the other arms, " : "") + "if every episode lasted to its limit"
        }
        switch time.trial {
        case nil: break
        case .tooLarge(let bytes)?:
            text += ", by a model: a cell takes about \(MemoryWords.bytes(bytes)) of memory, and is not tried"
        case .tooSlow?: text += ", by a model: a round cut short for a trial takes longer than 10 s here"
        case .found(let calibration)?:
            text +=
                "; here training takes \(NumberText.significant(calibration.secondsPerStep * 1e6, digits: 2)) µs a step"
            if let firing = calibration.secondsPerFiring {
                text += " and an exchange \(NumberText.milliseconds(firing))"
            }
            text += " on one thread (\(calibration.rounds) rounds tried)"
        }
        console.say(text + "\n")
    }
}
