import Config
import Federation

/// The upload nearest to the mean of all: parameters that one agent really had.
struct Pilot: Aggregator {
    static let component = Component("pilot", "The upload nearest to the mean of all.", fields: [])
    static let spaces = [Signature.Space.parameter]

    init(_ settings: Settings) {}

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        let everybody = Array(0..<batch.count)
        result.copy(batch.ranked(everybody, by: batch.squaredDistances(to: batch.mean(of: everybody)))[0], of: batch)
    }
}
