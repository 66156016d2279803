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

    /// The same of every state and action of a model, one row after the other as it has them.
    static func successions(of model: FiniteModel) -> [Double] {
        (0..<model.states * model.actions).flatMap { row in
            sums(of: model.probabilities[Int(model.starts[row])..<Int(model.starts[row + 1])])
        }
    }

    /// The first position whose sum exceeds a uniform number; the last one's always does.
    @inline(__always)
    static func position(of draw: Double, in sums: UnsafePointer<Double>) -> Int {
        var position = 0
        while draw >= sums[position] { position &+= 1 }
        return position
    }

    /// The same among so many positions: from five to eight without branches, which would wait for chance.
    @inline(__always)
    static func position(of draw: Double, in sums: UnsafePointer<Double>, count: Int) -> Int {
        if count > 4 { return count > 8 ? position(of: draw, in: sums) : passed(by: draw, in: sums, count: count &- 1) }
        // Of a few sums, a branch is cheaper than a loop over vectors.
        var position = 0
        for index in 0..<(count &- 1) { position &+= draw >= sums[index] ? 1 : 0 }
        return position
    }

    /// How many of some sums a number has reached that is not negative; of sums that are no numbers none, and none by no number.
    ///
    /// Compared as whole numbers: compilers make branches of comparisons whose outcome is counted.
    @inline(__always)
    static func passed(by draw: Double, in sums: UnsafePointer<Double>, count: Int) -> Int {
        let mark = draw.isNaN ? -1 : Int64(bitPattern: draw.bitPattern)
        var passed = 0
        for index in 0..<count {
            let sum = Int64(bitPattern: sums[index].bitPattern & ~(1 << 63))
            passed &+= Int(truncatingIfNeeded: UInt64(bitPattern: sum &- mark &- 1) >> 63)
        }
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
