public import Numerics

// Arrays `[agent, …]` of learners whose block holds many agents: a row is an agent's.
extension Tensor {
    /// Numbers of one agent.
    var rowWidth: Int { shape.dropFirst().reduce(1, *) }
}

extension Tensor: PartLeaf where Scalar == Double {
    /// Copies consecutive agents' rows.
    public func copyRows(_ members: Range<Int>, _ places: Range<Int>, into rows: UnsafeMutableRawPointer) {
        let bytes = places.count
        precondition(places == 0..<8 * rowWidth, "a row of another table's shape: tables have no pieces")
        elements.withUnsafeBytes { own in
            guard let base = own.baseAddress else { return }
            rows.copyMemory(from: base + members.lowerBound * bytes, byteCount: members.count * bytes)
        }
    }

    /// Replaces consecutive agents' rows, each by its own, or all by the only one.
    public mutating func replaceRows(
        _ members: Range<Int>, _ places: Range<Int>, from rows: UnsafeRawPointer, areEqual: Bool
    ) {
        let bytes = places.count
        precondition(places == 0..<8 * rowWidth, "a row of another table's shape: tables have no pieces")
        elements.withUnsafeMutableBytes { own in
            guard let base = own.baseAddress.map({ $0 + members.lowerBound * bytes }) else { return }
            guard areEqual else { return base.copyMemory(from: rows, byteCount: members.count * bytes) }
            // What is written already is copied on, twice as much each time.
            base.copyMemory(from: rows, byteCount: bytes)
            var (written, whole) = (bytes, members.count * bytes)
            while written < whole {
                let more = min(written, whole - written)
                (base + written).copyMemory(from: base, byteCount: more)
                written += more
            }
        }
    }

    /// An agent's numbers.
    func row(_ index: Int) -> [Double] { Array(elements[(index * rowWidth)..<((index + 1) * rowWidth)]) }

    /// Adds an agent's row to a sweep.
    func feedRow(_ index: Int, _ sweep: inout StateSweep) {
        let width = rowWidth
        elements.withUnsafeBytes { bytes in
            sweep.add(
                learnedDoubles: UnsafeRawBufferPointer(rebasing: bytes[(index * width * 8)..<((index + 1) * width * 8)])
            )
        }
    }
}
