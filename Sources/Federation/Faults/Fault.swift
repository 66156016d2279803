public import Determinism

/// What goes wrong in an exchange, as declared: one axis, of which a spec may list several.
///
/// Faults are drawn from the exchange's own streams, so that a plan knows who will be there, and a rerun has the same ones.
public protocol Fault: Axis {
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
}
