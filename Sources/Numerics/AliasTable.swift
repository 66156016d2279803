/// A distribution from which one 32-bit word draws (Walker's alias method, ACM TOMS 1977), in whole numbers throughout.
///
/// Probabilities are rounded to multiples of 2⁻³², the largest remainders up, so that they sum to one exactly: column
/// `u >> shift` of word u is chosen where the word's other bits are under the column's threshold, else its alias.
public struct AliasTable: Sendable, Equatable {
    /// By column: the share of the column's words that choose it.
    public private(set) var thresholds: [UInt32]
    /// By column: what its other words choose.
    public private(set) var aliases: [Int]
    /// The bits of a word below the column's.
    public let shift: Int

    /// The most outcomes of a distribution: with more, 32-bit words would tell their probabilities apart too roughly.
    public static let mostOutcomes = 1 << 20

    /// A table over as many columns as a power of two at least as large as the number of probabilities has.
    ///
    /// - Parameter columns: at least so many columns; for rows of equal width.
    public init(_ probabilities: [Double], columns least: Int = 1) {
        var bits = 0
        while 1 << bits < max(probabilities.count, least) { bits += 1 }
        precondition(
            1 << bits <= Self.mostOutcomes, "a distribution over more than 2²⁰ outcomes is too wide for 32-bit words")
        let (count, capacity) = (1 << bits, UInt64(1) << UInt64(32 - bits))
        var masses = Self.masses(probabilities) + [UInt64](repeating: 0, count: count - probabilities.count)
        thresholds = [UInt32](repeating: 0, count: count)
        aliases = Array(0..<count)
        shift = 32 - bits
        var small = (0..<count).filter { masses[$0] < capacity }
        var large = (0..<count).filter { masses[$0] >= capacity }
        while let poor = small.popLast() {
            guard let rich = large.popLast() else { preconditionFailure("the masses of a table sum to 2³²") }
            thresholds[poor] = UInt32(masses[poor])
            aliases[poor] = rich
            masses[rich] -= capacity - masses[poor]
            if masses[rich] < capacity { small.append(rich) } else { large.append(rich) }
        }
    }

    /// Whole numbers that sum to 2³², as near to the probabilities as can be.
    private static func masses(_ probabilities: [Double]) -> [UInt64] {
        let sum = probabilities.reduce(0, +)
        precondition(
            sum > 0 && probabilities.allSatisfy { $0 >= 0 }, "probabilities are not negative, and some positive")
        let scaled = probabilities.map { $0 / sum * 0x1p32 }
        var masses = scaled.map { UInt64($0) }
        let order = scaled.indices.sorted { one, other in
            let (first, second) = (
                scaled[one] - scaled[one].rounded(.down), scaled[other] - scaled[other].rounded(.down)
            )
            return (second, one) < (first, other)
        }
        var missing = Int64(1 << 32) - masses.reduce(0) { $0 + Int64($1) }
        var next = 0
        while missing > 0 {
            masses[order[next % order.count]] += 1
            missing -= 1
            next += 1
        }
        // Rounding in the division can also leave a few too many.
        while missing < 0 {
            let index = order[order.count - 1 - next % order.count]
            if masses[index] > 0 {
                masses[index] -= 1
                missing += 1
            }
            next += 1
        }
        return masses
    }

    /// What a word chooses.
    public subscript(word: UInt32) -> Int {
        let column = Int(UInt64(word) >> UInt64(shift))
        let rest = UInt64(word) & (UInt64(1) << UInt64(shift) - 1)
        return rest < UInt64(thresholds[column]) ? column : aliases[column]
    }
}
