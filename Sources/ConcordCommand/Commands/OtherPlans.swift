import Archive
import Config
import Diagnostics
import Experiment
import Glibc
import Report

/// The plans a spec is compared with: another file's, a directory's, a checkpoint's, an earlier version's.
struct OtherPlans {
    let plans: ComparedPlans
    /// Whether they are one cell's, of which a checkpoint was named.
    let isOfOneCell: Bool
    /// Whether a record that belongs to them is damaged, which was said.
    let hasDamage: Bool

    private init(_ plans: ComparedPlans, isOfOneCell: Bool = false, hasDamage: Bool = false) {
        (self.plans, self.isOfOneCell, self.hasDamage) = (plans, isOfOneCell, hasDamage)
    }

    /// The plans of `what`; a revision without a path means the file `spec`.
    init(_ what: String, besides spec: String, _ console: Console) throws {
        if what == "-" {
            guard spec != what else {
                throw CommandFailure("--against: standard input is one spec, not two: name a file")
            }
            self.init(Self.plans(of: try compile(what, console)))
            return
        }
        var status = stat()
        guard stat(what, &status) == 0 else {
            self.init(Self.plans(of: try Self.revision(what, besides: spec, console)))
            return
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            try self.init(runsBelow: what, console)
        } else if what.hasSuffix(".h5") {
            let stored = try StoredPlan(ArchiveFile(what), in: console.program.language)
            let plan = try CellPlan(canonical: stored.plan, in: console.program.language)
            console.note(
                "of \(what) the plan alone was looked at, and not the record beside it; "
                    + "--against its directory looks at both")
            self.init(ComparedPlans(stored: [plan]), isOfOneCell: true)
        } else {
            self.init(Self.plans(of: try compile(what, console)))
        }
    }

    /// What has been run: each directory's plan, and a word of whatever is wrong with its record.
    private init(runsBelow what: String, _ console: Console) throws {
        var (plans, hasDamage): ([CellPlan], Bool) = ([], false)
        let directories = try CheckpointPath.runs(below: what, in: console.program.language, console)
        let places = RunPlaces(directories)
        for directory in directories {
            let read = try console.leavingOut { () throws -> RecordAudit? in
                let audit = try RecordAudit(directory)
                if let audit { try places.confirm(directory, of: audit.stored.plan) }
                return audit
            }
            guard let audit = read.flatMap(\.self) else { continue }
            for remark in audit.remarks { console.note(remark) }
            if let damage = audit.damage {
                console.note("damaged", "\(damage); 'concord run' restores what can be restored")
                hasDamage = true
            }
            plans.append(try CellPlan(canonical: audit.stored.plan, in: console.program.language))
        }
        self.init(ComparedPlans(stored: plans), hasDamage: hasDamage)
    }

    /// The study of an earlier version of a file.
    private static func revision(_ what: String, besides spec: String, _ console: Console) throws -> Study {
        guard let colon = what.firstIndex(of: ":") else {
            throw CommandFailure("--against: there is no file or directory '\(what)'; a git revision ends with ':'")
        }
        let directory = spec.contains("/") ? LocalFileSystem.directory(of: spec) : "."
        let name = spec.split(separator: "/").last.map(String.init) ?? spec
        let path = what[what.index(after: colon)...]
        let object = what[...colon] + (path.isEmpty ? "./\(name)" : path)
        let outcome = try Subprocess.run(
            ["git", "-C", directory, "show", "--end-of-options", String(object)], atMost: SpecFile.maximumBytes)
        guard outcome.status == 0 else {
            let words = String(decoding: outcome.errors, as: UTF8.self).split(whereSeparator: \.isNewline)
            throw CommandFailure("--against: git cannot show \(object): \(words.joined(separator: " "))")
        }
        var findings = Findings()
        let source = SourceFile(name: String(object), bytes: outcome.output)
        let study = Study.compile(
            source, beside: directory == "." ? "" : directory, in: console.program.language, into: &findings)
        guard let study else {
            console.say(findings)
            throw CommandFailure("--against: \(object) is not a spec that this version can run")
        }
        return study
    }

    private static func plans(of study: Study) -> ComparedPlans { ComparedPlans(study, study.cells) }
}
