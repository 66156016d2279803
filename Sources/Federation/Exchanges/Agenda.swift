/// Which exchange meets next: meetings in the order of their clocks, and of the spec among equal ones.
///
/// Agents that meet in lockstep are one entry; the order depends on clocks alone, so that a resumed run needs nothing but
/// the round it stood at.
public struct Agenda: Sendable {
    private var entries: [Entry]

    /// When an exchange meets next.
    private struct Entry: Sendable {
        let period: Int
        var next: Int
    }

    /// An exchange, and when it meets.
    public struct Appointment: Sendable, Equatable {
        /// The rounds that are complete.
        public let clock: Int
        /// The exchange, by its place in the spec.
        public let exchange: Int
    }

    /// Exchanges that meet every so many rounds, from a round on that has had its meetings.
    public init(periods: [Int], after round: Int) {
        precondition(periods.allSatisfy { $0 > 0 }, "an exchange meets every so many rounds, at least one")
        entries = periods.map {
            Entry(period: $0, next: (round / $0 + 1).multipliedReportingOverflow(by: $0).partialValue)
        }
    }

    /// The next meeting whose clock is no later than a round; nil where there is none.
    public mutating func next(until round: Int) -> Appointment? {
        var earliest: Int?
        for index in entries.indices where entries[index].next <= round {
            if let found = earliest, entries[found].next <= entries[index].next { continue }
            earliest = index
        }
        guard let exchange = earliest else { return nil }
        let clock = entries[exchange].next
        entries[exchange].next = clock + entries[exchange].period
        return Appointment(clock: clock, exchange: exchange)
    }
}
