public import Config
import Determinism
import Numerics

/// What an agent's table holds before the first round.
public struct TabularStart: Sendable {
    /// The key in a learner's table.
    public static let key = "initial"
    /// The field of a learner that offers it.
    public static let field = Field(
        key, .choice(Choices("initial table", [zeros, uniform])), "The table before the first round"
    ).defaults(to: .object([.init("zeros", .object([]))]))

    /// The same of a learner whose table can also begin with normal numbers.
    public static let valueField = Field(
        key, .choice(Choices("first table", [zeros, uniform, normal])), "The table before the first round"
    ).defaults(to: .object([.init("zeros", .object([]))]))

    private static let zeros = Component("zeros", "All entries are zero.", fields: [])
    private static let uniform = Component(
        "uniform",
        "Every entry is drawn from U(0, 1): from the agent's own stream, or all agents' where `start` is common.",
        fields: [])
    private static let normal = Component(
        "normal",
        "Every state has a number of N(0, deviation²) in all its entries: from the agent's own stream, or all agents' where `start` is "
            + "common.",
        fields: [
            Field("deviation", .number(Interval(0, 1e6)), "Standard deviation").main.defaults(to: .number(1)),
            Field("alike", .boolean, "Whether a state's entries are one number; else each is drawn").defaults(
                to: .boolean(true)),
        ])

    private let isUniform: Bool
    /// Where entries are normal: their standard deviation, and whether those of a state are one number.
    private let normal: (deviation: Double, isAlike: Bool)?

    /// Reads a checked choice.
    public init(_ choice: Choice) {
        isUniform = choice.kind == Self.uniform.kind
        let settings = choice.kind == Self.normal.kind ? choice.settings(Self.normal) : nil
        normal = settings.map { ($0.number("deviation"), $0.flag("alike")) }
    }

    /// The entries of one agent's part.
    ///
    /// - Parameter states: how many states it has entries of, as many each; every entry is a state's unless told.
    public func row(_ part: String, of member: Member, count: Int, states: Int? = nil) -> [Double] {
        guard isUniform || normal != nil else { return [Double](repeating: 0, count: count) }
        var stream = member.start(of: part).stream(.initialization)
        guard let normal else { return (0..<count).map { _ in stream.uniform() } }
        let entries = normal.isAlike ? count / (states ?? count) : 1
        return (0..<count / entries).flatMap { _ in
            [Double](repeating: normal.deviation * stream.normal(), count: entries)
        }
    }
}
