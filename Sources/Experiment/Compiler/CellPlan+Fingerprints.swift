import Config
public import Determinism

extension CellPlan {
    /// Covers all that shapes the state: agents, seed, the recipe of the public states, the engine. Only another cell
    /// fingerprint refuses a directory.
    public var cellFingerprint: Fingerprint { fingerprint(of: .state) }

    /// Covers what is recorded: evaluation, measures, trace, checkpoints.
    public var recordFingerprint: Fingerprint { fingerprint(of: .record) }

    /// Covers how far the run goes.
    public var extentFingerprint: Fingerprint { fingerprint(of: .extent) }

    /// The recipe of the stage that makes the public states; nil where there is none.
    ///
    /// Equal recipes are one stage, made once: a file's content counts, not its path, and neither do the cell's seed and
    /// arm.
    public var stageRecipe: CanonicalValue? {
        let covered = canonical.projected(onto: [.state], PlanLanguage.fields)
        guard let states = covered["public_states"] else { return nil }
        let world = nominalEnvironment
        return .object(sorting: [
            ("engine", .integer(Self.engine)), ("environment", .object([.init(world.kind, world.values)])),
            ("public_states", states), ("round", round.canonical),
        ])
    }

    /// The name of the stage: `<store>/stages/<fingerprint>.h5`.
    public var stageFingerprint: Fingerprint? { stageRecipe?.fingerprint }

    private func fingerprint(of shapes: Shapes) -> Fingerprint {
        canonical.projected(onto: [shapes], PlanLanguage.fields).fingerprint
    }
}
