public import Config
public import Determinism
import Learning

extension Study {
    /// The plan of a cell: nothing inherited, drawn or left open.
    public func plan(of cell: StudyCell) -> CellPlan {
        let variant = variants[cell.variant]
        let isOpen = variant.shared["replicas"] != nil
        let agents = variant.agents.indices.map { index in
            isOpen ? variant.placed(index, seed: cell.seed) : variant.settle(index, seed: cell.seed).values
        }
        var canonical = variant.shared
            .setting("engine", to: .integer(CellPlan.engine))
            .setting("arm", to: .text(variant.name))
            .setting("seeds", to: .list([.integer(Int(cell.seed))]))
            .setting("rounds", to: .integer(variant.rounds))
            .setting("agents", to: .list(agents))
            .setting("worlds", to: worlds(of: variant, seed: cell.seed))
        // What counts on another clock is written in rounds.
        if let record = canonical["record"], let most = record["at_most"]?.asInteger {
            let period = (variant.rounds + most - 1) / most
            canonical = canonical.setting("record", to: .object([.init("every", Duration(period, .rounds).canonical)]))
        }
        if let adaptation = variant.adaptation, let beginning = adaptation.beginning {
            let parent = plan(of: self.cell(of: adaptation.parent, seed: cell.seed))
            canonical = canonical.setting(
                "initial",
                to: .object(sorting: [
                    ("agent", .text(beginning)),
                    (
                        InitialSpec.parent,
                        .object(sorting: [
                            ("arm", .text(parent.arm)), ("end", .text(parent.endFingerprint.hexadecimal)),
                        ])
                    ),
                ]))
        }
        return CellPlan(checked: canonical, beside: directory, in: language)
    }

    /// Who drew the numbers of a cell's plan where the spec has ranges. With replicas nobody: each draws its own when it runs.
    public func draws(of cell: StudyCell) -> [RandomSource] {
        let variant = variants[cell.variant]
        guard variant.shared["replicas"] == nil else { return [] }
        func sources(_ values: CanonicalValue, _ fields: [Field], of owner: String) -> [RandomSource] {
            Drawing.randomSources(in: values, fields, seed: cell.seed, owner: owner, common: StreamOwner.common)
        }
        let agents = variant.agents.flatMap { (agent) -> [RandomSource] in
            // Where an agent learns in a world of a set, the set's is what was drawn.
            let values = variant.prototypes[agent.prototype].values
            let own = variant.adaptation == nil ? values : values.setting("environment", to: nil)
            return sources(own, language.agent, of: StreamOwner.agent(agent.name))
        }
        let worlds = variant.worlds.flatMap { set in
            (0..<set.count).flatMap { (index: Int) -> [RandomSource] in
                let source = set.sources[set.sources.count == 1 ? 0 : index]
                return sources(source.values, language.world, of: StreamOwner.world(index + 1, of: set.name))
            }
        }
        return agents + worlds
    }

    /// The sets of worlds as a plan lists them; nil where there are none.
    func worlds(of variant: ResolvedVariant, seed: UInt64) -> CanonicalValue? {
        guard !variant.worlds.isEmpty else { return nil }
        return .object(
            sorting: variant.worlds.map { set in
                let worlds = variant.shared["replicas"] == nil ? set.settle(seed: seed).worlds : set.placed(seed: seed)
                return (set.name, .object([.init("list", .list(worlds))]))
            })
    }

    /// The worlds of a set under some seed, as each of several replicas draws them: those of the arm of this name, or of the
    /// first arm where there is none.
    ///
    /// - Parameter replicas: of the run that asks; one is a run without replicas.
    public func worlds(_ name: String, arm: String, seed: UInt64, replicas: Int) -> [CellPlan.WorldSet]? {
        let variant = variants.first { $0.name == arm } ?? variants.first
        guard let set = variant?.worlds.first(where: { $0.name == name }) else { return nil }
        let worlds = replicas == 1 ? set.settle(seed: seed).worlds : set.placed(seed: seed)
        let canonical = CanonicalValue.object(sorting: [
            ("seeds", .list([.integer(Int(seed))])),
            ("worlds", .object([.init(name, .object([.init("list", .list(worlds))]))])),
        ])
        return (1...replicas).flatMap { PlanReplica(canonical, number: replicas == 1 ? nil : $0, in: language).worlds }
    }

    /// The names of all sets of worlds, those of the first arms first.
    public var worldSets: [String] {
        var names: [String] = []
        for set in variants.flatMap(\.worlds) where !names.contains(set.name) { names.append(set.name) }
        return names
    }

    /// Where the value at a dotted path of a cell's plan comes from: a place, a default, an arm, a draw.
    public func origin(of path: String, in cell: StudyCell) -> Origin {
        let agents = variants[cell.variant].agents
        return origin(of: path, in: cell) { name in agents.first { $0.name == name } }
    }

    /// Where the values at the dotted paths of a cell's plan come from, for whoever asks about many.
    public func origins(in cell: StudyCell) -> (String) -> Origin {
        let agents = Dictionary(
            variants[cell.variant].agents.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return { origin(of: $0, in: cell) { agents[$0] } }
    }

    private func origin(of path: String, in cell: StudyCell, _ find: (String) -> ResolvedVariant.Agent?) -> Origin {
        let variant = variants[cell.variant]
        let parts = path.split(separator: ".", maxSplits: 2).map(String.init)
        if parts.count == 3, parts[0] == "worlds", let set = variant.worlds.first(where: { $0.name == parts[1] }) {
            return set.origin(of: parts[2])
        }
        guard parts.count >= 2, parts[0] == "agents", let agent = find(parts[1])
        else { return variant.provenance[path] }
        let prototype = variant.prototypes[agent.prototype]
        guard parts.count == 3 else { return Origin(.file, span: prototype.span) }
        var origin = prototype.provenance[parts[2]]
        if prototype.values.leaf(at: parts[2]).flatMap({ DrawnRange($0) }) != nil { origin.layer = .drawn }
        return origin
    }

    /// Every value of a cell's plan that is not a default, with where it comes from.
    public func values(of cell: StudyCell) -> [(path: String, value: CanonicalValue, origin: Origin)] {
        let origin = origins(in: cell)
        return plan(of: cell).canonical.leaves.map { ($0.path, $0.value, origin($0.path)) }
    }
}

extension CanonicalValue {
    /// The value at a dotted path of nested objects.
    func leaf(at path: String) -> CanonicalValue? {
        path.split(separator: ".").reduce(Optional(self)) { $0?[String($1)] }
    }
}
