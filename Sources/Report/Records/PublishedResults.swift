public import Determinism
internal import Experiment

/// Numbers someone published, or an earlier run had, to stand beside ours: `expected.json` in an experiment's folder.
///
/// ```json
/// {"source": "Jiang et al. 2025, figure 2",
///  "values": [{"arm": "d5", "statistic": "mean_all", "value": 343.2, "sd": 16.0, "seeds": 5}],
///  "curves": [{"arm": "d5", "measure": "training_return", "rounds": [100, 200], "values": [93.1, 145.9]}]}
/// ```
/// Statistics are `mean_all`, `mean_last` and `rounds_to`; `measure` is `training_return` unless told. A list by itself is one of
/// `values`, as `concord report --table means --json` prints its own.
public struct PublishedResults: Sendable, Equatable {
    /// Where the numbers come from.
    public let source: String
    /// Published numbers, each of an arm and a measure.
    public let values: [Value]
    /// Published curves, point by point.
    public let curves: [PublishedCurve]

    /// Which of a report's numbers a value stands beside.
    public enum Statistic: String, Sendable, CaseIterable {
        /// The mean over all rounds, agents and seeds.
        case meanOfAll = "mean_all"
        /// The mean over the last rounds.
        case meanOfLast = "mean_last"
        /// The first round at which the mean curve's trailing average reaches the goal.
        case roundsTo = "rounds_to"
    }

    /// One published number.
    public struct Value: Sendable, Equatable {
        /// The arm it belongs to.
        public let arm: String
        /// The measure it is about.
        public let measure: String
        /// What kind of number it is.
        public let statistic: Statistic
        /// The number as it was published.
        public let value: Double
        /// Its standard deviation over seeds, where published.
        public let deviation: Double?
        /// How many seeds it rests on, where published.
        public let seeds: Int?
    }

    /// One published curve.
    public struct PublishedCurve: Sendable, Equatable {
        /// The arm it belongs to.
        public let arm: String
        /// The measure it shows.
        public let measure: String
        /// The rounds it was read at.
        public let rounds: [Double]
        /// Its values there.
        public let values: [Double]
    }

    /// Reads the contents of `expected.json`; throws a sentence naming the entry at fault.
    public init(_ json: CanonicalValue) throws(PublishedResultsError) {
        let entries: [CanonicalValue]
        let drawn: [CanonicalValue]
        if case .list(let means) = json {
            (source, entries, drawn) = ("means of an earlier report", means, [])
        } else {
            guard json["values"] != nil || json["curves"] != nil else {
                throw PublishedResultsError("neither a list of values nor an object with 'values' or 'curves'")
            }
            source = json["source"]?.asText ?? ""
            entries = try Self.list(json, "values")
            drawn = try Self.list(json, "curves")
        }
        guard !entries.isEmpty || !drawn.isEmpty else {
            throw PublishedResultsError(
                "neither a value nor a curve is in it, and so there is nothing to set beside ours")
        }
        var values: [Value] = []
        for (index, entry) in entries.enumerated() {
            // A mean of what diverged is none that others could reach.
            if entry["value"]?.asText == "nan" { continue }
            guard let arm = entry["arm"]?.asText, let value = entry["value"]?.asNumber,
                let statistic = entry["statistic"]?.asText.flatMap(Statistic.init)
            else {
                throw PublishedResultsError(
                    "values[\(index)] needs an arm, a value and a statistic of "
                        + Statistic.allCases.map(\.rawValue).joined(separator: ", "))
            }
            values.append(
                Value(
                    arm: arm, measure: entry["measure"]?.asText ?? Measures.threshold.of, statistic: statistic,
                    value: value, deviation: try Self.count(entry["sd"], "values[\(index)].sd"),
                    seeds: try Self.count(entry["seeds"], "values[\(index)].seeds", isWhole: true).map { Int($0) }))
        }
        var curves: [PublishedCurve] = []
        for (index, entry) in drawn.enumerated() {
            let rounds = try Self.numbers(entry, "rounds", "curves[\(index)]")
            let points = try Self.numbers(entry, "values", "curves[\(index)]")
            guard let arm = entry["arm"]?.asText, rounds.count == points.count, !rounds.isEmpty else {
                throw PublishedResultsError("curves[\(index)] needs an arm, and as many rounds as values")
            }
            curves.append(
                PublishedCurve(
                    arm: arm, measure: entry["measure"]?.asText ?? Measures.threshold.of, rounds: rounds, values: points
                ))
        }
        self.values = values
        self.curves = curves
    }

    /// The entries under a key; none where it is not there.
    private static func list(_ json: CanonicalValue, _ key: String) throws(PublishedResultsError) -> [CanonicalValue] {
        guard let value = json[key] else { return [] }
        guard case .list(let elements) = value else { throw PublishedResultsError("'\(key)' is no list") }
        return elements
    }

    /// How far numbers spread, or how many seeds they rest on; nil where nobody says.
    private static func count(
        _ value: CanonicalValue?, _ place: String, isWhole: Bool = false
    ) throws(PublishedResultsError) -> Double? {
        guard let value, value != .null else { return nil }
        let number = isWhole ? value.asInteger.map(Double.init) : value.asNumber
        guard let number, number.isFinite, number >= (isWhole ? 1 : 0) else {
            throw PublishedResultsError("\(place) is no \(isWhole ? "count" : "number from 0 on")")
        }
        return number
    }

    /// The numbers of a list, every entry of it.
    private static func numbers(
        _ entry: CanonicalValue, _ key: String, _ place: String
    ) throws(PublishedResultsError) -> [Double] {
        var numbers: [Double] = []
        for (index, element) in (entry[key]?.elements ?? []).enumerated() {
            guard let number = element.asNumber, number.isFinite else {
                throw PublishedResultsError("\(place).\(key)[\(index)] is not a number")
            }
            numbers.append(number)
        }
        return numbers
    }
}

/// Why published results could not be read.
public struct PublishedResultsError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with the file, in one sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
