extension Composition {
    /// The written settings of all axes that change nothing in an experiment, by dotted paths below the exchange.
    public func idle(_ facts: Facts) -> [IdleSetting] {
        let axes: [(key: String, axis: any Axis)] =
            [
                ("when", trigger), ("upload", upload), ("topology", topology), ("weights", weighting),
                ("aggregate", aggregator), ("server", server), ("digest", digest), ("participation", participation),
            ] + guards.map { ("protect", $0) } + faults.map { ("faults", $0) }
        return axes.flatMap { key, axis in
            ((axis as? any Idling)?.idle(facts) ?? []).map {
                IdleSetting("\(key).\($0.path)", $0.reason, help: $0.help)
            }
        }
    }
}
