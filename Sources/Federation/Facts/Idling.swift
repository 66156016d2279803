/// An axis some of whose settings may change nothing in an experiment: that is no mistake, and worth a word.
public protocol Idling: Axis {
    /// The settings that change nothing there, if they are written.
    func idle(_ facts: Facts) -> [IdleSetting]
}

/// A setting that changes nothing.
public struct IdleSetting: Sendable, Equatable {
    /// The dotted path of the setting below its axis: `nearest_policies.count`.
    public let path: String
    /// What it does instead, as the end of a sentence: `takes all of the 3 agents`.
    public let reason: String
    /// What to do about it.
    public let help: String

    /// A setting.
    public init(_ path: String, _ reason: String, help: String) {
        self.path = path
        self.reason = reason
        self.help = help
    }
}

extension Facts {
    /// A number of agents as large as there are.
    func idleCount(_ number: Int, at path: String, help: String) -> [IdleSetting] {
        guard size > 0, number >= size else { return [] }
        return [IdleSetting(path, "takes all of the \(size) agents", help: help)]
    }

    /// A number of public states as large as there are.
    func idleSample(_ number: Int?, at path: String, help: String) -> [IdleSetting] {
        guard let number, let states = publicStates, states.isExact, number >= states.count else { return [] }
        return [IdleSetting(path, "takes all of the \(states.count) public states", help: help)]
    }
}
