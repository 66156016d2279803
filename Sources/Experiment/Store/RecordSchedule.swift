import Config
import Determinism

/// After which rounds a plan wants a row, read from its canonical form alone.
struct RecordSchedule {
    /// Rounds between two rows, two evaluations, two traces.
    private let periods: [Int]
    /// The plan's extent.
    let rounds: Int
    /// Whether a rule may end the run, with a row, in any round.
    let mayStop: Bool

    init(_ plan: CanonicalValue) {
        let length = Self.duration(plan["round"])
        func period(_ value: CanonicalValue?) -> Int? {
            guard let duration = Self.duration(value) else { return nil }
            if duration.unit == .rounds { return duration.count }
            return length.flatMap { duration.rounds(of: $0) }
        }
        let trace = plan["trace"]
        let isTraced = trace == nil || trace?["every"] != nil
        let periods = [
            plan["record"]?["every"] == nil ? 1 : period(plan["record"]?["every"]),
            plan["evaluation"].flatMap { period($0["every"]) },
            isTraced ? (trace?["every"]?["period"] == nil ? 1 : period(trace?["every"]?["period"])) : nil,
        ].compactMap(\.self).filter { $0 > 0 }
        self.periods = periods.isEmpty ? [1] : periods
        rounds = plan["rounds"]?.asInteger ?? .max
        mayStop = plan["stop"] != nil
    }

    /// The first round after `round` that has a row.
    func next(after round: Int) -> Int {
        periods.map { period in
            let (next, isTooFar) = (round - round % period).addingReportingOverflow(period)
            return isTooFar ? .max : next
        }.min() ?? .max
    }

    private static func duration(_ value: CanonicalValue?) -> Duration? {
        guard let member = value?.members.first, let unit = Duration.Unit(rawValue: member.key),
            let count = member.value.asInteger, count > 0
        else { return nil }
        return Duration(count, unit)
    }
}

extension RecordSchedule {
    /// What is wrong with a row of some round after the row of `last`, in words; nil where nothing is.
    func fault(_ round: Int, after last: Int) -> String? {
        if round <= last { return "a row of round \(round) after one of round \(last)" }
        if round > rounds { return "a row of round \(round), which is beyond the plan's \(rounds) rounds" }
        let wanted = next(after: last)
        // A rule may end the run between two rows, with one of its own.
        if round == wanted || mayStop && round < wanted { return nil }
        return round > wanted
            ? "a row of round \(round) where that of round \(wanted) is missing"
            : "a row of round \(round), for which the plan has none"
    }
}
