/// Numbers one after the other of which some were not measured, eight bytes each: what of a record grows with its rounds.
public struct MeasuredColumn: Sendable, Equatable, RandomAccessCollection {
    /// Stands for nothing: a NaN that no arithmetic gives, unlike those of values that are not finite any more.
    private static let nothing: UInt64 = 0x7FF8_6E6F_7468_696E

    private var numbers: [Double] = []

    /// A column without numbers.
    public init() {}

    /// A column of rows in which nothing was measured.
    init(nothing count: Int) { numbers = Array(repeating: Double(bitPattern: Self.nothing), count: count) }

    /// The first row: 0.
    public var startIndex: Int { 0 }
    /// As many as there are rows.
    public var endIndex: Int { numbers.count }

    /// A number; nil where nothing was measured. It may be infinite or NaN: the agent had diverged.
    public subscript(row: Int) -> Double? {
        get { numbers[row].bitPattern == Self.nothing ? nil : numbers[row] }
        set { numbers[row] = newValue ?? Double(bitPattern: Self.nothing) }
    }

    /// Appends a number, or that nothing was measured.
    mutating func append(_ value: Double?) { numbers.append(value ?? Double(bitPattern: Self.nothing)) }

    /// Drops what comes after the first `count`.
    mutating func cut(to count: Int) { numbers.removeLast(numbers.count - count) }

    /// Appends rows in which nothing was measured until there are `count`.
    mutating func extend(to count: Int) {
        while numbers.count < count { append(nil) }
    }
}

/// A measure's values by row, then by agent: as many in a row as were measured there.
struct MeasuredRows: Sendable {
    private var numbers = MeasuredColumn()
    /// Where each row ends in them.
    private var ends: [Int] = []

    var count: Int { ends.count }

    /// How many numbers are in all rows.
    var numberCount: Int { numbers.count }

    /// The numbers of a row; none where nothing was measured.
    subscript(row: Int) -> Slice<MeasuredColumn> { numbers[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }

    /// An agent's number in a row.
    subscript(row: Int, agent: Int) -> Double? {
        let place = (row == 0 ? 0 : ends[row - 1]) + agent
        return place < ends[row] ? numbers[place] : nil
    }

    mutating func append(_ values: [Double?]) {
        for value in values { numbers.append(value) }
        ends.append(numbers.count)
    }

    /// Puts other values into the last row.
    mutating func replaceLast(by values: [Double?]) {
        ends.removeLast()
        numbers.cut(to: ends.last ?? 0)
        append(values)
    }

    /// Appends rows in which nothing was measured until there are `count`.
    mutating func extend(to count: Int) {
        while ends.count < count { ends.append(numbers.count) }
    }
}
