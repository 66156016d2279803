import Archive

/// Numbers from files as networks and public states take them: Float32, every one of them a number.
///
/// A file of the right shape may hold anything: one NaN among weights or states makes NaNs of all that is trained on it,
/// and every later result still looks like one.
enum SingleNumbers {
    /// The elements of an array, row-major.
    ///
    /// Float64 is rounded to the nearest Float32. Refused are NaN, infinities, numbers beyond Float32, and whole numbers
    /// that Float32 does not hold exactly: such are indices or codes, not quantities.
    ///
    /// - Parameter subject: the file and the item, for the message.
    /// - Throws: ``StageError`` naming the element by its index, and by row and column counted from 1.
    static func read(_ array: ArchiveArray, of subject: String) throws(StageError) -> [Float] {
        let single: [Float]
        var unfit: (index: Int, what: String)?
        switch array.kind {
        case .float32:
            single = array.elements(as: Float.self) ?? []
        case .float64:
            let numbers = array.elements(as: Double.self) ?? []
            single = numbers.map { Float($0) }
            unfit = zip(numbers, single).enumerated().first { $1.0.isFinite && !$1.1.isFinite }
                .map { ($0.offset, "is \($0.element.0), beyond the largest Float32, \(Float.greatestFiniteMagnitude)") }
        case .uint8: single = array.bytes.map(Float.init)
        case .int32: (single, unfit) = whole(array.elements(as: Int32.self) ?? [])
        case .int64: (single, unfit) = whole(array.elements(as: Int64.self) ?? [])
        case .uint32: (single, unfit) = whole(array.elements(as: UInt32.self) ?? [])
        case .uint64: (single, unfit) = whole(array.elements(as: UInt64.self) ?? [])
        }
        if unfit == nil, let index = single.firstIndex(where: { !$0.isFinite }) {
            unfit = (index, single[index].isNaN ? "is not a number (NaN)" : "is infinite")
        }
        if let unfit { throw StageError("\(subject)\(place(unfit.index, array.shape)) \(unfit.what)") }
        return single
    }

    private static func whole<Number: FixedWidthInteger>(_ numbers: [Number]) -> ([Float], (Int, String)?) {
        let single = numbers.map { Float($0) }
        let index = zip(numbers, single).enumerated().first { Number(exactly: $1.1) != $1.0 }?.offset
        return (single, index.map { ($0, "is \(numbers[$0]), a whole number that Float32 does not hold exactly") })
    }

    /// `[3, 1] (row 4, column 2)`, as h5py counts, and as people do.
    private static func place(_ index: Int, _ shape: [Int]) -> String {
        var rest = index
        var indices: [Int] = []
        for length in shape.reversed() {
            indices.insert(rest % max(length, 1), at: 0)
            rest /= max(length, 1)
        }
        let words =
            switch indices.count {
            case 0: ""
            case 1: " (entry \(indices[0] + 1))"
            case 2: " (row \(indices[0] + 1), column \(indices[1] + 1))"
            default: ""
            }
        return "[\(indices.map(String.init).joined(separator: ", "))]\(words)"
    }
}

extension PublicStates {
    /// Why states cannot be compared at: not all numbers, or all one state; nil where they can.
    ///
    /// Checked of what every source makes, and of what is read back from a store.
    var objection: String? {
        let (count, width) = (batch.count, batch.width)
        for index in 0..<count * width where !batch.base[index].isFinite {
            let what = batch.base[index].isNaN ? "is not a number" : "is infinite"
            return "component \(index % width + 1) of public state \(index / width + 1) \(what)"
        }
        return count > 1 && Self.areEqual(batch.base, count: count, width: width)
            ? "all \(count) public states are one and the same" : nil
    }

    /// Whether every row is the first one.
    static func areEqual(_ states: UnsafePointer<Float>, count: Int, width: Int) -> Bool {
        (width..<max(count * width, width)).allSatisfy { states[$0] == states[$0 % width] }
    }
}
