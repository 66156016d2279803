import Config
import Federation

/// Where the agents of a plan stand on the virtual clock, known before anybody trains.
public struct TimeForecast: Sendable, Equatable {
    /// Whether agents meet a server one by one, and nobody waits.
    public let isAsynchronous: Bool
    /// By agent, in order.
    public let agents: [Agent]
    /// Units of time that the run takes; nil where what agents come to decides who waits for whom.
    public let end: Double?

    /// One agent.
    public struct Agent: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Units of time that a round of its takes, the mean over the run.
        public let timePerRound: Double
        /// Rounds it trains in the run.
        public let rounds: Int
        /// Meetings it is at, at most.
        public let meetings: Int
        /// When its last round is done: of one that is not waited for at the end, after the run's ``TimeForecast/end``. Nil where what
        /// agents come to decides who waits for whom, and where nobody waits.
        public let done: Double?
    }
}

extension CellPlan {
    /// Draws of the clock beyond which a plan says nothing of time.
    private static let mostDraws = 20_000_000

    /// Where agents stand on the virtual clock at the end; nil where nothing says anything of time, or there is too much to draw.
    public var timeForecast: TimeForecast? {
        guard let timed = compositions.first(where: \.takesTime), agents.count >= 2,
            agents.count.saturatingTimes(rounds) <= Self.mostDraws
        else { return nil }
        let sketches = sketches
        if timed.isAsynchronous { return asynchronous(timed, timed.forecast(facts(of: timed, sketches), groups: 1)) }
        let names = agents.map(\.name)
        let times = compositions.compactMap { $0.times(of: names, keys(ofExchange: $0.name)[0]) }
        var clock = LockstepClock(agents: names.count)
        let calls = compositions.map { $0.roll(facts(of: $0, sketches)) }
        var agenda = Agenda(periods: compositions.map(period(of:)), after: 0)
        var (isKnown, work, met) = (
            true, [Int](repeating: 0, count: names.count), [Int](repeating: 0, count: names.count)
        )
        let expected = expectation
        if let first = expected(0) { clock.expect(first) }
        for number in 1...max(1, rounds) {
            let ticks = names.indices.map { agent in times.reduce(0) { max($0, $1.ticks(of: agent, round: number)) } }
            for agent in names.indices { work[agent] += ticks[agent] }
            clock.train { ticks[$0] }
            while let meeting = agenda.next(until: number) {
                guard let present = calls[meeting.exchange](number) else {
                    isKnown = false
                    continue
                }
                for agent in present { met[agent] += 1 }
                clock.meet(present)
            }
            clock.show()
            if let next = expected(number) { clock.expect(next) }
        }
        return TimeForecast(
            isAsynchronous: false,
            agents: names.indices.map { agent in
                .init(
                    name: names[agent], timePerRound: Double(work[agent]) / Double(RoundTimes.unit * max(1, rounds)),
                    rounds: rounds, meetings: met[agent],
                    done: isKnown ? Double(clock.time(of: agent)) / Double(RoundTimes.unit) : nil)
            },
            end: isKnown ? Double(clock.time) / Double(RoundTimes.unit) : nil)
    }

    /// Who is waited for from the end of a round on until the next meeting, where who comes there goes by how long rounds take; nil
    /// where it is still those who were.
    var expectation: @Sendable (_ round: Int) -> [Int]? {
        let compositions = compositions
        guard compositions.contains(where: \.choosesByTime) else { return { _ in nil } }
        let sketches = sketches
        let periods = compositions.map(period(of:))
        let rolls = compositions.map { $0.choosesByTime ? $0.roll(facts(of: $0, sketches)) : nil }
        return { round in
            guard periods.contains(where: round.isMultiple(of:)) else { return nil }
            let next = periods.map { (round / $0 + 1).saturatingTimes($0) }
            guard let exchange = next.indices.min(by: { (next[$0], $0) < (next[$1], $1) }),
                let present = rolls[exchange]?(next[exchange]), !present.isEmpty
            else { return nil }
            return present
        }
    }

    private func asynchronous(_ composition: Composition, _ forecast: ExchangeForecast) -> TimeForecast? {
        let names = agents.map(\.name)
        guard let itinerary = forecast.itinerary,
            let times = composition.times(of: names, keys(ofExchange: composition.name)[0])
        else { return nil }
        let period = composition.every.rounds(of: round) ?? 1
        return TimeForecast(
            isAsynchronous: true,
            agents: names.indices.map { agent in
                let trained = itinerary.rounds[agent]
                let work = (1...max(1, trained)).reduce(0) { $0 + times.ticks(of: agent, round: $1) }
                return .init(
                    name: names[agent], timePerRound: Double(work) / Double(RoundTimes.unit * max(1, trained)),
                    rounds: trained, meetings: trained / period, done: nil)
            },
            end: Double(rounds))
    }
}
