public import Determinism

/// A field of a learner, or of an agent, that makes a method what it is.
///
/// The compiler sets it where the spec is silent (default < method < top level < group < agent); data, not a program.
public struct Requirement: Sendable, Equatable {
    /// The learner it concerns, such as `dqn`. Agents with other learners are left alone. Nil for a field of the agent
    /// itself; agents without networks are left alone then.
    public let learner: String?
    /// The field's dotted path below the learner, such as `robust` or `robust.expectile`; below the agent without one.
    public let path: String
    /// What the field must be, in canonical form; `{}` for a mapping that must be there, whatever is in it.
    public let value: CanonicalValue
    /// Whether another value contradicts the method. Otherwise it is what the method's paper has, and a spec may vary it.
    public let isExact: Bool
    /// Why, in a few words: part of what `check` and `explain` say.
    public let reason: String

    /// A field that must have this value: `check` refuses another one. For fields that are no mappings.
    public static func exactly(
        _ value: CanonicalValue, at path: String, of learner: String, because reason: String
    ) -> Requirement {
        Requirement(learner: learner, path: path, value: value, isExact: true, reason: reason)
    }

    /// A field that has this value unless the spec gives another one.
    public static func unlessTold(
        _ value: CanonicalValue, at path: String, of learner: String, because reason: String
    ) -> Requirement {
        Requirement(learner: learner, path: path, value: value, isExact: false, reason: reason)
    }

    /// A field of agents that have networks, which has this value unless the spec gives another one.
    public static func unlessTold(_ value: CanonicalValue, at path: String, because reason: String) -> Requirement {
        Requirement(learner: nil, path: path, value: value, isExact: false, reason: reason)
    }

    /// Agents begin with the same networks. Where a file gives the first networks, it is the one to say so.
    public static let commonStart = unlessTold(
        .text("common"), at: "start", because: "means of networks that started apart begin as networks nobody had")
}
