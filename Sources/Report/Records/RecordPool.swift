internal import Determinism
internal import Experiment

/// What the cells of a study have in common, kept once however many there are: the spec's text, the plan's settings, names.
public struct RecordPool {
    private var texts: Set<String> = []
    private var settings: Set<CanonicalValue> = []
    private var agents: Set<[String]> = []
    private var names: Set<String> = []

    /// Nothing kept yet.
    public init() {}

    /// The same record, whose larger parts are those of the first record that had them.
    public mutating func sharing(_ cell: CellRecord) -> CellRecord {
        var cell = cell
        cell.spec = cell.spec.map { EmbeddedSpec(texts.insert($0.text).memberAfterInsert, arm: $0.arm) }
        cell.settings = settings.insert(cell.settings).memberAfterInsert
        cell.agents = agents.insert(cell.agents).memberAfterInsert
        cell.experiment = names.insert(cell.experiment).memberAfterInsert
        cell.arm = names.insert(cell.arm).memberAfterInsert
        return cell
    }
}
