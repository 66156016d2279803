public import Learning

extension Composition {
    /// The parts that every agent draws for itself, and that all take the average of since nothing is said of what travels.
    public func averagesOwn(_ facts: Facts) -> [Part] {
        guard type(of: upload).space == .parameter, upload.named == nil else { return [] }
        var facts = facts
        facts.personal = personal
        return facts.carried(facts.parts, named: nil).filter(\.isOwn)
    }

    /// The written settings of all axes that change nothing in an experiment, by dotted paths below the exchange.
    public func idle(_ facts: Facts) -> [IdleSetting] {
        let axes: [(key: String, axis: any Axis)] =
            [
                ("when", trigger), ("upload", upload), ("topology", topology), ("weights", weighting),
                ("aggregate", aggregator), ("server", server), ("digest", digest), ("participation", participation),
            ] + guards.map { ("protect", $0) } + faults.map { ("faults", $0) }
        return idlePersonal(facts)
            + axes.flatMap { key, axis in
                ((axis as? any Idling)?.idle(facts) ?? []).map {
                    IdleSetting("\(key).\($0.path)", $0.reason, help: $0.help)
                }
            }
    }

    /// Names in `personal` of what no agent would send anyway. Of what agents draw for themselves it may be said that it stays,
    /// whatever is sent.
    private func idlePersonal(_ facts: Facts) -> [IdleSetting] {
        guard type(of: upload).space == .parameter else { return [] }
        let models = facts.agents.compactMap(\.parts)
        func carried(_ personal: [String]) -> [[Part]] {
            var facts = facts
            facts.personal = personal
            return models.map { facts.carried($0, named: upload.named) }
        }
        let all = carried(personal)
        return personal.indices.compactMap { index in
            let name = personal[index]
            let isOwn = models.contains { $0.contains { $0.isOwn && $0.name == name } }
            let others = personal.enumerated().filter { $0.offset != index }.map(\.element)
            guard !isOwn, carried(others) == all else { return nil }
            return IdleSetting(
                "personal.\(index)", "keeps '\(name)', which stays without it", help: "delete it")
        }
    }
}
