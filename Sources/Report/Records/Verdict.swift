internal import Experiment

/// What a comparison by pairs says of an arm: the one place where numbers become a judgment, and a judgment becomes words.
enum Verdict: Sendable, Equatable {
    /// The interval of the mean difference lies on the better side of 0.
    case ahead
    /// It lies on the worse side.
    case behind
    /// No pair differs at all.
    case equal
    /// The interval holds 0.
    case undecided
    /// There is one pair, and so no interval: on which side the arm is in it.
    case onePair(isAhead: Bool)
    /// A cell of a pair diverged: what is left says nothing.
    case diverged

    /// What a gain says, with the interval of its mean difference.
    init(_ gain: Gain, _ estimate: Estimate, _ direction: MeasureDirection) {
        let isBetter = (estimate.value > 0) == (direction != .lowerIsBetter)
        if !gain.isDecided {
            self = .diverged
        } else if gain.differences.allSatisfy({ $0 == 0 }) {
            self = .equal
        } else if estimate.low.isNaN {
            self = .onePair(isAhead: isBetter)
        } else if estimate.low > 0 || estimate.high < 0 {
            self = isBetter ? .ahead : .behind
        } else {
            self = .undecided
        }
    }

    /// Whether the arm is on the better side of what it is compared with.
    var isAhead: Bool { self == .ahead || self == .onePair(isAhead: true) }

    /// Whether it is on the worse side.
    var isBehind: Bool { self == .behind || self == .onePair(isAhead: false) }

    /// `better`: the judgment alone.
    var judgment: String {
        switch self {
        case .diverged: "undecided: diverged"
        case .equal: "equal"
        case .ahead: "better"
        case .behind: "worse"
        case .undecided: "undecided"
        case .onePair(let isAhead): "\(isAhead ? "better" : "worse"), one pair"
        }
    }

    /// `higher by 585.1 (better)`: side, size and judgment of a mean difference.
    func words(_ estimate: Estimate, decimals: Int) -> String {
        if self == .diverged || self == .equal { return judgment }
        let judgment = self == .undecided ? "undecided: the interval holds 0" : judgment
        guard estimate.value != 0 else { return "the same on average (\(judgment))" }
        let size = NumberText.fixed(estimate.value.magnitude, decimals: decimals)
        return "\(estimate.value > 0 ? "higher" : "lower") by \(size) (\(judgment))"
    }

    /// `4 are better than what they are compared with, 3 worse, 1 equal`: how many of each there are.
    static func counts(_ verdicts: [Verdict]) -> String {
        func part(_ count: Int, _ words: String) -> String { count > 0 ? ", \(count) \(words)" : "" }
        let single = verdicts.count { if case .onePair = $0 { true } else { false } }
        return "\(verdicts.count(where: \.isAhead)) are better than what they are compared with, "
            + "\(verdicts.count(where: \.isBehind)) worse"
            + part(verdicts.count { $0 == .equal }, "equal")
            + part(verdicts.count { $0 == .undecided }, "undecided")
            + part(verdicts.count { $0 == .diverged }, "undecided since a cell diverged")
            + (single > 0 ? single == verdicts.count ? ", by one pair each" : "; \(single) by one pair alone" : "")
    }
}
