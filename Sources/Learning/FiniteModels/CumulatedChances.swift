/// Distributions as sums of their probabilities, to draw from without division or bounds.
enum CumulatedChances {
    /// Sums up to each position; more than any draw from the last that can be drawn.
    static func sums(of probabilities: ArraySlice<Double>) -> [Double] {
        var sum = 0.0
        let last = probabilities.lastIndex { $0 > 0 } ?? probabilities.startIndex
        return probabilities.indices.map { index in
            sum += probabilities[index]
            return index >= last ? 2 : sum
        }
    }

    /// The first position whose sum exceeds a uniform number; the last one's always does.
    ///
    /// Of a few sums all are looked at, also those after it: a branch would wait for chance, and with it all walks that are played
    /// beside this one.
    ///
    /// - Parameter most: how many sums can be read; as many at least as belong together.
    @inline(__always)
    static func position(of draw: Double, in sums: UnsafePointer<Double>, most: Int) -> Int {
        var position = 0
        guard most <= few else {
            while draw >= sums[position] { position &+= 1 }
            return position
        }
        var isPassed = 1
        for index in 0..<(most &- 1) {
            isPassed &= reaches(Int64(bitPattern: draw.bitPattern), sums[index])
            position &+= isPassed
        }
        return position
    }

    /// Up to how many sums are all looked at.
    static let few = 8

    /// 1 where a number that is not negative, as its bits, has reached a sum, else 0; no number is reached by none.
    ///
    /// Compared as whole numbers: compilers make branches of comparisons whose outcome is counted.
    @inline(__always)
    private static func reaches(_ mark: Int64, _ sum: Double) -> Int {
        let sum = Int64(bitPattern: sum.bitPattern & ~(1 << 63))
        return Int(truncatingIfNeeded: UInt64(bitPattern: sum &- mark &- 1) >> 63)
    }

    /// How many of some sums a number has reached that is not negative; of sums that are no numbers none, and none by no number.
    @inline(__always)
    static func passed(by draw: Double, in sums: UnsafePointer<Double>, count: Int) -> Int {
        let mark = draw.isNaN ? -1 : Int64(bitPattern: draw.bitPattern)
        var passed = 0
        for index in 0..<count { passed &+= reaches(mark, sums[index]) }
        return passed
    }
}

extension UnsafeMutablePointer {
    /// Room of its own for a copy of some numbers; whoever asks gives it back.
    static func room(_ numbers: [Pointee]) -> Self {
        let room = Self.allocate(capacity: numbers.count)
        room.initialize(from: numbers, count: numbers.count)
        return room
    }
}
