/// What an exchange's own streams are for, as the episode of the purpose `exchange`: append, never renumber.
enum ExchangePhase {
    /// Faults, in the spec's order.
    static let faults = 0
    /// Who is chosen.
    static let participation = 1 << 16
    /// How uploads are weighed.
    static let weights = 1 << 16 + 1
    /// When agents meet, and how fast they are.
    static let trigger = 1 << 16 + 2
    /// Which of the public states agents are asked about.
    static let states = 1 << 16 + 3
    /// At which of the public states agents are compared.
    static let comparedStates = 1 << 16 + 4
    // From 1 << 17 on: once the programs of digests, which draw nothing.
    /// What guards draw, each from `1 << 24` questions of its own.
    static let guards = 1 << 30
    /// What faults draw on the wire, each from `1 << 24` questions of its own.
    static let lies = 1 << 31

    /// How long agents are on their way to the server, by agent.
    static let latency = 3 << 30
    /// How much longer rounds take, each fault from `1 << 24` agents of its own.
    static let slowness = 3 << 30 + 1 << 28

    /// Where the streams of one of several guards or faults begin.
    static func phase(_ first: Int, _ index: Int) -> Int { first + index << 24 }
}
