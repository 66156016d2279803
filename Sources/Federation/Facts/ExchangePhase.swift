/// What an exchange's own streams are for, as the episode of the purpose `exchange`: append, never renumber.
enum ExchangePhase {
    /// Faults, in the spec's order.
    static let faults = 0
    /// Who is chosen.
    static let participation = 1 << 16
    /// How uploads are weighed.
    static let weights = 1 << 16 + 1
    /// When agents meet.
    static let trigger = 1 << 16 + 2
    /// What the exchange's program draws itself, from here on.
    static let program = 1 << 17
    /// What guards draw, each from `1 << 24` questions of its own.
    static let guards = 1 << 30
    /// What faults draw on the wire, each from `1 << 24` questions of its own.
    static let lies = 1 << 31

    /// Where the streams of one of several guards or faults begin.
    static func phase(_ first: Int, _ index: Int) -> Int { first + index << 24 }
}
