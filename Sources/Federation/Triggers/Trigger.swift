public import Determinism

/// Which of the times at which agents could meet are meetings: one axis of an exchange.
public protocol Trigger: Axis {
    /// Whether agents meet whenever they could: then nothing is drawn.
    var isAlways: Bool { get }
    /// Whether agents meet, where chance alone decides; nil where it takes a look at them.
    ///
    /// - Parameter stream: of this time.
    func fires(_ stream: inout RandomStream) -> Bool?
    /// How agents meet the server one by one on a virtual clock; nil where all meet at once.
    var asynchrony: Asynchrony? { get }
}

extension Trigger {
    /// Chance decides, or what agents come to.
    public var isAlways: Bool { false }
    /// All meet at once.
    public var asynchrony: Asynchrony? { nil }
}
