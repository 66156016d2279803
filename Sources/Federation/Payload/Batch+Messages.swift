import Learning
import Numerics

extension Part.Precision {
    /// What such a number is on disk.
    fileprivate var kind: ScalarKind {
        switch self {
        case .single: .float32
        case .double: .float64
        }
    }
}

// Rows as bytes: what travels once a guard has made a message of them. Little-endian; padding stays at home.
extension Batch {
    /// Reads the numbers of a row, in Float64, in their order.
    public func numbers(of index: Int) -> [Double] {
        var numbers: [Double] = []
        numbers.reserveCapacity(signature.columns)
        let places = places
        if let row = singles?.row(index) { for place in places { for at in place { numbers.append(Double(row[at])) } } }
        if let row = doubles?.row(index) { for place in places { for at in place { numbers.append(row[at]) } } }
        return numbers
    }

    /// Writes the numbers of a row, rounded to its precision; padding becomes zero.
    public func write(_ numbers: [Double], to index: Int) {
        precondition(numbers.count == signature.columns, "a number for every column")
        numbers.withUnsafeBufferPointer { numbers in
            if let base = numbers.baseAddress { write(base, row: index) }
        }
    }

    /// The bits of a row, or of a table's columns that travel; numbers that are none in their one form.
    public func bytes(of index: Int) -> [UInt8] {
        if signature.keyed != nil { return tableBytes(of: index) }
        guard let base else { return [] }
        let (row, size) = (base + index * signature.stride, signature.precision.bytes)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(signature.columns * size)
        for place in places {
            let numbers = UnsafeRawBufferPointer(start: row + place.lowerBound * size, count: place.count * size)
            bytes += CanonicalNaN.bytes(numbers, of: signature.precision.kind)
        }
        return bytes
    }

    /// Puts bits back where ``bytes(of:)`` found them.
    public mutating func write(_ bytes: [UInt8], to index: Int) {
        if signature.keyed != nil { return writeTable(bytes, to: index) }
        guard let base else { return }
        let (row, size) = (base + index * signature.stride, signature.precision.bytes)
        var next = 0
        bytes.withUnsafeBytes { bytes in
            for place in places {
                let count = place.count * size
                UnsafeMutableRawBufferPointer(start: row + place.lowerBound * size, count: count)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[next..<next + count]))
                next += count
            }
        }
        precondition(next == bytes.count, "as many bytes as a row has")
    }

    /// Takes rows away whose bytes travel as messages: nothing is left of them but what was sent.
    public func wipe() {
        guard let base, signature.keyed == nil else { return }
        UnsafeMutableRawBufferPointer(start: base, count: count * signature.stride).initializeMemory(
            as: UInt8.self, repeating: 0)
    }

    // The columns of a table that travel: cells where there are some, otherwise states; distributions; counts where asked for.
    private func tableBytes(of index: Int) -> [UInt8] {
        let (table, keyed) = (tables[index], signature.keyed)
        var bytes: [UInt8] = []
        if keyed?.keyBytes == 0 {
            table.proxyState.withBytes { bytes += CanonicalNaN.bytes($0, of: .float32) }
        } else {
            table.cellIndex.withUnsafeBytes { bytes += $0 }
        }
        table.policy.withBytes { bytes += CanonicalNaN.bytes($0, of: .float32) }
        if keyed?.countBytes ?? 0 > 0 { table.visits.withUnsafeBytes { bytes += $0 } }
        return bytes
    }

    private mutating func writeTable(_ bytes: [UInt8], to index: Int) {
        let keyed = signature.keyed
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            func take(into target: UnsafeMutableRawBufferPointer) {
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest.prefix(target.count)))
                rest = rest.dropFirst(target.count)
            }
            if keyed?.keyBytes == 0 {
                tables[index].proxyState.elements.withUnsafeMutableBytes(take)
            } else {
                tables[index].cellIndex.withUnsafeMutableBytes(take)
            }
            tables[index].policy.elements.withUnsafeMutableBytes(take)
            if keyed?.countBytes ?? 0 > 0 { tables[index].visits.withUnsafeMutableBytes(take) }
            precondition(rest.isEmpty, "as many bytes as a table has")
        }
    }
}
