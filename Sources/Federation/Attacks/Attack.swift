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
}

/// Whether liars draw anew for every receiver.
enum EachReceiver {
    static let field = Field(
        "each_receiver", .boolean, "Whether every receiver is sent another draw, where agents send to one another"
    ).defaults(to: .boolean(false))
}

extension Batch {
    /// Replaces the real numbers of a row, in their order.
    ///
    /// - Parameter number: what is there instead, by its place among the real numbers and by what was there.
    func replace(row: Int, _ number: (_ column: Int, _ old: Double) -> Double) {
        var column = 0
        for range in places {
            for place in range {
                if let rows = singles {
                    rows.row(row)[place] = Float(number(column, Double(rows.row(row)[place])))
                } else if let rows = doubles {
                    rows.row(row)[place] = number(column, rows.row(row)[place])
                }
                column += 1
            }
        }
    }

    /// How many real numbers a row has.
    var realColumns: Int { places.reduce(0) { $0 + $1.count } }

    /// The mean of some rows in Float64, by real column; zero of none.
    func mean(of some: [Int]) -> [Double] {
        var weights = [Double](repeating: 0, count: count)
        for row in some { weights[row] = 1 }
        var mean = [Double](repeating: 0, count: realColumns)
        guard !some.isEmpty, base != nil else { return mean }
        mean.withUnsafeMutableBufferPointer { mean in
            if let sums = mean.baseAddress { sum(weights: weights, divisor: Double(some.count), into: sums) }
        }
        return mean
    }
}
