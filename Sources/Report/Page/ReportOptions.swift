/// What a report compares, and how.
public struct ReportOptions: Sendable {
    /// The arm gains are measured against: a whole name such as `nofed,N=1`, or `nofed` for each arm's cells of the same
    /// sweep values. Unless told, the one whose plan has no exchanges; none, and no gains, where that is not one arm.
    public var baseline: String?
    /// The horizontal axis.
    public var clock: Clock = .rounds
    /// How many rounds the trailing averages of the curves span.
    public var window: Int = 50
    /// How many rounds at the end the final means cover.
    public var tail: Int = 100
    /// What was found and left out, in sentences: the page says it, too.
    public var omissions: [String] = []
    /// Where the cells lie, as somebody in the same directory would type it: what the page's `concord verify` is to rerun.
    public var places: [String] = []
    /// Intervals of means.
    public var bootstrap = Bootstrap()

    /// The usual choices.
    public init() {}
}
