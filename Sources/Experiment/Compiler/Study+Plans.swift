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

    private func origin(of path: String, in cell: StudyCell, _ find: (String) -> ResolvedVariant.Agent?) -> Origin {
        let variant = variants[cell.variant]
        let parts = path.split(separator: ".", maxSplits: 2).map(String.init)
        if parts.count == 3, parts[0] == "worlds", let set = variant.worlds.first(where: { $0.name == parts[1] }) {
            return set.origin(of: parts[2])
        }
        guard parts.count == 3, parts[0] == "agents", let agent = find(parts[1])
        else { return variant.provenance[path] }
        let prototype = variant.prototypes[agent.prototype]
        var origin = prototype.provenance[parts[2]]
        if prototype.values.leaf(at: parts[2]).flatMap({ DrawnRange($0) }) != nil { origin.layer = .drawn }
        return origin
    }

    /// Every value of a cell's plan that is not a default, with where it comes from.
    public func values(of cell: StudyCell) -> [(path: String, value: CanonicalValue, origin: Origin)] {
        let agents = Dictionary(
            variants[cell.variant].agents.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return plan(of: cell).canonical.leaves.map {
            ($0.path, $0.value, origin(of: $0.path, in: cell) { agents[$0] })
        }
    }
}

extension CanonicalValue {
    /// The value at a dotted path of nested objects.
    func leaf(at path: String) -> CanonicalValue? {
        path.split(separator: ".").reduce(Optional(self)) { $0?[String($1)] }
    }

    /// All leaves with their dotted paths: list entries by name, kind or number; lists of plain values are leaves.
    public var leaves: [(path: String, value: CanonicalValue)] {
        var found: [(path: String, value: CanonicalValue)] = []
        collect(at: "", into: &found)
        return found
    }

    private func collect(at path: String, into found: inout [(path: String, value: CanonicalValue)]) {
        func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch self {
        case .object(let members) where !members.isEmpty:
            for member in members { member.value.collect(at: inner(member.key), into: &found) }
        case .list(let elements) where elements.contains(where: { !$0.members.isEmpty }):
            let addresses = elements.enumerated().map { $1.addressed($0) }
            // Worlds of a set are of one kind: what does not tell them apart does not address them.
            let isAddressed = Set(addresses.map(\.0)).count == addresses.count
            for (index, element) in elements.enumerated() {
                let (name, value) = isAddressed ? addresses[index] : (String(index + 1), element)
                value.collect(at: inner(name), into: &found)
            }
        default: found.append((path, self))
        }
    }

    /// The address of a list entry in dotted paths, and what stands below it.
    private func addressed(_ index: Int) -> (String, CanonicalValue) {
        if let name = self["name"]?.asText { return (name, self) }
        guard let only = members.first, members.count == 1 else { return (String(index), self) }
        return (only.value["name"]?.asText ?? only.key, only.value)
    }
}
