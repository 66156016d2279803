import Learning

extension Composition {
    /// What digest and other axes of one group keep between two meetings, as large as before the first one, to be measured.
    ///
    /// - Parameters:
    ///   - facts: as for a forecast.
    ///   - agents: how many agents' numbers are kept.
    ///   - divisor: by how much rows are shorter that travel, where they are too long to be built.
    public func kept(_ facts: Facts, agents: Int, shorter divisor: Int) -> [any Encodable] {
        var facts = facts
        facts.absence = absence
        facts.payload = requests(facts).map { $0.signature.shorter(by: divisor) }
        let axes = atWork(facts, agents: agents, group: [], names: [], key: nil).kept.map(\.1)
        let digest = digest.running(facts, agents: agents)
        return (axes + (digest.hasState ? [digest] : [])).map(KeptState.init)
    }

    /// Numbers of a row that travels, of all precisions, and bytes that are kept of every agent by what looks at such rows.
    public func kept(_ facts: Facts) -> (numbers: Int, watchedBytes: Int, standingBytes: Int) {
        let sent = requests(facts).map(\.signature)
        let numbers = sent.reduce(0) { $0.saturatingPlus($1.width) }
        let watches = (trigger as? any WatchingTrigger).map { type(of: $0).looksAtParts } ?? false
        return (
            numbers, watches ? sent.reduce(0) { $0.saturatingPlus($1.columns.saturatingTimes(8)) } : 0,
            isAsynchronous ? sent.reduce(0) { $0.saturatingPlus($1.stride) } : 0
        )
    }
}

extension Signature {
    /// The same with fewer numbers.
    fileprivate func shorter(by divisor: Int) -> Signature {
        guard divisor > 1, keyed == nil else { return self }
        return Signature(
            kind, space, precision, width: max(1, width / divisor), columns: max(1, columns / divisor), parts: parts)
    }
}

/// What an axis keeps, as something to encode.
private struct KeptState: Encodable {
    let axis: any KeepingAxis

    init(_ axis: any KeepingAxis) { self.axis = axis }

    func encode(to encoder: any Encoder) throws { try axis.encode(to: encoder) }
}
