import Determinism
import Numerics

// Arrays `[agent, …]` of learners whose block holds a whole cohort: a row is an agent's.
extension Tensor where Scalar == Double {
    /// Numbers of one agent.
    var rowWidth: Int { shape.dropFirst().reduce(1, *) }

    /// Copies an agent's row.
    func copyRow(_ index: Int, into row: UnsafeMutableRawPointer) {
        let width = rowWidth
        elements.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            row.copyMemory(from: base + index * width * 8, byteCount: width * 8)
        }
    }

    /// Replaces an agent's row.
    mutating func replaceRow(_ index: Int, from row: UnsafeRawPointer) {
        let width = rowWidth
        elements.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            (base + index * width * 8).copyMemory(from: row, byteCount: width * 8)
        }
    }

    /// Copies consecutive agents' rows.
    func copyRows(_ agents: Range<Int>, into rows: PartRows) {
        let bytes = rowWidth * 8
        elements.withUnsafeBytes { own in
            guard let base = own.baseAddress else { return }
            rows.base.copyMemory(from: base + agents.lowerBound * bytes, byteCount: agents.count * bytes)
        }
    }

    /// Replaces consecutive agents' rows, each by its own, or all by the only one.
    mutating func replaceRows(_ agents: Range<Int>, from rows: PartRows) {
        let bytes = rowWidth * 8
        elements.withUnsafeMutableBytes { own in
            guard let base = own.baseAddress.map({ $0 + agents.lowerBound * bytes }) else { return }
            guard rows.count == 1 else { return base.copyMemory(from: rows.base, byteCount: agents.count * bytes) }
            // What is written already is copied on, twice as much each time.
            base.copyMemory(from: rows.base, byteCount: bytes)
            var (written, whole) = (bytes, agents.count * bytes)
            while written < whole {
                let more = min(written, whole - written)
                (base + written).copyMemory(from: base, byteCount: more)
                written += more
            }
        }
    }

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

extension Block {
    /// The members' worlds, which `check` has found to be finite.
    var models: [FiniteModel] {
        members.map { member in
            guard let model = member.world.model else { preconditionFailure("'\(member.name)' has no finite world") }
            return model
        }
    }
}
