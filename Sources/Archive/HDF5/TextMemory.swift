internal import CHDF5
import Glibc

/// Room for the strings of one dataset, which HDF5 asks for one by one: no more than is left of a budget.
final class TextMemory {
    private var left: Int
    private var pieces: [UnsafeMutableRawPointer] = []

    init(most: Int) { left = most }

    deinit { release() }

    /// Has HDF5 ask here while it transfers data by these properties; this lives as long as they do.
    func lend(to properties: hid_t) -> herr_t {
        H5Pset_vlen_mem_manager(
            properties,
            { size, memory in
                guard let memory else { return nil }
                return Unmanaged<TextMemory>.fromOpaque(memory).takeUnretainedValue().room(size)
            }, Unmanaged.passUnretained(self).toOpaque(), { _, _ in }, nil)
    }

    private func room(_ size: Int) -> UnsafeMutableRawPointer? {
        guard size >= 0, size <= left, let piece = malloc(max(size, 1)) else { return nil }
        left -= size
        pieces.append(piece)
        return piece
    }

    /// Gives everything back.
    func release() {
        for piece in pieces { free(piece) }
        pieces = []
    }
}
