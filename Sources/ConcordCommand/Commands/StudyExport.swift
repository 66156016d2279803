import Archive
import Diagnostics
import Experiment
import Report

/// Writes what all cells below a directory recorded, or hold: one table, or a file per cell. One cell is in memory at a time.
struct StudyExport {
    let root: String
    let format: ExportFormat
    /// Where to; nil for a name of our own.
    let output: String?
    /// Whether files that are there may be replaced.
    let place: Output
    /// Whether events have the times of the cells' logs.
    let hasTimes: Bool

    /// A run, and whose it is.
    private struct Entry {
        let directory: RunDirectory
        let name: StudyCellName
    }

    func run(_ console: Console) throws -> ExitCode {
        let entries = try entries(console)
        guard !entries.isEmpty else { throw CommandFailure("there is no run in \(root)") }
        switch format {
        case .csv:
            try writeTable(entries, named: Output.name(of: Set(entries.map(\.name.experiment)), below: [root]), console)
        case .tensorboard, .npz: try writeFiles(entries, console)
        }
        return console.hasLeftOut ? .failed : .done
    }

    private func entries(_ console: Console) throws -> [Entry] {
        let directories = try CheckpointPath.runs(below: root, in: console.program.language, console)
        var places = RunPlaces(directories)
        return try directories.compactMap { directory in
            try console.leavingOut { () throws -> Entry? in
                guard let stored = try directory.storedPlan() else { return nil }
                try places.confirm(directory, of: stored.plan)
                try places.take(directory, of: stored.plan)
                return Entry(directory: directory, name: StudyCellName(stored))
            }.flatMap(\.self)
        }
    }

    /// What a cell recorded; nil, with a word, where it is damaged.
    private func record(of entry: Entry, _ unvouched: inout UnvouchedRecords, _ console: Console) -> RecordExport? {
        do {
            guard let audit = try RecordAudit(entry.directory) else { return nil }
            // Alone it would be refused as well: rows are taken up to the newest checkpoint, which has to be sound.
            if let fault = audit.newestFault { throw fault }
            for remark in audit.remarks { console.note(remark) }
            unvouched.add(audit)
            return try RecordExport(audit, upTo: .max)
        } catch {
            leaveOut(entry, error, console)
            return nil
        }
    }

    private func leaveOut(_ entry: Entry, _ error: any Error, _ console: Console) {
        console.leaveOut(error, "\(entry.name.arm) seed \(entry.name.seed) is left out")
    }

    private func writeTable(_ entries: [Entry], named name: String, _ console: Console) throws {
        let file = try place.file(output ?? format.name(of: name))
        let table = StudyTable(arms: entries.map(\.name.arm))
        var (cells, numbers, unvouched) = (0, 0, UnvouchedRecords())
        let isTaken = try file.write { sink throws(ArchiveError) in
            try table.writeHeader(to: sink)
            for entry in entries {
                guard let record = record(of: entry, &unvouched, console) else { continue }
                try table.write(record, of: entry.name, to: sink)
                (cells, numbers) = (cells + 1, numbers + record.count)
            }
        }
        unvouched.say(console)
        guard isTaken else { return }
        console.confirm(file, "\(StudyWords.count(numbers, "number")) of \(StudyWords.count(cells, "cell"))")
    }

    private func writeFiles(_ entries: [Entry], _ console: Console) throws {
        let target = output ?? "runs"
        guard target != "-" else {
            throw CommandFailure(
                "a study is a directory of \(format.rawValue) files; standard output takes one of --to csv")
        }
        // A directory that somebody named holds one study's cells themselves.
        let isOfOne = output != nil && Set(entries.map(\.name.experiment)).count == 1
        let places = entries.map { entry in
            let root = isOfOne ? target : target + "/" + RunDirectory.component(entry.name.experiment)
            return RunDirectory.place(below: root, arm: entry.name.arm, seed: entry.name.seed)
        }
        // What is there is seen before anything is written.
        let paths = try zip(entries, places).map { entry, place -> String? in
            guard let name = try name(of: entry, console) else { return nil }
            if !self.place.replaces, let there = try earlier(in: place, as: name).first {
                throw CommandFailure(
                    "\(place)/\(there) is there already; --replace replaces what is, -o DIR writes elsewhere")
            }
            return "\(place)/\(name)"
        }
        var (cells, numbers, unvouched) = (0, 0, UnvouchedRecords())
        for (entry, (place, path)) in zip(entries, zip(places, paths)) {
            guard let path, let count = try write(entry, place, path, &unvouched, console) else { continue }
            (cells, numbers) = (cells + 1, numbers + count)
        }
        unvouched.say(console)
        let what = StudyWords.count(numbers, format == .npz ? "item" : "number")
        console.print(VisibleText.line("\(target): \(what) of \(StudyWords.count(cells, "cell"))") + "\n")
        guard format == .tensorboard else { return }
        console.say("next: tensorboard --logdir \(VisibleText.line(ShellWord.path(target)))\n")
    }

    /// The names of what an earlier export has left in a cell's place: one of the same name, and arrays of other rounds.
    private func earlier(in place: String, as name: String) throws -> [String] {
        let files = LocalFileSystem()
        guard format == .npz else { return try files.length("\(place)/\(name)") == nil ? [] : [name] }
        do throws(ArchiveError) {
            return try files.list(place).filter { there in
                let digits = there.dropFirst("round-".count).dropLast(".npz".count)
                let isRound = there.hasPrefix("round-") && there.hasSuffix(".npz") && digits.allSatisfy(\.isNumber)
                return there == name || isRound
            }
        } catch {
            guard error.reason == .notFound else { throw error }
            return []
        }
    }

    /// The file's name; nil, with a word, where there is nothing to be written.
    private func name(of entry: Entry, _ console: Console) throws -> String? {
        // One name for all times, so that nobody draws an older export and a newer one over one another.
        guard format == .npz else { return format.name(of: "concord") }
        guard let round = try entry.directory.rounds().last else {
            console.note("\(entry.directory.path) has no checkpoint and is left out")
            return nil
        }
        return format.name(of: CheckpointPath.stem(of: entry.directory.checkpoint(round: round)))
    }

    /// The newest checkpoint of a cell, which is the cell's own.
    private func archive(of entry: Entry, _ console: Console) throws -> NumPyArchive {
        let language = console.program.language
        let file = try CheckpointPath.find(entry.directory.path, in: language)
        let content = try file.read()
        for remark in try RunDirectory.confirm(file, content.header, content.tree, in: language) {
            console.note(remark)
        }
        return NumPyArchive(content.tree)
    }

    private func write(
        _ entry: Entry, _ place: String, _ path: String, _ unvouched: inout UnvouchedRecords, _ console: Console
    ) throws -> Int? {
        let record: RecordExport?
        var archive: NumPyArchive?
        if format == .npz {
            record = nil
            do {
                archive = try self.archive(of: entry, console)
            } catch {
                leaveOut(entry, error, console)
            }
        } else {
            record = self.record(of: entry, &unvouched, console)
        }
        guard record != nil || archive != nil else { return nil }
        try LocalFileSystem().makeDirectory(place)
        let file = try OutputFile(path)
        if let archive {
            try file.write(try archive.bytes())
            // Nobody takes arrays of an earlier round for those of the newest.
            for name in try earlier(in: place, as: "") where "\(place)/\(name)" != path {
                try LocalFileSystem().remove("\(place)/\(name)")
            }
            return archive.count
        }
        let times = hasTimes ? try LoggedTimes(of: entry.directory) : .unknown
        try file.write { sink throws(ArchiveError) in try record?.writeEvents(to: sink, times: times) }
        return record?.count
    }
}
