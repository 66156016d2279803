/// Pairs of the catalogues that `concord bench` does not measure, for one reason.
public struct SpeedOmission: Sendable, Equatable {
    /// The part they would belong to.
    public let part: SpeedPart
    /// What they have in common: a learner, or a method.
    public let subject: String
    /// What it is not measured with: environments, or learners.
    public private(set) var partners: [String]
    /// Why, in the words of `check` where it refuses such a spec.
    public let reason: String

    /// Adds a pair to the others of its reason.
    static func add(
        _ part: SpeedPart, _ subject: String, _ partner: String, _ reason: String, to list: inout [Self]
    ) {
        if let known = list.firstIndex(where: { $0.part == part && $0.subject == subject && $0.reason == reason }) {
            list[known].partners.append(partner)
        } else {
            list.append(Self(part: part, subject: subject, partners: [partner], reason: reason))
        }
    }
}

/// What a part of the benchmarks came to: figures, and what has none.
public struct SpeedMeasurements: Sendable {
    /// What was measured.
    public var figures: [SpeedFigure] = []
    /// What was left out.
    public var omissions: [SpeedOmission] = []
}
