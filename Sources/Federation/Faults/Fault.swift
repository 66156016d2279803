internal import Config
public import Determinism
public import Learning

/// What goes wrong in an exchange, as declared: one axis, of which a spec may list several.
///
/// Faults are drawn from the exchange's own streams, so that a plan knows who will be there, and a rerun has the same ones.
/// What else goes wrong beside absence, a fault says by conforming: ``LyingFault`` to uploads that are not what was
/// trained, ``SlowingFault`` to the virtual clock.
public protocol Fault: Axis {
    /// Whether it can take agents away from meetings.
    var takesAgentsAway: Bool { get }
    /// Takes those away who do not come to a meeting.
    ///
    /// - Parameters:
    ///   - present: by agent of the group, whether it is still there.
    ///   - stream: of this fault, at this meeting.
    func strike(_ present: inout [Bool], _ stream: inout RandomStream)
}

extension Fault {
    /// At every meeting.
    public static var drawsForAll: Bool { true }
    /// Everybody comes.
    public var takesAgentsAway: Bool { false }
    /// Everybody comes.
    public func strike(_ present: inout [Bool], _ stream: inout RandomStream) {}
}

/// Some agents' rounds take longer on the virtual clock.
public protocol SlowingFault: Fault {
    /// Which agents of a group are slow, for the whole run, by their places in it.
    ///
    /// - Parameter stream: of this fault, for the whole run.
    func slow(among names: [String], _ stream: inout RandomStream) -> [Int]
    /// How many times as long as usual a round of a slow agent takes.
    ///
    /// - Parameter stream: of this agent's round.
    func factor(_ stream: inout RandomStream) -> Double
}

/// Some agents are not honest: they send what they did not train, or train in a world that is not theirs and send what they
/// learned there.
public protocol LyingFault: Fault {
    /// What liars do, in a word.
    var act: String { get }
    /// Who can lie of some agents, before anything is drawn.
    func suspects(among names: [String]) -> Suspects
    /// Which agents of a group lie, for the whole run, by their places in it.
    ///
    /// - Parameter stream: of this fault, for the whole run.
    func liars(among names: [String], _ stream: inout RandomStream) -> [Int]
    /// Whether uploads are lied about; otherwise liars send what they learned.
    var isOnWire: Bool { get }
    /// The world in which a liar trains; nil where it is its own.
    func world(of environment: any Environment, _ streams: WorldStreams) -> (any World)?
    /// Whether what a liar sends can differ from receiver to receiver, where agents send to one another.
    var differsByReceiver: Bool { get }
    /// Whether lies are made of what others send.
    var knowsOthers: Bool { get }
    /// Replaces the rows of liars by what they send.
    ///
    /// - Parameters:
    ///   - rows: what all senders would send, guards behind them.
    ///   - liars: rows of those who lie, in rising order.
    ///   - receiver: whom they lie to, by its row; nil where one answer goes to all.
    func lie(_ rows: inout Batch, by liars: [Int], to receiver: Int?, _ passage: Passage)
}

/// Who can lie by a fault.
public struct Suspects: Sendable, Equatable {
    /// Who lies whatever is drawn, by place, in rising order.
    public let certain: [Int]
    /// How many others lie; who, is drawn.
    public let drawn: Int

    /// Some agents for certain, and so many others.
    public init(certain: [Int] = [], drawn: Int = 0) {
        self.certain = certain
        self.drawn = drawn
    }

    /// How many lie.
    public var count: Int { certain.count + drawn }
}

extension LyingFault {
    /// Uploads are.
    public var isOnWire: Bool { true }
    /// Liars train in their own worlds.
    public func world(of environment: any Environment, _ streams: WorldStreams) -> (any World)? { nil }
    /// One lie for all.
    public var differsByReceiver: Bool { false }
    /// Liars know their own numbers.
    public var knowsOthers: Bool { false }
}
