public import Learning

/// What agents are between two rounds: what they begin with, and where another run stood.
extension Population {
    /// Gives an agent the network of this name, where it is here.
    public mutating func adopt(_ network: Network, as name: String, agent: Int) {
        network.parameters.withUnsafeBytes { adopt($0, as: name, agent: agent) }
    }

    /// Gives an agent the numbers of its part of this name, which is kept in Float64, where it is here.
    public mutating func adopt(_ numbers: [Double], as name: String, agent: Int) {
        numbers.withUnsafeBytes { adopt($0, as: name, agent: agent) }
    }

    private mutating func adopt(_ row: UnsafeRawBufferPointer, as name: String, agent: Int) {
        let place = places[agent]
        guard isHere(agent) else { return }
        kinds[place.kind].adopt(row, as: name, agent: place.agent)
    }

    /// Whether the agent is a row of a state that others share.
    public func sharesState(_ agent: Int) -> Bool {
        if rank != nil { return known[agent].sharesState }
        return kinds[places[agent].kind].sharesState
    }

    /// Writes the shared state of this name, and where its agents' worlds stand.
    public func encodeSharedState(_ name: String, to encoder: any Encoder) throws {
        for kind in kinds.indices where kindNames[kind] == name {
            try kinds[kind].encodeSharedState(to: encoder)
        }
    }

    /// Continues the shared state of this name from where another run stood.
    public mutating func restoreSharedState(_ name: String, from decoder: any Decoder) throws {
        for kind in kinds.indices where kindNames[kind] == name {
            try kinds[kind].restoreSharedState(from: decoder)
        }
    }

    /// Writes all an agent is between two rounds.
    public func encode(agent: Int, to encoder: any Encoder) throws {
        let place = places[agent]
        try kinds[place.kind].encode(agent: place.agent, to: encoder)
    }

    /// Continues an agent from where another run stood.
    public mutating func restore(agent: Int, from decoder: any Decoder) throws {
        let place = places[agent]
        try kinds[place.kind].restore(agent: place.agent, from: decoder)
    }
}
