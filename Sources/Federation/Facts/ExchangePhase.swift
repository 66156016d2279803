/// What an exchange's own streams are for, as the episode of the purpose `exchange`: append, never renumber.
enum ExchangePhase {
    /// Faults, in the spec's order.
    static let faults = 0
    /// Who is chosen.
    static let participation = 1 << 16
    /// What the exchange's program draws itself, from here on.
    static let program = 1 << 17
}
