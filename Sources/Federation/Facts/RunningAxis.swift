import Config

/// An axis with what it keeps, its type erased: to save and to restore.
protocol KeepingAxis: Sendable {
    /// Whether anything is kept.
    var hasState: Bool { get }
    func encode(to encoder: any Encoder) throws
    mutating func restore(from decoder: any Decoder) throws
}

/// An axis and its state.
struct RunningAxis<A: Axis>: KeepingAxis {
    let axis: A
    var state: A.State
    // Stored, and behind the state: a state of no size at the end of all would have the address of whatever comes next in
    // memory, and the thread sanitizer would take a change of the one for a change of the other.
    let hasState: Bool

    /// - Parameter agents: how many agents' numbers are kept; none in a forecast.
    init(_ axis: A, _ facts: Facts, agents: Int) {
        self.axis = axis
        state = axis.initial(facts, agents: agents)
        hasState = A.State.self != Stateless.self
    }

    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
    mutating func restore(from decoder: any Decoder) throws { state = try A.State.restored(from: decoder) }
}

extension Axis {
    /// Whether anything is kept between two meetings.
    static var keepsState: Bool { State.self != Stateless.self }
}
