// Sums over a row's columns, as norms and distances are: over the layout's real columns, padding left out, in Float64, by
// blocks of so many of them, which are summed in their order. So they depend neither on padding, nor on how many threads or
// processes share the work.
extension Batch {
    /// Real columns of a block; the last one has what is left.
    public static let blockColumns = 1024

    /// Hands over the numbers of all rows in Float64, a block of real columns at a time, in their order.
    ///
    /// - Parameter body: gets the first of the block's columns, how many there are, and the rows, ``blockColumns`` numbers
    ///   apart. Valid during the call.
    public func overBlocks(_ body: (_ first: Int, _ columns: Int, _ block: UnsafeMutablePointer<Double>) -> Void) {
        guard base != nil, count > 0 else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count * Self.blockColumns) { room in
            guard let block = room.baseAddress else { return }
            var (first, filled) = (0, 0)
            for range in places {
                var place = range.lowerBound
                while place < range.upperBound {
                    let some = min(range.upperBound - place, Self.blockColumns - filled)
                    for row in 0..<count {
                        read(row, place, some, into: block + row * Self.blockColumns + filled)
                    }
                    (place, filled) = (place + some, filled + some)
                    guard filled == Self.blockColumns else { continue }
                    body(first, filled, block)
                    (first, filled) = (first + filled, 0)
                }
            }
            if filled > 0 { body(first, filled, block) }
        }
    }

    /// Sums over the real columns of all rows, block by block in their order, wherever the blocks are.
    ///
    /// - Parameters:
    ///   - count: how many sums.
    ///   - body: adds a block's part of each: gets what ``overBlocks(_:)`` hands over, and the sums.
    func sumsOverBlocks(
        _ count: Int,
        _ body: (
            _ first: Int, _ columns: Int, _ block: UnsafeMutablePointer<Double>, _ sums: UnsafeMutablePointer<Double>
        ) -> Void
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        guard count > 0 else { return sums }
        guard let cut else {
            sums.withUnsafeMutableBufferPointer { sums in
                guard let sums = sums.baseAddress else { return }
                overBlocks { body($0, $1, $2, sums) }
            }
            return sums
        }
        var own: [Double] = []
        overBlocks { first, columns, block in
            own += [Double](repeating: 0, count: count)
            own.withUnsafeMutableBufferPointer { own in
                if let base = own.baseAddress { body(first, columns, block, base + own.count - count) }
            }
        }
        let blocks = cut.gather(own)
        for start in stride(from: 0, to: blocks.count, by: count) {
            for index in 0..<count { sums[index] += blocks[start + index] }
        }
        return sums
    }

    /// The places of real columns in a row, in their order.
    public var places: [Range<Int>] { cut?.places ?? columns.flatMap(\.places) }

    /// Some of a row's numbers, from a place of it on.
    private func read(_ row: Int, _ place: Int, _ some: Int, into numbers: UnsafeMutablePointer<Double>) {
        if let rows = singles {
            let source = rows.row(row) + place
            for index in 0..<some { numbers[index] = Double(source[index]) }
        } else if let rows = doubles {
            numbers.update(from: rows.row(row) + place, count: some)
        }
    }

    /// Writes real columns into a row; padding becomes zero.
    ///
    /// - Parameter numbers: as many as there are real columns, in their order.
    public func write(_ numbers: UnsafePointer<Double>, row: Int) {
        guard let base else { return }
        (base + row * signature.stride).initializeMemory(as: UInt8.self, repeating: 0, count: signature.stride)
        var written = 0
        for range in places {
            if let rows = singles {
                let target = rows.row(row) + range.lowerBound
                for index in 0..<range.count { target[index] = Float(numbers[written + index]) }
            } else if let rows = doubles {
                (rows.row(row) + range.lowerBound).update(from: numbers + written, count: range.count)
            }
            written += range.count
        }
    }

    /// Makes the first row a copy of a row of another batch, padding too.
    public func copy(_ row: Int, of rows: Batch) {
        let stride = signature.stride
        precondition(rows.signature.stride == stride && row < rows.count, "rows of one signature")
        guard let base, let origin = rows.base else { return }
        base.copyMemory(from: origin + row * stride, byteCount: stride)
    }

    /// (Σₖ wₖ xₖ) / `divisor`, real column by real column in Float64, in the rows' order. Rows without weight are not looked at.
    ///
    /// - Parameter sums: room for as many numbers as there are real columns.
    public func sum(weights: [Double], divisor: Double, into sums: UnsafeMutablePointer<Double>) {
        precondition(weights.count == count, "a weight for every row")
        overBlocks { first, columns, block in
            let sum = sums + first
            sum.initialize(repeating: 0, count: columns)
            for row in 0..<count where weights[row] != 0 {
                let (weight, numbers) = (weights[row], block + row * Self.blockColumns)
                for column in 0..<columns { sum[column] += weight * numbers[column] }
            }
            for column in 0..<columns { sum[column] /= divisor }
        }
    }

    /// Makes the first row the mean of some rows of another batch: their sum in Float64 in the rows' order, over their count.
    public func average(_ some: [Int], of rows: Batch) {
        var weights = [Double](repeating: 0, count: rows.count)
        for row in some { weights[row] = 1 }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: signature.width) { room in
            guard let sums = room.baseAddress else { return }
            rows.sum(weights: weights, divisor: Double(some.count), into: sums)
            write(sums, row: 0)
        }
    }

    /// The mean of some rows in Float64, number by number; zero of none.
    public func mean(of some: [Int]) -> [Double] {
        var weights = [Double](repeating: 0, count: count)
        for row in some { weights[row] = 1 }
        var mean = [Double](repeating: 0, count: signature.columns)
        guard !some.isEmpty, base != nil else { return mean }
        mean.withUnsafeMutableBufferPointer { mean in
            if let sums = mean.baseAddress { sum(weights: weights, divisor: Double(some.count), into: sums) }
        }
        return mean
    }

    /// Whether one row comes before another where their first unequal numbers are compared: an order that does not depend on
    /// who sent them.
    public func precedes(_ one: Int, _ other: Int) -> Bool {
        let own = firstDifference(one, other)
        guard let cut else { return own < 0 }
        return (cut.gather([own]).first { $0 != 0 } ?? 0) < 0
    }

    /// −1 where the first unequal number of one row is less, 1 where the other's is, 0 where all are equal.
    private func firstDifference(_ one: Int, _ other: Int) -> Double {
        for range in places {
            for place in range {
                let (first, second) = (number(one, place), number(other, place))
                if first != second { return first < second ? -1 : 1 }
            }
        }
        return 0
    }

    private func number(_ row: Int, _ place: Int) -> Double {
        singles.map { Double($0.row(row)[place]) } ?? doubles.map { $0.row(row)[place] } ?? 0
    }
}
