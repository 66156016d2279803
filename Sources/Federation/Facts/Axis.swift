public import Config
public import Numerics

/// One axis of an exchange: a component that a method names, and that a spec may replace by another of its catalogue.
public protocol Axis: Configurable {
    /// What it keeps between two meetings; synthesized coding is its place in the checkpoint.
    associatedtype State: Persistent = Stateless

    /// Whether it draws from the exchange's own streams, for all agents together.
    static var drawsForAll: Bool { get }
    /// Whether it looks at how much and how well agents have trained since they met.
    var countsTraining: Bool { get }
    /// Whether it looks at how often agents have visited what their numbers stand for.
    var countsVisits: Bool { get }
    /// Whether it looks at how well agents do in an episode that is played for the meeting.
    var asksPerformance: Bool { get }
    /// How many of the public states it looks at, drawn anew for every meeting; nil where it looks at none, or at all.
    var drawnStates: Int? { get }
    /// What is kept before the first meeting.
    ///
    /// - Parameter agents: how many agents' numbers are kept; none in a forecast.
    func initial(_ facts: Facts, agents: Int) -> State
    /// All that stands against it in such an experiment, beside what its fields say.
    func unfit(_ facts: Facts) -> [Unfit]
}

/// Nothing is kept.
public struct Stateless: Persistent {
    /// Nothing.
    public init() {}
    /// Nothing can be wrong.
    public var flaw: Flaw? { nil }
}

extension Axis where State == Stateless {
    /// Nothing is kept.
    public func initial(_ facts: Facts, agents: Int) -> Stateless { Stateless() }
}

extension Axis {
    /// Most draw nothing, or from the streams of participants.
    public static var drawsForAll: Bool { false }
    /// Most look at nothing but what is uploaded.
    public var countsVisits: Bool { false }
    /// Most look at nothing but what is uploaded.
    public var countsTraining: Bool { false }
    /// Most look at nothing but what is uploaded.
    public var asksPerformance: Bool { false }
    /// Most look at no public states, or at all of them.
    public var drawnStates: Int? { nil }
    /// Fits everywhere.
    public func unfit(_ facts: Facts) -> [Unfit] { [] }
}
