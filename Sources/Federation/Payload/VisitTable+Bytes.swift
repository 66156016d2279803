import Numerics

// A table as bytes, little-endian: how ranks tell one another what agents remember.
extension VisitTable {
    /// The columns, one after the other, behind their lengths.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ number: Int) { withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 } }
        for number in [count, cellIndex.count, proxyState.width, policy.width, Int(sections)] { add(number) }
        cellIndex.withUnsafeBytes { bytes += $0 }
        proxyState.elements.withUnsafeBytes { bytes += $0 }
        policy.elements.withUnsafeBytes { bytes += $0 }
        visits.withUnsafeBytes { bytes += $0 }
        return bytes
    }

    /// The table at the start of what ``bytes`` gave, which is taken away.
    init(takingFrom bytes: inout ArraySlice<UInt8>) {
        func number() -> Int {
            let number = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
            bytes = bytes.dropFirst(8)
            return Int(Int64(littleEndian: number))
        }
        func column<Number: BitwiseCopyable>(_ count: Int, of zero: Number) -> [Number] {
            var column = [Number](repeating: zero, count: count)
            let size = count * MemoryLayout<Number>.stride
            column.withUnsafeMutableBytes { $0.copyBytes(from: bytes.prefix(size)) }
            bytes = bytes.dropFirst(size)
            return column
        }
        let (count, cells, observation, actions) = (number(), number(), number(), number())
        self.init(observation: observation, actions: actions)
        sections = Int32(number())
        cellIndex = column(cells, of: 0)
        proxyState.elements = column(count * observation, of: 0)
        policy.elements = column(count * actions, of: 0)
        visits = column(count, of: 0)
    }
}
