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

    /// The same among so many positions: where they are few, without branches, which would wait for chance.
    @inline(__always)
    static func position(of draw: Double, in sums: UnsafePointer<Double>, count: Int) -> Int {
        guard count <= 8 else { return position(of: draw, in: sums) }
        var position = 0
        for index in 0..<(count &- 1) { position &+= draw >= sums[index] ? 1 : 0 }
        return position
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
