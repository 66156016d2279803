import Config
import Determinism
import Diagnostics
import Learning

/// A set of worlds of a variant, resolved but for the seed: ranges are still open.
struct ResolvedWorldSet: Sendable {
    /// The language it is written in.
    let language: Language
    /// The set's name.
    let name: String
    /// How many worlds.
    let count: Int
    /// What they are drawn from: one entry for all, or one for each.
    let sources: [Source]

    /// What worlds are drawn from.
    struct Source: Sendable {
        /// `{environment: {kind: {…}}}` in canonical form.
        let values: CanonicalValue
        /// Where its values come from, by paths that start with `environment`.
        let provenance: Provenance

        /// The spaces of its worlds, with what draws can make of them.
        func spaces(in language: Language) -> DrawnSpaces? { DrawnSpaces(values, language.world, in: language) }
    }

    /// The worlds under a seed, every range drawn, and the paths of `same_as` that lead nowhere.
    ///
    /// A number depends on the seed, the set's name, the world's place in it and the field's path, never on the arm; `spread`
    /// and `values` go by place.
    ///
    func settle(
        seed: UInt64
    ) -> (worlds: [CanonicalValue], unresolved: [(source: Int, path: String, missing: String)]) {
        var missing: [(source: Int, path: String, missing: String)] = []
        let worlds = (0..<count).map { index in
            let (world, unresolved) = settle(index, seed: seed)
            missing += unresolved.map { (sources.count == 1 ? 0 : index, $0.path, $0.source) }
            return world
        }
        return (worlds, missing)
    }

    /// One of them.
    func settle(
        _ index: Int, seed: UInt64
    ) -> (world: CanonicalValue, unresolved: [(path: String, source: String)]) {
        var drawing = drawing(index, seed: seed)
        var unresolved: [(path: String, source: String)] = []
        let source = sources[sources.count == 1 ? 0 : index]
        let values = drawing.settle(source.values, language.world, unresolved: &unresolved)
        return (values["environment"] ?? .object([]), unresolved)
    }

    /// The worlds with what depends on their place settled, and what is drawn left open for each replica.
    func placed(seed: UInt64) -> [CanonicalValue] {
        (0..<count).map { placed($0, seed: seed) }
    }

    /// One of them.
    func placed(_ index: Int, seed: UInt64) -> CanonicalValue {
        var drawing = drawing(index, seed: seed)
        let values = drawing.place(sources[sources.count == 1 ? 0 : index].values, language.world)
        return values["environment"] ?? .object([])
    }

    private func drawing(_ index: Int, seed: UInt64) -> Drawing {
        Drawing(seed: seed, owner: StreamOwner.world(index + 1, of: name), common: StreamOwner.common) { _ in
            (index, count)
        }
    }

    /// Copies of drawn numbers find what they copy.
    func checkDraws(seed: UInt64, into findings: inout Findings) {
        for (source, path, missing) in settle(seed: seed).unresolved {
            findings.add(
                .rangeSource, "'\(missing)' is no number of the world", at: sources[source].provenance[path].span,
                help: "write a full path such as environment.cartpole.pole_mass")
        }
        for source in sources {
            var drawing = drawing(0, seed: seed)
            for copy in drawing.illegalCopies(source.values, language.world) {
                findings.add(source.provenance.diagnostic(of: copy))
            }
        }
        checkOrders(seed: seed, into: &findings)
    }

    /// Numbers that go by a world's place have the order their fields ask for.
    private func checkOrders(seed: UInt64, into findings: inout Findings) {
        let open = sources.map { source in
            source.values.orderedPairs(language.world).filter { $0.isOpen && $0.dependsOnPositionAlone }
        }
        guard open.contains(where: { !$0.isEmpty }) else { return }
        for (place, world) in settle(seed: seed).worlds.enumerated() {
            let source = sources.count == 1 ? 0 : place
            let settled = CanonicalValue.object([.init("environment", world)]).orderedPairs(language.world)
            for pair in open[source] {
                guard let violation = pair.violation(among: settled) else { continue }
                findings.add(
                    sources[source].provenance.diagnostic("in world \(place + 1) of '\(name)', \(violation)", of: pair))
            }
        }
    }

    /// Where a value of the plan's set comes from: `list.3.cartpole.pole_half_length`.
    func origin(of path: String) -> Origin {
        var parts = path.split(separator: ".").map(String.init)
        if parts.first == "list" { parts.removeFirst() }
        let place = parts.first.flatMap { Int($0) }
        if place != nil { parts.removeFirst() }
        let source = sources[sources.count == 1 ? 0 : min(max((place ?? 1) - 1, 0), sources.count - 1)]
        let inner = (["environment"] + parts).joined(separator: ".")
        var origin = source.provenance[inner]
        if source.values.leaf(at: inner).flatMap({ DrawnRange($0) }) != nil { origin.layer = .drawn }
        return origin
    }
}
