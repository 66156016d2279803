import Federation
import Numerics

/// A probe whose value is a sum over rounds: it looks at the agents after every one, also where none is recorded.
protocol SummingProbe: Probe {
    /// What is kept before the first round.
    func start(_ population: Population) -> RunningSums
    /// Adds a round.
    func add(_ population: Population, to sums: inout RunningSums)
    /// The measure's value of what is kept.
    func value(of sums: RunningSums) -> MeasureValue
}

/// What a ``SummingProbe`` keeps between rounds.
struct RunningSums: Persistent, Equatable {
    /// By copy.
    var sums: [Double]
    /// By agent: what the next round adds.
    var latest: [Double] = []
    /// By agent: which of its states that was read off.
    var versions: [Int] = []

    var flaw: Flaw? { .each("versions", versions, "it is a count") { (0...Flaw.most).contains($0) } }

    /// What in it no run of such a plan can have left there; nil where nothing is wrong.
    func flaw(as start: RunningSums) -> Flaw? {
        for (name, found, wanted) in [
            ("sums", sums.count, start.sums.count), ("latest", latest.count, start.latest.count),
            ("versions", versions.count, start.versions.count),
        ] where found != wanted {
            return Flaw(at: name, "it has \(found) numbers, where this plan's measure keeps \(wanted)")
        }
        return nil
    }
}
