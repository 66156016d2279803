/// A fast 64-bit fingerprint of raw bytes, for the trace that every round leaves.
///
/// Eight independent lanes of multiply–rotate mixing over 64-byte stripes, folded in lane order. Not cryptographic: it
/// finds divergence, it does not resist an adversary. Little-endian by definition.
public struct LaneFingerprint: Sendable, BitwiseCopyable {
    private var lanes: SIMD8<UInt64>
    private var length: UInt64 = 0

    /// An empty message.
    public init() {
        lanes = SIMD8(1, 2, 3, 4, 5, 6, 7, 8) &* SIMD8(repeating: 0x9E37_79B9_7F4A_7C15)
    }

    /// Appends one whole buffer; two buffers appended in turn differ from their concatenation.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let stripes = bytes.count / 64
        var lanes = self.lanes
        let factor = SIMD8<UInt64>(repeating: 0xC2B2_AE3D_27D4_EB4F)
        for stripe in 0..<stripes {
            let words = bytes.loadUnaligned(fromByteOffset: stripe * 64, as: SIMD8<UInt64>.self)
            lanes = (lanes ^ words) &* factor
            lanes ^= lanes &>> 29
        }
        if stripes * 64 < bytes.count {
            var tail = SIMD8<UInt64>.zero
            for offset in (stripes * 64)..<bytes.count {
                tail[(offset % 64) / 8] |= UInt64(bytes[offset]) << UInt64(8 * (offset % 8))
            }
            lanes = (lanes ^ tail) &* factor
            lanes ^= lanes &>> 29
        }
        self.lanes = lanes
        length = (length ^ UInt64(bytes.count)) &* 0x9E37_79B9_7F4A_7C15
    }

    /// Appends one number's bits.
    public mutating func update(_ word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { update($0) }
    }

    /// The fingerprint of everything appended.
    public var value: UInt64 {
        var folded = length
        for lane in 0..<8 {
            folded = (folded ^ lanes[lane]) &* 0xFF51_AFD7_ED55_8CCD
            folded ^= folded >> 33
        }
        return folded
    }
}
