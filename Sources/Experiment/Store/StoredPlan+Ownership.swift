public import Archive
public import Config
import Determinism

// Which checkpoints are a run's own.
extension StoredPlan {
    /// Why a checkpoint with another plan is none of this run's, in words; nil where it is one: of the same cell of the same
    /// arm, recorded in the same way. How far it was to go, and what was to be kept of it, may have been changed since.
    func objection(to other: StoredPlan?) -> String? {
        guard let other, isCell(of: other) else { return Self.foreign(other, in: self) }
        return record == other.record
            ? nil : "it is of another run of this cell: its evaluation, measures, rows or trace are not the plan's"
    }

    fileprivate func isCell(of other: StoredPlan) -> Bool {
        cell == other.cell && plan["arm"] == other.plan["arm"] && plan["name"] == other.plan["name"]
    }

    /// Who a checkpoint belongs to that is not the directory's.
    static func foreign(_ stranger: StoredPlan?, in owner: StoredPlan) -> String {
        let (one, other) = (stranger?.title ?? "a cell", owner.title)
        let which = one == other ? "under another plan" : "\(one), in the directory of \(other)"
        return "it is another cell's checkpoint: \(which)"
    }

    private var title: String {
        let seed = plan["seeds"]?.elements.first?.asInteger.map { " seed \($0)" } ?? ""
        return (plan["arm"]?.asText ?? "a cell") + seed
    }
}

extension RunDirectory {
    /// Confirms that a checkpoint that was read is one: that header, attributes and plan agree, and that it belongs to the
    /// run directory it lies in, under its round's name, which lies in no other cell's place. A file that lies loose belongs to
    /// none, and one of another kind is no checkpoint.
    ///
    /// - Parameter looksAtRecord: whether to hold the directory's record against its checkpoints, too.
    /// - Returns: what a person should know of the directory: a changed `plan.json`, a damaged record.
    /// - Throws: `ArchiveError` naming the file.
    public static func confirm(
        _ file: ArchiveFile, _ header: ArchiveHeader, _ tree: ArchiveTree, in language: Language,
        looksAtRecord: Bool = true
    ) throws(ArchiveError) -> [String] {
        guard header["kind"] == "checkpoint" else { return [] }
        let plan = try StoredPlan(header, tree, of: file.path, in: language)
        let directory = RunDirectory(LocalFileSystem.directory(of: file.path), in: language, on: file.files)
        let names = try directory.names()
        guard names.contains(Self.planName) || names.contains(Self.recordName), let owner = try directory.storedPlan()
        else { return [] }
        guard owner.isCell(of: plan) else {
            throw ArchiveError(file.path, "use it", .mismatch(StoredPlan.foreign(plan, in: owner)))
        }
        try directory.confirmPlace(of: owner.plan)
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        if let round = CheckpointName.round(of: name), String(round) != header["round"] {
            throw ArchiveError(
                file.path, "use it",
                .mismatch("it is the checkpoint of round \(header["round"] ?? ""), under another name"))
        }
        let remarks = owner.remark.map { [$0] } ?? []
        guard looksAtRecord else { return remarks }
        do throws(ArchiveError) {
            let content = try CheckpointContent(header, tree, of: file.path, in: language)
            let audit = try RecordAudit(directory, of: owner, everyCheckpoint: false, knowing: content)
            return remarks + (audit.damage.map { ["\($0)"] } ?? [])
        } catch {
            // The file that is asked for is sound, whatever may be read of what lies beside it.
            return remarks + ["\(error)"]
        }
    }
}
