import Archive
import Config
import Determinism
import Diagnostics
import Experiment
import Report

/// Writes the report of finished or running cells.
struct WriteReport: Command {
    static let table = CommandTable(
        "report", "Write a self-contained HTML page of curves and tables, and print the summary.",
        details: """
            A directory is a run directory or any directory above some, such as checkpoints/fedhpd. Cells of several \
            experiments may be compared. A record that is not what its checkpoints say is named and left out, and the exit \
            code is 3 then; it is 1 where a run cannot be read, or lies in another cell's place. Where the newest checkpoint is \
            damaged, an older one serves, and that is said. Where a sweep is crossed, --baseline nofed compares each cell \
            with the cell of the arm nofed that has its sweep values and seed, and --baseline nofed,N=1 all with that one. \
            Measures stand in the order of 'measure' in the spec, and sentences are about the first. Arms of unlike length are \
            compared over the rounds that both cells of a pair have. \
            --csv, --latex and --json print one table for other programs instead of the aligned one.
            """,
        examples: [
            "report checkpoints/study", "report checkpoints/study --baseline nofed --x steps --svg -o study.html",
            "report checkpoints/study --table gains --csv > gains.csv", "report checkpoints/study -o - > study.html",
        ],
        operands: [.init("DIR", .directory, "Where runs are.", repeats: true)],
        options: [
            .value("output", letter: "o", "FILE", .output, "The page; unless told, STUDY.html in this directory."),
            .replace,
            .value("baseline", "ARM", .text, "Measure gains against this arm; unless told, the one without exchanges."),
            .value("x", "CLOCK", .choice(Clock.allCases.map(\.rawValue)), "What the horizontal axis counts."),
            .value(
                "window", "N", .integer(1...1_000_000_000), "Rounds of the curves' trailing average; 50 unless told."),
            .value(
                "last", "N", .integer(1...1_000_000_000), "Rounds at the end that final means cover; 100 unless told."),
            .value(
                "expected", "FILE", .file,
                "Numbers to set beside ours, published or of an earlier run: an expected.json, or what --table means --json "
                    + "printed."),
            .value(
                "table", "TABLE", .choice(StudyReport.Sheet.allCases.map(\.rawValue)),
                "The table to print; summary unless told."),
            .flag("csv", "Print the table as comma-separated values, all digits."),
            .flag("latex", "Print the table for LaTeX (booktabs)."),
            .flag("markdown", "Print the table for Markdown."),
            .flag("svg", "Write every figure as an SVG file beside the page, too."), .json,
        ],
        exclusions: [
            .init("csv", "latex"), .init("csv", "markdown"), .init("csv", "json"), .init("latex", "markdown"),
            .init("latex", "json"), .init("markdown", "json"),
        ])

    private enum Format: String, CaseIterable {
        case csv, latex, markdown, json
    }

    private let directories: [String]
    private let output: String?
    private let place: Output
    private let expected: String?
    private let sheet: StudyReport.Sheet
    private let options: ReportOptions
    private let format: Format?
    private let writesFigures: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        directories = arguments.operands("DIR")
        output = arguments.value("output")
        place = Output(arguments)
        expected = arguments.value("expected")
        sheet = arguments.value("table").flatMap(StudyReport.Sheet.init) ?? .summary
        writesFigures = arguments.flag("svg")
        var options = ReportOptions()
        options.baseline = arguments.value("baseline")
        options.clock = arguments.value("x").flatMap(Clock.init) ?? .rounds
        options.window = arguments.integer("window") ?? options.window
        options.tail = arguments.integer("last") ?? options.tail
        self.options = options
        format = Format.allCases.first { arguments.flag($0.rawValue) }
        if writesFigures, output == "-" {
            throw UsageError(
                "--svg writes files beside the page, and -o - prints the page: name a file", table: Self.table)
        }
    }

    func run(_ console: Console) throws -> ExitCode {
        // What cannot be written whatever it is of is refused before the work.
        if let output { _ = try pageFile(output, of: nil) }
        var reported = ReportedCells(lastRounds: options.tail)
        var (omissions, hasDamage): ([String], Bool) = ([], false)
        var unvouched = UnvouchedRecords()
        let found = try directories.flatMap { root in
            try CheckpointPath.runs(below: root, in: console.program.language, console)
        }
        let places = RunPlaces(found)
        for directory in found {
            guard let cell = record(of: directory, places, &unvouched, &omissions, &hasDamage, console) else {
                continue
            }
            if cell.rounds.isEmpty {
                console.note("\(directory.path) has no rows yet and is left out")
            } else {
                reported.add(cell, from: directory)
            }
        }
        // What is covered in part is a remark of the page.
        unvouched.say(console, saysParts: false)
        let first = reported.cells
        guard !first.isEmpty else {
            for omission in omissions { console.warn("warning", omission) }
            throw CommandFailure("there is nothing to report on below \(directories.joined(separator: ", "))")
        }
        try check(first)
        let studies = Set(first.map(\.experiment))
        let path = output ?? Output.name(of: studies, below: directories) + ".html"
        let page = try pageFile(path, of: studies)
        let known = try published()
        var options = options
        (options.omissions, options.places) = (omissions, directories)
        // A cell keeps every agent's values of its own first measure: where that is not the report's, it is read once more.
        let tabulated = StudyReport.measuresByAgent(of: first, options: options)
        try reported.readAgents(of: tabulated)
        let records = reported
        let report = try StudyReport(cells: records.cells, published: known, options: options) { cell in
            try records.withRows(cell, everyAgentOf: tabulated)
        }
        let figures = writesFigures ? try self.figures(of: report, beside: path) : []
        try page.write(Array(console.program.named(report.html(version: Program.library)).utf8))
        for (figure, svg) in figures {
            try figure.write(Array(svg.utf8))
            console.say("wrote \(VisibleText.line(figure.path))\n")
        }
        let table = report.table(sheet)
        if format == nil, table.rows.isEmpty {
            console.tell(report.absence(of: sheet))
        } else {
            if sheet == .gains { console.tell(table.title) }
            // Where the page is what is printed, the table is talk.
            if page.isStandardOutput {
                console.say(text(of: table))
            } else if format == nil {
                console.print(table)
            } else {
                console.print(text(of: table))
            }
        }
        if sheet == .summary, format != .csv, format != .json, let legend = report.legend { console.tell(legend) }
        for finding in report.findings { console.tell(finding) }
        for remark in report.remarks {
            // What is missing is said also where nobody wants talk.
            if omissions.contains(remark) { console.warn("warning", remark) } else { console.note(remark) }
        }
        console.say("wrote \(VisibleText.line(path))\n")
        return hasDamage ? .difference : console.hasLeftOut ? .failed : .done
    }

    /// The page's file.
    ///
    /// - Parameter studies: what it is of; nil where that is not known yet.
    private func pageFile(_ path: String, of studies: Set<String>?) throws(ArchiveError) -> OutputFile {
        let marks = studies.map { Set($0.map { StudyReport.mark(of: $0) }) }
        return try place.file(
            path, besides: directories + [expected].compactMap(\.self), own: StudyReport.isPage, of: marks ?? [],
            saying: { marks == nil ? [] : StudyReport.studies(of: $0) })
    }

    /// A cell's record; nil, with a word, where it is not what its checkpoints say, which is damage, or cannot be read or lies
    /// in another cell's place.
    private func record(
        of directory: RunDirectory, _ places: RunPlaces, _ unvouched: inout UnvouchedRecords,
        _ omissions: inout [String], _ hasDamage: inout Bool, _ console: Console
    ) -> CellRecord? {
        var isExamined = false
        do throws(ArchiveError) {
            guard let audit = try RecordAudit(directory) else {
                throw ArchiveError(directory.path, "report on", .mismatch("no run was ever started there"))
            }
            try places.confirm(directory, of: audit.stored.plan)
            isExamined = true
            unvouched.add(audit)
            for remark in audit.remarks { console.note(remark) }
            return try CellRecord(reading: audit)
        } catch {
            omissions.append("\(error); the cell is left out")
            if isExamined, error.isAboutContent { hasDamage = true } else { console.hasLeftOut = true }
            return nil
        }
    }

    /// What only the cells can tell: whether the baseline is among them, and the axis recorded.
    private func check(_ cells: [CellRecord]) throws(UsageError) {
        if let baseline = options.baseline, !StudyReport.hasBaseline(baseline, in: cells) {
            let (names, stems) = (StudyReport.armNames(of: cells), StudyReport.stems(of: cells))
            let crossed = names.first { !stems.contains($0) }.map { ", and with sweep values such as \($0)" } ?? ""
            throw UsageError(
                "--baseline: no arm is called '\(baseline)', but \(stems.joined(separator: ", "))\(crossed)"
                    + suggestion(for: baseline, among: stems + names), table: Self.table)
        }
        if cells.allSatisfy({ $0.places(on: options.clock) == nil }) {
            throw UsageError(
                "--x: no cell has a record of \(options.clock.rawValue): \(Self.remedy(options.clock))",
                table: Self.table)
        }
        var seen: Set<[String]> = []
        for cell in cells where !seen.insert([cell.experiment, cell.arm, String(cell.seed)]).inserted {
            throw UsageError(
                "\(cell.experiment) \(cell.arm) seed \(cell.seed) is found twice below the directories given",
                table: Self.table)
        }
    }

    /// How a clock comes into records.
    private static func remedy(_ clock: Clock) -> String {
        switch clock {
        case .time:
            "rows have the time where an exchange says how long rounds take, by `when: asynchronous` or `faults: [straggling]`; --x "
                + "rounds draws every cell"
        case .bytes: "rows have them where `measure` names `bytes`; --x rounds draws every cell"
        case .rounds, .steps, .episodes: "--x rounds draws every cell"
        }
    }

    private func published() throws -> PublishedResults? {
        guard let expected else { return nil }
        let text = String(decoding: try LocalFileSystem().read(expected, as: .results), as: UTF8.self)
        do {
            return try PublishedResults(CanonicalValue(parsing: text))
        } catch {
            throw CommandFailure("\(expected): \(error)")
        }
    }

    /// The files of all figures, of which none may be somebody's own.
    private func figures(
        of report: StudyReport, beside page: String
    ) throws(ArchiveError) -> [(file: OutputFile, svg: String)] {
        let stem = page.hasSuffix(".html") ? String(page.dropLast(5)) : page
        var drawings = (report.figures + [report.profile].compactMap(\.self)).map { figure in
            (title: figure.title, svg: figure.svg(identifier: "figure"))
        }
        if let panels = report.agentPanels { drawings.append(("agents", panels.svg(identifier: "agents"))) }
        let names = Figure.fileNames(of: drawings.map(\.title))
        return try zip(names, drawings).map { name, drawing throws(ArchiveError) in
            let path = "\(stem)-\(name).svg"
            return (try place.file(path, besides: [expected].compactMap(\.self), own: Figure.isDrawing), drawing.svg)
        }
    }

    private func text(of table: Table) -> String {
        switch format {
        case .csv: table.csv
        case .latex: table.latex
        case .markdown: table.markdown
        case .json: table.json.prettyJSON + "\n"
        case nil: table.plainText
        }
    }
}
