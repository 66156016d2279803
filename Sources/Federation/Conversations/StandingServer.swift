import Numerics

/// A server that agents come to one by one: its parameters, and when who comes next.
struct StandingServer: KeepingAxis {
    let rule: Asynchrony
    let pace: RoundTimes
    var state: State
    let hasState = true
    /// How much the upload counts that is there now.
    var share = 0.0

    /// What is kept between two meetings.
    struct State: Persistent {
        /// When who comes next.
        var itinerary: Itinerary
        /// By request: the server's parameters as they lie in memory; empty where they are of the other precision.
        var singles: [[Float]]
        /// The same, in Float64.
        var doubles: [[Double]]

        var flaw: Flaw? {
            Flaw.unless(singles.count == doubles.count, "singles", "it has other requests than `doubles`")
        }
    }

    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }

    mutating func restore(from decoder: any Decoder) throws {
        let found = try State.restored(from: decoder)
        guard found.itinerary.rounds.count == state.itinerary.rounds.count else {
            throw Flaw(
                at: "itinerary", "it is of \(found.itinerary.rounds.count) agents, not \(state.itinerary.rounds.count)")
        }
        guard found.singles.map(\.count) == state.singles.map(\.count),
            found.doubles.map(\.count) == state.doubles.map(\.count)
        else { throw Flaw(at: "singles", "the server's parameters are not of the agents' shapes") }
        state = found
    }

    /// The server's parameters begin as a row of every request.
    mutating func begin(_ rows: [Batch]) {
        state.singles = rows.map {
            $0.singles.map { Array(UnsafeBufferPointer(start: $0.base, count: $0.width)) } ?? []
        }
        state.doubles = rows.map {
            $0.doubles.map { Array(UnsafeBufferPointer(start: $0.base, count: $0.width)) } ?? []
        }
    }

    /// An agent is there: its upload counts by how stale it is.
    ///
    /// - Returns: which meeting of all it is, from 1.
    mutating func receive(_ agent: Int, period: Int) -> Int {
        share = rule.share(staleness: state.itinerary.staleness(of: agent))
        return state.itinerary.rounds.reduce(0, +) / period + 1
    }

    /// It sets out again.
    mutating func release(_ agent: Int, period: Int) {
        state.itinerary.leave(agent, period: period, counts: share > 0, pace)
    }

    /// θ̄ ← (1 − w) θ̄ + w θₖ, which is the result.
    mutating func mix(_ upload: Batch, request: Int, into result: inout Batch) {
        if let row = upload.singles, let result = result.singles {
            let (kept, moved) = (Float(1 - share), Float(share))
            for column in 0..<row.width {
                if share > 0 {
                    state.singles[request][column] = kept * state.singles[request][column] + moved * row.base[column]
                }
                result.base[column] = state.singles[request][column]
            }
        }
        if let row = upload.doubles, let result = result.doubles {
            for column in 0..<row.width {
                if share > 0 {
                    state.doubles[request][column] =
                        (1 - share) * state.doubles[request][column] + share * row.base[column]
                }
                result.base[column] = state.doubles[request][column]
            }
        }
    }
}
