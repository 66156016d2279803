public import Config
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

    /// The plan with every default written, JSON; of many agents the first ones alone.
    let planWithDefaults: String
    /// What its checkpoints say about themselves.
    let description: TreeDescription

    /// Agents whose defaults are written: more would make files of thousands of agents long, and say nothing new.
    private static let mostAgentsWritten = 32

    /// Whether a plan that was stored is this cell's, recorded in the same way; how far it goes and what is kept of it
    /// may differ.
    func isRecord(of plan: StoredPlan) -> Bool { plan.cell == cell && plan.record == record }

    /// The identity of a cell.
    public init(
        experiment: String, arm: String, seed: UInt64, cell: Fingerprint, record: Fingerprint, plan: CanonicalValue,
        spec: String, in language: Language
    ) {
        self.experiment = experiment
        self.arm = arm
        self.seed = seed
        self.cell = cell
        self.record = record
        self.plan = plan
        self.spec = spec
        var short = plan
        if case .list(let agents)? = plan["agents"], agents.count > Self.mostAgentsWritten {
            short = plan.setting("agents", to: .list(Array(agents.prefix(Self.mostAgentsWritten))))
        }
        planWithDefaults = short.completed(language.plan).json
        description = TreeDescription(of: plan, in: language)
    }
}
