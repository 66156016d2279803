public import Config
public import Determinism
public import Learning

/// What a liar does: a choice within ``Byzantine``.
///
/// What it is about, an attack says by conforming: ``WireAttack`` changes uploads, ``WorldAttack`` what liars learn from.
public protocol Attack: Configurable {}

/// Lies about what was trained: other numbers are sent in its place.
public protocol WireAttack: Attack {
    /// Whether what is sent can differ from receiver to receiver, where agents send to one another.
    var differsByReceiver: Bool { get }
    /// Whether it is made of what others send.
    var knowsOthers: Bool { get }
    /// Replaces the rows of liars.
    ///
    /// - Parameters:
    ///   - rows: what all senders would send.
    ///   - liars: rows of those who lie, in rising order; one at least.
    ///   - stream: of this fault, this question and, where lies differ, this receiver. Liars draw one after the other.
    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream)
}

/// Lies in what liars live through while they train, not in what they send.
public protocol WorldAttack: Attack {
    /// A liar's world, with nothing played in it yet.
    func mislead(_ environment: any Environment, _ streams: WorldStreams) -> any World
}

extension WireAttack {
    /// One lie for all.
    public var differsByReceiver: Bool { false }
    /// Liars know their own numbers.
    public var knowsOthers: Bool { false }
}

/// Whether liars draw anew for every receiver.
enum EachReceiver {
    static let field = Field(
        "each_receiver", .boolean, "Whether every receiver is sent another draw, where agents send to one another"
    ).defaults(to: .boolean(false))
}

extension Batch {
    /// Replaces the numbers of a row, in their order.
    ///
    /// - Parameter number: what is there instead, by its place among the numbers and by what was there.
    public func replace(row: Int, _ number: (_ column: Int, _ old: Double) -> Double) {
        write(numbers(of: row).enumerated().map { number($0.offset, $0.element) }, to: row)
    }
}
