import Archive
import Config
import Diagnostics
import Experiment
import Glibc
import Report

/// The plans a spec is compared with: another file's, a directory's, an earlier version's.
enum OtherPlans {
    /// The plans of `what`; a revision without a path means the file `spec`.
    static func read(_ what: String, besides spec: String, _ console: Console) throws -> ComparedPlans {
        var status = stat()
        if stat(what, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { return plans(of: try compile(what, console)) }
            let runs = try CheckpointPath.runs(below: what, in: console.program.language, console)
            let plans = try runs.compactMap { directory in
                let stored = try console.leavingOut { try directory.storedPlan() }.flatMap(\.self)
                if let remark = stored?.remark { console.note(remark) }
                return try stored.map { try CellPlan(canonical: $0.plan, in: console.program.language) }
            }
            return ComparedPlans(stored: plans)
        }
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
        return plans(of: study)
    }

    private static func plans(of study: Study) -> ComparedPlans { ComparedPlans(study, study.cells) }
}
