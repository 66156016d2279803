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

    /// Adds an agent's row to a trace.
    func feedRow(_ index: Int, _ fingerprint: inout LaneFingerprint) {
        let width = rowWidth
        elements.withUnsafeBytes { bytes in
            fingerprint.update(UnsafeRawBufferPointer(rebasing: bytes[(index * width * 8)..<((index + 1) * width * 8)]))
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
