import Config
public import Determinism

extension CellPlan {
    /// Covers all that shapes the state: agents, seed, the recipe of the public states, the engine. Only another cell
    /// fingerprint refuses a directory.
    public var cellFingerprint: Fingerprint { PlanFingerprints.cell(canonical, in: language) }

    /// Covers what is recorded: evaluation, measures, rows, trace; not what is kept on disk of it.
    public var recordFingerprint: Fingerprint { PlanFingerprints.record(canonical, in: language) }

    /// Covers how far the run goes.
    public var extentFingerprint: Fingerprint { PlanFingerprints.extent(canonical, in: language) }

    /// Covers the state the cell ends in: what a cell that goes on from it begins with.
    public var endFingerprint: Fingerprint { PlanFingerprints.end(canonical, in: language) }

    /// The recipe of the stage that makes the public states; nil where there is none.
    ///
    /// Equal recipes are one stage, made once: a file's content counts, not its path, and neither do the cell's seed and
    /// arm.
    public var stageRecipe: CanonicalValue? {
        let covered = canonical.projected(onto: [.state], language.plan)
        guard let states = covered["public_states"] else { return nil }
        let world = nominalEnvironment
        return .object(sorting: [
            ("engine", .integer(Self.engine)), ("environment", .object([.init(world.kind, world.values)])),
            ("public_states", states), ("round", round.canonical),
        ])
    }

    /// The name of the stage: `<store>/stages/<fingerprint>.h5`.
    public var stageFingerprint: Fingerprint? { stageRecipe?.fingerprint }
}

/// The fingerprints of a plan in canonical form, which need not be one that this version can compile.
enum PlanFingerprints {
    /// Covers all that shapes the state.
    static func cell(_ plan: CanonicalValue, in language: Language) -> Fingerprint {
        fingerprint(of: plan, [.state], in: language)
    }

    /// Covers what is recorded.
    static func record(_ plan: CanonicalValue, in language: Language) -> Fingerprint {
        fingerprint(of: plan, [.record], in: language)
    }

    /// Covers how far the run goes.
    static func extent(_ plan: CanonicalValue, in language: Language) -> Fingerprint {
        fingerprint(of: plan, [.extent], in: language)
    }

    /// Covers the state a run ends in: the cell, how far it goes, and where something may end it earlier, what is looked at for that.
    static func end(_ plan: CanonicalValue, in language: Language) -> Fingerprint {
        var members = [
            ("cell", CanonicalValue.text(cell(plan, in: language).hexadecimal)),
            ("rounds", plan["rounds"] ?? .integer(0)),
        ]
        if let stop = plan["stop"] {
            members += [("record", .text(record(plan, in: language).hexadecimal)), ("stop", stop)]
        }
        return CanonicalValue.object(sorting: members).fingerprint
    }

    /// Whether a record fingerprint is the plan's, also as it was defined when it covered what is kept on disk, too:
    /// directories from then belong to the same plans.
    static func isRecord(_ fingerprint: Fingerprint, of plan: CanonicalValue, in language: Language) -> Bool {
        fingerprint == record(plan, in: language)
            || fingerprint == Self.fingerprint(of: plan, [.record, .storage], in: language)
    }

    private static func fingerprint(
        of plan: CanonicalValue, _ shapes: Set<Shapes>, in language: Language
    ) -> Fingerprint {
        plan.projected(onto: shapes, language.plan).fingerprint
    }
}
