import Learning
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
        /// The server's parameters that agents keep in Float32, parts one after the other as they lie in memory; none where they
        /// keep none.
        var float32: [Float] = []
        /// The same, in Float64.
        var float64: [Double] = []

        /// Any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }

    mutating func restore(from decoder: any Decoder) throws {
        let found = try State.restored(from: decoder)
        guard found.itinerary.rounds.count == state.itinerary.rounds.count else {
            throw Flaw(
                at: "itinerary", "it is of \(found.itinerary.rounds.count) agents, not \(state.itinerary.rounds.count)")
        }
        for (name, own, others) in [
            ("float32", state.float32.count, found.float32.count),
            ("float64", state.float64.count, found.float64.count),
        ] where own != others {
            throw Flaw(at: name, "it has \(others) numbers, where agents have \(own)")
        }
        state = found
    }

    /// The server's parameters begin as a row of every request: one per precision.
    mutating func begin(_ rows: [Batch]) {
        for row in rows {
            if let row = row.singles { state.float32 = Array(UnsafeBufferPointer(start: row.base, count: row.width)) }
            if let row = row.doubles { state.float64 = Array(UnsafeBufferPointer(start: row.base, count: row.width)) }
        }
    }

    /// An agent is there: its upload counts by how stale it is.
    ///
    /// - Parameter standing: who stands where.
    /// - Returns: which meeting of all it is, from 1.
    mutating func receive(_ agent: Int, _ standing: Itinerary, period: Int) -> Int {
        share = rule.share(staleness: standing.staleness(of: agent))
        return standing.rounds.reduce(0, +) / period + 1
    }

    /// θ̄ ← (1 − w) θ̄ + w θₖ, which is the result.
    mutating func mix(_ upload: Batch, into result: inout Batch) {
        if let row = upload.singles, let result = result.singles {
            Self.mix(row, into: &state.float32, (Float(1 - share), Float(share)), result)
        }
        if let row = upload.doubles, let result = result.doubles {
            Self.mix(row, into: &state.float64, (1 - share, share), result)
        }
    }

    private static func mix<Number: BinaryFloatingPoint>(
        _ upload: RowBlock<Number>, into server: inout [Number], _ shares: (kept: Number, moved: Number),
        _ result: RowBlock<Number>
    ) {
        server.withUnsafeMutableBufferPointer { server in
            for column in 0..<upload.width {
                // An upload that does not count may be no number.
                if shares.moved > 0 {
                    server[column] = shares.kept * server[column] + shares.moved * upload.base[column]
                }
                result.base[column] = server[column]
            }
        }
    }
}
