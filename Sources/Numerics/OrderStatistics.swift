/// Columns of numbers in rising order: what robust means are made of.
public enum OrderStatistics {
    /// y[i] = the median of rows[0][i] … rows[count − 1][i]: the middle one, or half the sum of the two in the middle.
    ///
    /// Rows follow one another. NaN counts as greater than every number. `result` has room for `width` numbers.
    public static func median(
        rows: UnsafePointer<Float>, count: Int, width: Int, into result: UnsafeMutablePointer<Float>
    ) {
        columns(rows, count, width) { result[$0] = median($1, count) }
    }

    /// The same in Float64.
    public static func median(
        rows: UnsafePointer<Double>, count: Int, width: Int, into result: UnsafeMutablePointer<Double>
    ) {
        columns(rows, count, width) { result[$0] = median($1, count) }
    }

    /// y[i] = the mean of rows[0][i] … rows[count − 1][i] in rising order, without the first and the last `cut`; summed in that
    /// order.
    ///
    /// - Precondition: something is left, 2 cut < count.
    public static func trimmedMean(
        rows: UnsafePointer<Float>, count: Int, width: Int, cut: Int, into result: UnsafeMutablePointer<Float>
    ) {
        columns(rows, count, width) { result[$0] = mean($1, count, cut) }
    }

    /// The same in Float64.
    public static func trimmedMean(
        rows: UnsafePointer<Double>, count: Int, width: Int, cut: Int, into result: UnsafeMutablePointer<Double>
    ) {
        columns(rows, count, width) { result[$0] = mean($1, count, cut) }
    }

    @inline(__always)
    private static func mean<Number: BinaryFloatingPoint>(
        _ sorted: UnsafeMutablePointer<Number>, _ count: Int, _ cut: Int
    ) -> Number {
        precondition(cut >= 0 && 2 * cut < count, "something is left")
        var sum: Number = 0
        for index in cut..<(count - cut) { sum += sorted[index] }
        return sum / Number(count - 2 * cut)
    }

    /// The middle one, or half the sum of the two in the middle, which does not overflow, and of equal numbers is that number.
    @inline(__always)
    private static func median<Number: BinaryFloatingPoint>(
        _ sorted: UnsafeMutablePointer<Number>, _ count: Int
    ) -> Number {
        let (low, high) = (sorted[(count - 1) / 2], sorted[count / 2])
        return count % 2 == 1 || low == high ? low : low / 2 + high / 2
    }

    /// Hands every column over in rising order; the numbers are gathered in blocks of columns, so that rows are read in runs.
    @inline(__always)
    private static func columns<Number: BinaryFloatingPoint>(
        _ rows: UnsafePointer<Number>, _ count: Int, _ width: Int,
        _ body: (_ column: Int, _ sorted: UnsafeMutablePointer<Number>) -> Void
    ) {
        precondition(count > 0, "an order needs a row")
        let block = 64
        withUnsafeTemporaryAllocation(of: Number.self, capacity: count * block) { room in
            guard let base = room.baseAddress else { return }
            var start = 0
            while start < width {
                let columns = min(block, width - start)
                for row in 0..<count {
                    let source = rows + row * width + start
                    for column in 0..<columns { base[column * count + row] = source[column] }
                }
                for column in 0..<columns {
                    sort(base + column * count, count)
                    body(start + column, base + column * count)
                }
                start += columns
            }
        }
    }

    /// Sorts in place; insertion for the few, the library's for the many.
    @inline(__always)
    private static func sort<Number: BinaryFloatingPoint>(_ numbers: UnsafeMutablePointer<Number>, _ count: Int) {
        guard count <= 32 else {
            var all = UnsafeMutableBufferPointer(start: numbers, count: count)
            all.sort { isBelow($0, $1) }
            return
        }
        for index in 1..<max(count, 1) {
            let number = numbers[index]
            var place = index
            while place > 0, isBelow(number, numbers[place - 1]) {
                numbers[place] = numbers[place - 1]
                place -= 1
            }
            numbers[place] = number
        }
    }

    /// A total order: NaN above all, −0 below 0.
    @inline(__always)
    private static func isBelow<Number: BinaryFloatingPoint>(_ one: Number, _ other: Number) -> Bool {
        if one.isNaN { return false }
        if other.isNaN { return true }
        return one < other || (one == 0 && other == 0 && one.sign == .minus && other.sign == .plus)
    }
}
