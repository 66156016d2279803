import Archive
import Determinism
import Experiment
import Report

/// Lists the cells of a study for whatever runs commands.
struct Cells: Command {
    static let table = CommandTable(
        "cells", "List every cell with its predicted time and memory, and where it stands. Nothing is run.",
        details: """
            What 'concord run SPEC --cell ID' takes, for schedulers and scripts: any number of cells may be run at a time, by \
            any number of processes in one store, in any order but that a cell goes on from the one that 'after' names.

            Seconds are those of one thread: what cells of the same arm took, by their logs; where none has run, at most, by one \
            second of training in memory, which --no-time leaves out, or, where that takes too long, by a model of the plan. \
            Memory is the predicted peak. Of a cell whose directory cannot be read nothing is known but its plan: it is \
            named, and the exit code is 1, as it is where another cell's run lies in its place. Where the newest checkpoint is \
            damaged, an older one serves, and that is said.
            """,
        examples: [
            "cells study.yaml", "cells study.yaml --ids --unfinished | parallel concord run study.yaml --cell {}",
            "cells study.yaml --json",
        ],
        operands: [.init("SPEC", .spec, "An experiment's YAML file.")],
        options: CellSelection.options + [
            .value("store", "DIR", .directory, "Where the cells live; checkpoints unless told."),
            .flag("unfinished", "Only those that are not done."),
            .flag("ids", "Print their ids alone, one a line."),
            .flag("no-time", "Do not try how fast they are where no log says it."), .json,
        ])

    private let spec: String
    private let selection: CellSelection
    private let store: String
    private let isUnfinishedOnly: Bool
    private let printsIdentifiers: Bool
    private let tries: Bool
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        spec = arguments.required("SPEC")
        selection = try CellSelection(arguments, table: Self.table)
        store = arguments.value("store") ?? "checkpoints"
        isUnfinishedOnly = arguments.flag("unfinished")
        printsIdentifiers = arguments.flag("ids")
        isJSON = arguments.flag("json")
        tries = !arguments.flag("no-time") && !printsIdentifiers
        guard !printsIdentifiers || !isJSON else {
            throw UsageError("--ids and --json are two forms: one of them", table: Self.table)
        }
    }

    func run(_ console: Console) throws -> ExitCode {
        let study = try compile(spec, console)
        let listed = try ListedCell.list(
            try selection.cells(of: study, table: Self.table), of: study, in: store, tries: tries, console)
        let shown = isUnfinishedOnly ? listed.filter(\.forecast.isOpen) : listed
        if printsIdentifiers {
            for cell in shown { console.print(cell.cell.identifier + "\n") }
            return console.hasLeftOut ? .failed : .done
        }
        if isJSON { console.print(table(shown).json.prettyJSON + "\n") } else { console.print(table(shown)) }
        if !isJSON { sum(listed, console) }
        return console.hasLeftOut ? .failed : .done
    }

    private func table(_ cells: [ListedCell]) -> Table {
        // People are told where there is something to tell; programs find the key in any case.
        let showsParents = isJSON || cells.contains { $0.after != nil }
        var columns: [Table.Column] = [.text("cell", key: "cell")]
        if isJSON { columns += [.text("arm", key: "arm"), .numbers("seed", keys: "seed")] }
        columns += [
            .text("state", key: "state"), .numbers("round", keys: "round"), .numbers("of", keys: "rounds"),
            .numbers("seconds", keys: "seconds"), .numbers("left", keys: "seconds_left"), .text("by", key: "basis"),
            .numbers("memory", keys: "memory"),
        ]
        if showsParents { columns.append(.text("after", key: "after")) }
        if isJSON { columns.append(.text("directory", key: "directory")) }
        var table = Table("Cells", columns: columns)
        for entry in cells { table.append(row(entry, showsParents: showsParents)) }
        return table
    }

    private func row(_ entry: ListedCell, showsParents: Bool) -> [Table.Cell] {
        func seconds(_ value: Double?) -> Table.Cell { value.map(Table.Cell.figure) ?? .missing }
        func text(_ value: String?) -> Table.Cell { value.map(Table.Cell.text) ?? .blank }
        let (plan, forecast) = (entry.plan, entry.forecast)
        var row: [Table.Cell] = [.text(entry.cell.identifier)]
        if isJSON { row += [.text(plan.arm), .label(Int(plan.seed))] }
        row += [.text(forecast.state.rawValue), .count(forecast.round), .count(plan.rounds)]
        row += [seconds(forecast.seconds), seconds(forecast.secondsLeft), text(forecast.basis?.rawValue)]
        row.append(.bytes(forecast.memory))
        if showsParents { row.append(text(entry.after)) }
        if isJSON { row.append(.text("\(store)/\(plan.directory)")) }
        return row
    }

    private func sum(_ cells: [ListedCell], _ console: Console) {
        let open = cells.filter(\.forecast.isOpen)
        let left = open.compactMap(\.forecast.secondsLeft)
        // A sum with a bound in it is one.
        let about = open.allSatisfy { $0.forecast.basis == .logs } ? "about" : "at most"
        let time =
            left.isEmpty || left.count < open.count
            ? "" : ", \(about) \(NumberText.duration(seconds: left.reduce(0, +))) on one thread"
        console.say("\(StudyWords.count(cells.count, "cell")), \(open.count) of them not done\(time)\n")
    }
}

/// A cell of a study with what is known of it.
struct ListedCell {
    let cell: StudyCell
    let plan: CellPlan
    let forecast: CellForecast

    /// The id of the cell that it goes on from; nil where it goes on from none.
    var after: String? { cell.parentArm == nil ? nil : cell.family }

    /// Cells with what their directories in a store say, and what they take.
    ///
    /// - Parameter tries: whether a trial may be made where no log tells how fast they are.
    static func list(
        _ cells: [StudyCell], of study: Study, in store: String, tries: Bool, _ console: Console
    ) throws -> [ListedCell] {
        let plans = cells.map { study.plan(of: $0) }
        let forecasts = try forecasts(plans, in: store, tries: tries, console)
        return zip(zip(cells, plans), forecasts).map { ListedCell(cell: $0.0, plan: $0.1, forecast: $1) }
    }

    /// What plans' directories in a store say, and what they take.
    static func forecasts(
        _ plans: [CellPlan], in store: String, tries: Bool, _ console: Console
    ) throws -> [CellForecast] {
        let statuses = try plans.map { plan in
            try console.leavingOut(so: "nothing is known of \(plan.arm) seed \(plan.seed) but its plan") {
                try RunStatus(plan.runDirectory(in: store))
            }
        }
        for (plan, status) in zip(plans, statuses) {
            if let stored = status?.plan {
                try console.leavingOut(so: "'concord run' refuses it") {
                    try plan.runDirectory(in: store).confirmPlace(of: stored.plan)
                }
            }
            for remark in status?.record?.remarks ?? [] { console.note(remark) }
            if let words = status?.record?.unvouched, status?.record?.checkpoint == nil { console.note(words) }
        }
        let forecasts = try CellForecasts(plans, statuses, store: store, tries: tries)
        switch forecasts.trial {
        case .tooLarge(let bytes)?:
            let words = MemoryWords.bytes(bytes)
            console.note("time is a model's: a cell takes about \(words) of memory, and is not tried")
        case .tooSlow?: console.note("time is a model's: a round cut short for a trial takes longer than 10 s here")
        case .found?, nil: break
        }
        return forecasts.cells
    }
}
