/// What a measure's numbers are: which are better, in what unit they are, and whether they begin at zero.
public struct MeasureScale: Sendable, Equatable {
    /// Which values are better.
    public let direction: MeasureDirection
    /// What they are counted in, for people: `reward`, `bytes`, `rounds`.
    public let unit: String
    /// Whether zero is where they begin, as errors, costs and counts do, so that an axis has to show it and ratios mean something;
    /// returns do not.
    public let beginsAtZero: Bool
    /// Members that are in another unit, with it; looked up alone.
    private let memberUnits: [String: String]

    /// A scale in one unit, but for some members.
    public init(
        _ direction: MeasureDirection, in unit: String, beginsAtZero: Bool = false, members: [String: String] = [:]
    ) {
        self.direction = direction
        self.unit = unit
        self.beginsAtZero = beginsAtZero
        memberUnits = members
    }

    /// The unit of a measure's value under the rest of its name in records: `rewards` of `heterogeneity.rewards`, `own`.
    public func unit(ofMember name: String?) -> String { name.flatMap { memberUnits[$0] } ?? unit }

    /// What `concord explain` adds to a measure's text.
    var text: String {
        let others = memberUnits.keys.sorted().map { "; of \($0): \(memberUnits[$0] ?? "")" }.joined()
        return "\nDirection: \(direction.words)\nUnit: \(unit)\(others)\n"
    }
}

/// Which values of a measure are better: what gains and counts of better pairs mean.
public enum MeasureDirection: String, Sendable, CaseIterable {
    /// Returns, agreement.
    case higherIsBetter = "higher is better"
    /// Errors, costs.
    case lowerIsBetter = "lower is better"
    /// Neither: it describes the setting, is the same under every method, and has no gain.
    case describes = "describes the setting"

    /// What it means for comparisons, for people.
    public var words: String {
        switch self {
        case .higherIsBetter: "higher is better; an arm is better by a gain above 0"
        case .lowerIsBetter: "lower is better; an arm is better by a gain below 0"
        case .describes: "none; it describes the setting, is no result of an arm, and has no gain"
        }
    }
}
