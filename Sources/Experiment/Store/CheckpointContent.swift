import Archive
import Config
import Determinism
import Provenance

/// What the store adds to the engine's state in a checkpoint: who it is, the spec, the plan, the record.
///
/// Of a file that was read, what it says of itself is one: header, attributes and plan agree.
struct CheckpointContent: Sendable {
    /// The state, as the engine gave it.
    var state: ArchiveTree
    /// The rounds that were trained.
    var round: Int
    /// Whether the plan's schedule asked for it; a signal, or an end off the schedule, did not.
    var isScheduled: Bool
    /// The stop rule that ended the run here, as the header states it; nil where none did.
    var stopRule: String?
    /// The round of the last scheduled checkpoint before this one.
    var previousScheduled: Int?
    /// The end of `metrics.jsonl` and its rows since then.
    var metrics: MetricsExcerpt
    /// The plan it was written under; nil where it is still to be written.
    private(set) var plan: StoredPlan?
    /// The text of the spec it was written under; nil where it is still to be written.
    private(set) var spec: String?

    private static let ownItems = ["spec", "plan", TreeDescription.plan, "record"]
    private static let formatVersion = 1

    /// The whole file. The names `spec`, `plan`, `plan_with_defaults` and `record` are the store's.
    ///
    /// - Parameter edition: which edition of its description it has; nil for none, as files had none before there was one.
    func tree(
        for identity: RunIdentity, edition: Int? = TreeDescription.edition
    ) throws(ArchiveError) -> ArchiveTree {
        for name in Self.ownItems where state[name] != nil {
            throw ArchiveError("/" + name, "write", .refused("the state uses a name that belongs to the store"))
        }
        var tree = ArchiveTree()
        tree.insert(.text(ArchiveText(identity.spec)), at: "spec")
        tree.insert(.text(ArchiveText(identity.plan.json)), at: "plan")
        if edition != nil { tree.insert(.text(ArchiveText(identity.planWithDefaults)), at: TreeDescription.plan) }
        for member in state.members { tree.insert(member.node, at: member.name) }
        tree.insert(.group(metrics.tree), at: "record")
        tree.attributes = state.attributes
        tree.annotate("", "format", .text("concord checkpoint"))
        tree.annotate("", "format_version", .integer(Self.formatVersion))
        tree.annotate("", "experiment", .text(identity.experiment))
        tree.annotate("", "arm", .text(identity.arm))
        tree.annotate("", "seed", .integer(Int(truncatingIfNeeded: identity.seed)))
        tree.annotate("", "round", .integer(round))
        tree.annotate("", "cell_fingerprint", .text(identity.cell.hexadecimal))
        tree.annotate("", "record_fingerprint", .text(identity.record.hexadecimal))
        tree.annotate("", "previous", .text(previousScheduled.map { CheckpointName.name(round: $0) } ?? ""))
        guard let edition else { return tree }
        tree.annotate("", TreeDescription.version, .text(Provenance.version))
        if let engine = identity.plan["engine"]?.asInteger { tree.annotate("", "engine", .integer(engine)) }
        tree.annotate("", TreeDescription.editionName, .integer(edition))
        identity.description.describe(&tree)
        return tree
    }

    /// The header's lines, readable without opening the file.
    func entries(for identity: RunIdentity) -> [ArchiveHeader.Entry] {
        [
            .init("kind", "checkpoint"), .init("round", String(round)), .init("scheduled", isScheduled ? "yes" : "no"),
            .init("cell", identity.cell.hexadecimal), .init("record", identity.record.hexadecimal),
        ] + (stopRule.map { [.init("stopped", $0)] } ?? [])
    }

    init(
        state: ArchiveTree, round: Int, isScheduled: Bool, stopRule: String?, previousScheduled: Int?,
        metrics: MetricsExcerpt
    ) {
        self.state = state
        self.round = round
        self.isScheduled = isScheduled
        self.stopRule = stopRule
        self.previousScheduled = previousScheduled
        self.metrics = metrics
    }

    /// Takes a checkpoint apart again.
    init(_ file: ArchiveFile, in language: Language) throws(ArchiveError) {
        let (header, tree) = try file.read()
        try self.init(header, tree, of: file.path, in: language)
    }

    /// Takes a file apart that was read.
    init(
        _ header: ArchiveHeader, _ tree: ArchiveTree, of path: String, in language: Language
    ) throws(ArchiveError) {
        guard header["kind"] == "checkpoint", let round = header["round"].flatMap({ Int($0) }),
            let metrics = MetricsExcerpt(tree["record"]), case .text(let previous)? = tree.attributes["previous"]
        else { throw ArchiveError(path, "read", .mismatch("it is no checkpoint of a run")) }
        let stored = try StoredPlan(header, tree, of: path, in: language)
        plan = stored
        if case .text(let text)? = tree["spec"] { spec = text.values.first }
        var state = ArchiveTree()
        for member in tree.members where !Self.ownItems.contains(member.name) {
            state.insert(member.node, at: member.name)
        }
        state.attributes = tree.attributes
        for name in Self.ownAttributes { state.attributes[name] = nil }
        self.state = TreeDescription(of: stored.plan, in: language, isWritten: false).removed(from: state)
        self.round = round
        isScheduled = header["scheduled"] == "yes"
        stopRule = header["stopped"]
        previousScheduled = CheckpointName.round(of: previous)
        self.metrics = metrics
    }

    private static let ownAttributes =
        [
            "format", "format_version", "experiment", "arm", "seed", "round", "cell_fingerprint", "record_fingerprint",
            "previous",
        ] + TreeDescription.attributes
}
