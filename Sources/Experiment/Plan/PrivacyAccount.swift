public import Federation

/// What those learn of one agent of a cell who are sent its messages through all exchanges, as far as noise bounds it.
public struct PrivacyAccount: Sendable {
    /// By exchange, in the plan's order.
    public let exchanges: [Exchange]
    /// Whether agents meet just so often.
    public let isExact: Bool
    /// Why there is no guarantee for the cell as a whole; empty where there is one.
    public let reasons: [String]
    /// Rounds of the run.
    private let rounds: Int

    /// What one exchange is worth.
    public struct Exchange: Sendable {
        /// What is learned at a meeting.
        public let loss: PrivacyLoss
        private let most: MostMeetings

        /// - Parameter facts: of the exchange, as for a forecast.
        init(_ composition: Composition, _ facts: Facts) {
            loss = composition.privacy(facts)
            most = composition.mostMeetings(facts)
        }

        /// How often an agent can have met others until the end of a round.
        public func meetings(after round: Int) -> Int { most.until(round) }
        /// Messages of an agent until then, at most.
        public func messages(after round: Int) -> Int {
            meetings(after: round).saturatingTimes(loss.messagesPerMeeting)
        }
        /// ρ until then; nil where there is no guarantee.
        public func rho(after round: Int) -> Double? {
            loss.reasons.isEmpty ? loss.rho(meetings: meetings(after: round)) : nil
        }
    }

    /// The account of a plan's exchanges.
    ///
    /// - Parameters:
    ///   - besides: what there is against a guarantee beside the exchanges.
    ///   - rounds: of the run.
    init(_ exchanges: [Exchange], isExact: Bool, besides: [String], rounds: Int) {
        self.exchanges = exchanges
        self.isExact = isExact
        self.rounds = rounds
        let own = exchanges.flatMap { exchange in
            exchange.loss.reasons.map { exchanges.count == 1 ? $0 : "'\(exchange.loss.exchange)': \($0)" }
        }
        reasons = own + besides
    }

    /// The δ that ε is told with: the least of all exchanges.
    public var delta: Double { exchanges.reduce(1) { min($0, $1.loss.delta) } }

    /// ρ of all exchanges together, which adds up; nil where there is no guarantee.
    ///
    /// - Parameter round: until the end of which round; of the run unless told.
    public func rho(after round: Int? = nil) -> Double? {
        reasons.isEmpty ? exchanges.reduce(0) { $0 + ($1.rho(after: round ?? rounds) ?? 0) } : nil
    }

    /// ε of all exchanges together; nil where there is no guarantee.
    public func epsilon(after round: Int? = nil) -> Double? {
        rho(after: round).map { PrivacyLoss.epsilon(rho: $0, delta: delta) }
    }
}
