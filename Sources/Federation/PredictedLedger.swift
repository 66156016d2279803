internal import Config
public import Learning

/// What a plan knows of the agents, to predict the bytes an exchange will put on the wire.
public struct ExchangeForecast: Sendable {
    /// How often the exchange fires.
    public let firings: Int
    /// Rounds between two firings.
    public let period: Int
    /// How many groups of agents talk, each by itself: one, or the replicas.
    public let groups: Int
    /// By agent of one group: the parts it has.
    public let parts: [[Part]]
    /// The spaces all participants share.
    public let spaces: Spaces
    /// How many public states, and how many numbers each.
    public let states: (count: Int, width: Int)
    /// The most steps an agent trains between two firings.
    public let stepsPerPeriod: Int
    /// The most steps an agent trains in the whole run.
    public let stepsInAll: Int

    /// A forecast.
    public init(
        firings: Int, period: Int, groups: Int = 1, parts: [[Part]], spaces: Spaces, states: (count: Int, width: Int),
        stepsPerPeriod: Int, stepsInAll: Int
    ) {
        self.firings = firings
        self.period = period
        self.groups = groups
        self.parts = parts
        self.spaces = spaces
        self.states = states
        self.stepsPerPeriod = stepsPerPeriod
        self.stepsInAll = stepsInAll
    }
}

/// The bytes an exchange will put on the wire, predicted from the plan alone.
extension Composition {
    /// Whether the prediction is exact; memories are as large as what was visited, and the prediction a bound.
    public var isLedgerExact: Bool { upload.form != .memory }

    /// The ledger of a whole run; it must equal the run's, or bound it from above.
    public func predictedLedger(_ forecast: ExchangeForecast) -> Ledger {
        var ledger = Ledger()
        let agents = forecast.parts.count.saturatingTimes(forecast.groups)
        guard forecast.parts.count >= 2 else { return ledger }
        if needs.contains(.publicStates) {
            let bytes = agents.saturatingTimes(forecast.states.count).saturatingTimes(
                forecast.states.width * bytesPerNumber)
            ledger.add(bytes, exchange: name, .setup, kind: "public_states")
        }
        guard forecast.firings > 0 else { return ledger }
        let (up, down) = bytesPerFiring(forecast)
        let talks = forecast.firings.saturatingTimes(forecast.groups)
        ledger.add(talks.saturatingTimes(up), exchange: name, .up, kind: upload.kind)
        ledger.add(talks.saturatingTimes(down), exchange: name, .down, kind: digest.resultKind)
        return ledger
    }

    /// Bytes up and down in one firing of one group.
    private func bytesPerFiring(_ forecast: ExchangeForecast) -> (up: Int, down: Int) {
        let agents = forecast.parts.count
        switch upload.form {
        case .distributions:
            let row = forecast.states.count.saturatingTimes(
                forecast.spaces.action.distributionWidth * bytesPerNumber)
            let all = agents.saturatingTimes(digest.transfersPerFiring).saturatingTimes(row)
            return (all, all)
        case .parameters:
            let up = forecast.parts.reduce(0) { sum, parts in
                sum + upload.chosen(of: parts).reduce(0) { $0 + $1.bytes }
            }
            return (up, up)
        case .memory:
            let memory = upload.memory(in: forecast.spaces)
            let steps = upload.isCumulative ? forecast.stepsInAll : forecast.stepsPerPeriod
            let one = memory.entriesBound(steps: steps)
            let all = aggregator.entriesBound(of: memory, agents: agents, steps: steps)
            let entry = upload.bytesPerEntry(in: forecast.spaces)
            let up = agents.saturatingTimes(one).saturatingTimes(entry + (aggregator.weighsVisits ? 4 : 0))
            return (up, agents.saturatingTimes(all).saturatingTimes(entry))
        }
    }
}
