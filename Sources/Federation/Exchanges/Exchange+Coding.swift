import Learning

// What a checkpoint holds of an exchange.
extension Exchange {
    /// Whether the digest keeps anything between firings.
    public var hasState: Bool { digest.hasState }

    /// The same with what the digest keeps of agents on other ranks, of which each knows its own alone.
    public func gathered(among population: Population) -> Exchange {
        guard let rank = population.rank else { return self }
        var whole = self
        whole.digest.withRows { base, stride in rank.gather(base, stride: stride, rows: rank.spans) }
        return whole
    }

    /// Writes what the digest keeps.
    public func encodeState(to encoder: any Encoder) throws { try digest.encode(to: encoder) }

    /// Continues with what the digest kept in another run.
    public mutating func restoreState(from decoder: any Decoder, agents: Int) throws {
        try digest.restore(from: decoder)
        writePulls(agents: agents)
    }

    /// What other axes keep, by group and axis.
    public var keptByAxes: [[String]] { axes.map { $0?.kept.map(\.axis) ?? [] } }

    /// Writes what an axis keeps in a group.
    public func encodeAxis(_ axis: String, group: Int, to encoder: any Encoder) throws {
        for kept in axes[group]?.kept ?? [] where kept.axis == axis { try kept.1.encode(to: encoder) }
    }

    /// Continues with what an axis kept in another run.
    public mutating func restoreAxis(_ axis: String, group: Int, from decoder: any Decoder) throws {
        try axes[group]?.restore(axis, from: decoder)
    }

    /// What agents remember, by their places; empty where the exchange does not watch.
    public var visitMemories: [any VisitMemory] { memories }

    /// Continues with what an agent remembered in another run.
    public mutating func restoreMemory(of agent: Int, from decoder: any Decoder) throws {
        try memories[agent].restore(from: decoder)
    }
}
