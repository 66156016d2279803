public import Config
public import Determinism
import Diagnostics

/// A spec's text as a checkpoint embeds it, and the arm that the checkpoint is a cell of.
public struct EmbeddedSpec: Sendable, Equatable {
    /// The text of the whole spec, every arm in it.
    public let text: String
    /// The arm, with its sweep values.
    public let arm: String

    /// A text and an arm.
    public init(_ text: String, arm: String) {
        self.text = text
        self.arm = arm
    }
}

/// What the seed of a cell drew, and from what.
public struct PlanDraws: Sendable, Equatable {
    /// The ranges in the spec, by the dotted paths that the numbers drawn from them have in the plan.
    public let ranges: [String: CanonicalValue]
    /// What the sets of worlds are drawn from, by name, ranges still open.
    public let worlds: CanonicalValue
}

/// Embedded specs, each compiled once: they know which numbers of a plan were drawn. A plan itself has numbers only.
public struct EmbeddedSpecs {
    private var studies: [String: Study?] = [:]

    /// None compiled yet.
    public init() {}

    /// What a cell drew, by the spec it was run with.
    ///
    /// - Parameter settings: of the cell's stored plan.
    /// - Returns: nil where the text is no spec that gives these agents and worlds under this seed, and so tells nothing.
    public mutating func draws(
        of spec: EmbeddedSpec, settings: CanonicalValue, seed: Int, in language: Language
    ) -> PlanDraws? {
        guard let seed = UInt64(exactly: seed), let study = study(spec.text, in: language),
            let variant = study.variants.first(where: { $0.name == spec.arm })
        else { return nil }
        let isOpen = variant.shared["replicas"] != nil
        let agents = settings["agents"]?.elements ?? []
        guard agents.count == variant.agents.count else { return nil }
        var ranges: [String: CanonicalValue] = [:]
        for (index, agent) in agents.enumerated() {
            let values = isOpen ? variant.placed(index, seed: seed) : variant.settle(index, seed: seed).values
            guard values.json == agent.json else { return nil }
            // Of several replicas, what each draws for itself is open in the plan, too.
            guard !isOpen else { continue }
            for (path, range) in variant.ranges(index) {
                ranges["agents.\(variant.agents[index].name).\(path)"] = range
            }
        }
        let settled = study.worlds(of: variant, seed: seed)
        let evaluated = settings["worlds"]?.members ?? []
        guard evaluated.allSatisfy({ $0.value.json == settled?[$0.key]?.json }) else { return nil }
        let sets = variant.worlds.filter { set in evaluated.contains { $0.key == set.name } }
        return PlanDraws(ranges: ranges, worlds: .object(sorting: sets.map { ($0.name, $0.open) }))
    }

    private mutating func study(_ text: String, in language: Language) -> Study? {
        if let known = studies[text], known?.language ?? language == language { return known }
        // What is wrong with it is for `check` to say: here it tells something or nothing.
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "spec", text: text), .ignored, in: language, into: &findings)
        studies[text] = .some(study)
        return study
    }
}

extension ResolvedWorldSet {
    /// How many worlds, and what they are drawn from.
    fileprivate var open: CanonicalValue {
        guard sources.count == 1 else {
            return .object([.init("list", .list(sources.map { $0.values["environment"] ?? .object([]) }))])
        }
        return sources[0].values.setting("count", to: .integer(count))
    }
}
