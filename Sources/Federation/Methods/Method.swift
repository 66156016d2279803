public import Config

/// A citable name for a composition of axes: a value, and no program.
///
/// A method is one file and one line in ``Methods``: fields that are the axes with the method's defaults, and short names for
/// inner paths.
public struct Method: Sendable {
    /// Kind, documentation and field table.
    public let component: Component
    /// What it requires of learners.
    public let requirements: [Requirement]
    /// The kinds of learner it is a method of, that of its starter first; empty where any will do that has what it uploads.
    public let learners: [String]
    /// What a starter spec of it stands on.
    public let starter: Starter

    /// A method.
    ///
    /// - Parameters:
    ///   - fields: ``Axes/fields(every:upload:aggregate:digest:)`` and short names; none where it stands for no exchange.
    ///   - learners: the kinds of learner its words are true of; any unless told.
    ///   - starter: policy gradients on CartPole unless told.
    public init(
        _ kind: String, _ summary: String, details: String = "", source: Source? = nil, fields: [Field],
        requirements: [Requirement] = [], learners: [String] = [], starter: Starter = Starter()
    ) {
        component = Component(kind, summary, details: details, source: source, fields: fields)
        self.requirements = requirements
        self.learners = learners
        self.starter = starter
    }

    /// What a spec calls it.
    public var kind: String { component.kind }

    /// Whether agents exchange anything.
    public var isExchange: Bool { component.field("upload") != nil }

    /// Whether it is a method of such learners.
    public func isMethod(of learner: String) -> Bool { learners.isEmpty || learners.contains(learner) }

    /// The axes that settings of it name; nil where it stands for no exchange.
    func composition(_ settings: Settings) -> Composition? {
        isExchange ? Composition(kind: kind, settings) : nil
    }
}
