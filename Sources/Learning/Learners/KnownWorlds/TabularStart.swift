public import Config
import Determinism

/// What an agent's table holds before the first round.
public struct TabularStart: Sendable {
    /// The key in a learner's table.
    public static let key = "initial"
    /// The field of a learner that offers it.
    public static let field = Field(
        key, .choice(Choices("initial table", [zeros, uniform])), "The table before the first round"
    ).defaults(to: .object([.init("zeros", .object([]))]))

    private static let zeros = Component("zeros", "All entries are zero.", fields: [])
    private static let uniform = Component(
        "uniform",
        "Every entry is drawn from U(0, 1): from the agent's own stream, or all agents' where `start` is common.",
        fields: [])

    private let isUniform: Bool

    /// Reads a checked choice.
    public init(_ choice: Choice) { isUniform = choice.kind == Self.uniform.kind }

    /// The entries of one agent's part.
    public func row(_ part: String, of member: Member, count: Int) -> [Double] {
        guard isUniform else { return [Double](repeating: 0, count: count) }
        var stream = member.start(of: part).stream(.initialization)
        return (0..<count).map { _ in stream.uniform() }
    }
}
