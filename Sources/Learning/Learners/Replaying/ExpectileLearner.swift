/// A learner of action values that may learn a low expectile D(s) of what can follow, and can be audited for it.
public protocol ExpectileLearner: Learner {
    /// Where an audit finds what it compares.
    var audited: AuditedParts { get }
}

/// The parts of an agent that an audit of its expectile network compares.
public struct AuditedParts: Sendable {
    /// A part, and the role whose network's design it has.
    public typealias Place = (part: String, role: String)

    /// The action values that choose actions.
    public let values: Place
    /// The action values that the expectile network is fitted to.
    public let target: Place
    /// The expectile network; nil where there is none.
    public let expectile: Place?
    /// Whether it is fitted to 0 where the state reached is terminal.
    public let masksTerminal: Bool

    /// The parts of an audit.
    public init(values: Place, target: Place, expectile: Place?, masksTerminal: Bool) {
        self.values = values
        self.target = target
        self.expectile = expectile
        self.masksTerminal = masksTerminal
    }
}

extension DeepQ: ExpectileLearner {
    var audited: AuditedParts {
        let expectile = ExpectileTerm.role.name
        return AuditedParts(
            values: ("q", "q"), target: ("q_target", "q"),
            expectile: isDueling ? nil : replaying.robust.map { _ in (expectile, expectile) },
            masksTerminal: replaying.robust?.masksTerminal ?? false)
    }
}
