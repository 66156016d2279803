import Archive
import Experiment
import Report

/// Writes what a checkpoint holds, or what was recorded up to it, for other programs.
struct Export: Command {
    static let table = CommandTable(
        "export",
        "Write a checkpoint's arrays, or what was recorded up to it, for NumPy, TensorBoard or a spreadsheet.",
        details: """
            npz has every array and text under its path: numpy.load(FILE)["agents/a1/policy/layers/0/weight"]. csv has a row \
            per round, measure and agent, and tensorboard the same numbers as an event file; both are taken from the \
            metrics.jsonl beside the checkpoint, which is held against its checkpoints and refused where it is damaged. The \
            same checkpoint gives the same bytes.
            """,
        examples: [
            "export checkpoints/study/d5/seed-20 --to npz", "export checkpoints/study/d5/seed-20 --to csv -o - | head",
            "export checkpoints/study/d5/seed-20 --to tensorboard -o runs/events.out.tfevents.d5",
        ],
        operands: [.init("CHECKPOINT|DIR", .checkpoint, "A checkpoint, or a run directory for its newest one.")],
        options: [
            .value("to", "FORMAT", .choice(Format.allCases.map(\.rawValue)), "What to write; needed."),
            .value(
                "output", letter: "o", "FILE", .file,
                "Where to; unless told, named after the checkpoint, in this directory."),
        ])

    private enum Format: String, CaseIterable {
        case npz, tensorboard, csv

        /// TensorBoard knows its files by their name.
        func name(of stem: String) -> String {
            self == .tensorboard ? "events.out.tfevents.\(stem)" : "\(stem).\(rawValue)"
        }
    }

    private let subject: String
    private let format: Format
    private let output: String?

    init(_ arguments: ParsedArguments) throws(UsageError) {
        subject = arguments.required("CHECKPOINT|DIR")
        guard let format = arguments.value("to").flatMap(Format.init) else {
            throw UsageError(
                "export needs --to \(Format.allCases.map(\.rawValue).joined(separator: "|"))", table: Self.table)
        }
        self.format = format
        output = arguments.value("output")
    }

    func run(_ console: Console) throws -> ExitCode {
        let file = try CheckpointPath.find(subject, in: console.program.language)
        let content = try file.read()
        // What is made of rows looks at the record itself.
        let remarks = try RunDirectory.confirm(
            file, content.header, content.tree, in: console.program.language, looksAtRecord: format == .npz)
        for remark in remarks { console.note(remark) }
        let stem = String(file.path.split(separator: "/").last?.dropLast(3) ?? "checkpoint")
        let output = try OutputFile(output ?? format.name(of: stem), besides: [file.path])
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
            try output.write { sink throws(ArchiveError) in
                if format == .csv { try record.writeCSV(to: sink) } else { try record.writeEvents(to: sink) }
            }
            what = StudyWords.count(record.count, "number")
        }
        console.confirm(output, what)
        return .done
    }
}
