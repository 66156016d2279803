public import Determinism

/// Which cell a run directory belongs to, and what is kept there about it.
public struct RunIdentity: Sendable {
    /// The experiment's name.
    public let experiment: String
    /// The arm with its sweep values: `d,every=10`.
    public let arm: String
    /// The cell's seed.
    public let seed: UInt64
    /// Covers the fields that shape state. Another one refuses the directory.
    public let cell: Fingerprint
    /// Covers the fields that shape the record. Under another one the run starts over beside the old record.
    public let record: Fingerprint
    /// The cell's plan, embedded in every checkpoint.
    public let plan: CanonicalValue
    /// The text of the spec, embedded in every checkpoint.
    public let spec: String

    /// Whether a plan that was stored is this cell's, recorded in the same way; how far it goes and what is kept of it
    /// may differ.
    func isRecord(of plan: StoredPlan) -> Bool { plan.cell == cell && plan.record == record }

    /// The identity of a cell.
    public init(
        experiment: String, arm: String, seed: UInt64, cell: Fingerprint, record: Fingerprint, plan: CanonicalValue,
        spec: String
    ) {
        self.experiment = experiment
        self.arm = arm
        self.seed = seed
        self.cell = cell
        self.record = record
        self.plan = plan
        self.spec = spec
    }
}
