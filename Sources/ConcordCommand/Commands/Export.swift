import Archive
import Experiment
import Report

/// Writes what a checkpoint holds, or what was recorded up to it, for other programs.
struct Export: Command {
    static let table = CommandTable(
        "export",
        "Write a checkpoint's arrays, or what one run or a whole study recorded, for NumPy, TensorBoard or a spreadsheet.",
        details: """
            npz has every array and text under its path: numpy.load(FILE)["agents/a1/policy/layers/0/weight"]. csv has a row \
            per round, measure and agent, and tensorboard the same numbers as an event file; both are taken from the \
            metrics.jsonl beside the checkpoint, which is held against its checkpoints and refused where it is damaged.

            Of a directory above several runs, csv is one table of all cells: experiment, arm, seed, agent, round, measure, \
            value, and a column for every factor of a sweep. tensorboard and npz write runs/STUDY/ARM/seed-N, and DIR/ARM/seed-N \
            by -o DIR, of one study. A cell whose record or newest checkpoint is damaged is named and left out; the others are \
            written, and the exit code is 1 then.

            Files that are there are left alone unless --replace is said, since an export says nothing of who wrote it. With it, \
            arrays of an earlier round of a cell make room for those of the newest.

            Events have the times at which rounds ended, by run.log, where it has them; --no-times gives all of them time 0, so \
            that the same checkpoint gives the same bytes, as it does in the other formats.
            """,
        examples: [
            "export checkpoints/study/d5/seed-20 --to npz", "export checkpoints/study/d5/seed-20 --to csv -o - | head",
            "export checkpoints/study --to tensorboard -o runs", "export checkpoints/study --to csv -o study.csv",
        ],
        operands: [
            .init(
                "CHECKPOINT|DIR", .checkpoint,
                "A checkpoint, a run directory for its newest one, or a directory above runs for all of them.")
        ],
        options: [
            .value("to", "FORMAT", .choice(ExportFormat.allCases.map(\.rawValue)), "What to write; needed."),
            .value(
                "output", letter: "o", "FILE", .output,
                "Where to; unless told, named after the study, and the cell and the round of one, in this directory."),
            .replace,
            .flag("no-times", "Give all events of TensorBoard the time 0."),
        ])

    private let subject: String
    private let format: ExportFormat
    private let output: String?
    private let place: Output
    private let hasTimes: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        subject = arguments.required("CHECKPOINT|DIR")
        guard let format = arguments.value("to").flatMap(ExportFormat.init) else {
            throw UsageError(
                "export needs --to \(ExportFormat.allCases.map(\.rawValue).joined(separator: "|"))", table: Self.table)
        }
        self.format = format
        output = arguments.value("output")
        place = Output(arguments)
        hasTimes = !arguments.flag("no-times")
        guard hasTimes || format == .tensorboard else {
            throw UsageError("--no-times is about --to tensorboard: \(format.rawValue) has no times", table: Self.table)
        }
    }

    func run(_ console: Console) throws -> ExitCode {
        guard try isOneRun(console) else {
            return try StudyExport(
                root: subject, format: format, output: output, place: place, hasTimes: hasTimes
            ).run(console)
        }
        let file = try CheckpointPath.find(subject, in: console.program.language)
        let content = try file.read()
        // What is made of rows looks at the record itself.
        let remarks = try RunDirectory.confirm(
            file, content.header, content.tree, in: console.program.language, looksAtRecord: format == .npz)
        for remark in remarks { console.note(remark) }
        let stem = CheckpointPath.stem(of: file)
        var path = self.output
        if path == nil, content.header["kind"] == "checkpoint" {
            let plan = try StoredPlan(content.header, content.tree, of: file.path, in: console.program.language).plan
            path = format.name(of: Output.name(of: plan, stem))
        }
        let output = try place.file(path ?? format.name(of: stem), besides: [file.path])
        let what: String
        switch format {
        case .npz:
            let archive = NumPyArchive(content.tree)
            try output.write(try archive.bytes())
            what = StudyWords.count(archive.count, "item")
        case .csv, .tensorboard:
            let directory = RunDirectory(LocalFileSystem.directory(of: file.path), in: console.program.language)
            guard let round = content.header["round"].flatMap({ Int($0) }) else {
                throw CommandFailure("\(file.path) is no checkpoint of a run: there is no record beside it")
            }
            guard let audit = try RecordAudit(directory) else {
                throw CommandFailure("\(directory.path) is no run's: there is no record beside the checkpoint")
            }
            for remark in audit.checkpointRemarks { console.note(remark) }
            if let first = audit.unverifiedFrom, first <= round {
                console.note("no checkpoint vouches for the rows from round \(first) on")
            }
            let record = try RecordExport(audit, upTo: round)
            let times = hasTimes ? try LoggedTimes(of: directory) : .unknown
            try output.write { sink throws(ArchiveError) in
                if format == .csv {
                    try record.writeCSV(to: sink)
                } else {
                    try record.writeEvents(to: sink, times: times)
                }
            }
            what = StudyWords.count(record.count, "number")
        }
        console.confirm(output, what)
        return .done
    }

    /// Whether the subject is a checkpoint or a run itself, and no directory above runs.
    private func isOneRun(_ console: Console) throws -> Bool {
        if CheckpointPath.isCheckpoint(subject) { return true }
        let runs = try CheckpointPath.runs(below: subject, endings: ".h5", in: console.program.language)
        return runs.first?.path == subject || runs.isEmpty
    }
}
