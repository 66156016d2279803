import Determinism
import Testing

/// The literals are printed by `tools/fixtures/determinism.py`, which shares no code with the module.
@Suite("Lane fingerprints")
struct LaneFingerprintTests {
    private func fingerprint(_ buffers: [UInt8]...) -> UInt64 {
        var fingerprint = LaneFingerprint()
        for buffer in buffers { buffer.withUnsafeBytes { fingerprint.update($0) } }
        return fingerprint.value
    }

    @Test("have the same value on every machine")
    func literals() {
        let bytes = (0..<256).map { UInt8($0) }
        #expect(fingerprint() == 0xa982_72ef_d58e_ea7f)
        #expect(fingerprint([UInt8(ascii: "a")]) == 0xb2fe_5dac_c2c0_d99b)
        #expect(fingerprint(Array(bytes[..<64])) == 0xfaff_b69d_dad7_9d05)
        #expect(fingerprint(Array(bytes[..<100])) == 0x6117_744b_2941_c1af)
        #expect(fingerprint(bytes) == 0xfeda_02e6_c098_9ac8)
        #expect(fingerprint(Array(bytes[..<100]), Array(bytes[100...])) == 0x91d7_1c9e_2b71_d3bc)
    }

    @Test("change with every single bit", arguments: [1, 7, 8, 63, 64, 65, 200])
    func bits(count: Int) {
        var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        var seen: Set<UInt64> = [fingerprint(bytes)]
        for bit in 0..<(count * 8) {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(fingerprint(bytes))
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        #expect(seen.count == count * 8 + 1)
    }

    @Test("tell trailing zeros, order and boundaries apart")
    func boundaries() {
        #expect(fingerprint([1]) != fingerprint([1, 0]))
        #expect(fingerprint([1], [2]) != fingerprint([2], [1]))
        #expect(fingerprint([1, 2]) != fingerprint([1], [2]))
        #expect(fingerprint([UInt8](repeating: 0, count: 64)) != fingerprint([UInt8](repeating: 0, count: 128)))
    }

    @Test("take a number as its eight little-endian bytes")
    func words() {
        var fingerprint = LaneFingerprint()
        fingerprint.update(0x0807_0605_0403_0201)
        #expect(fingerprint.value == self.fingerprint([1, 2, 3, 4, 5, 6, 7, 8]))
    }

    @Test("do not depend on where the buffer lies in memory", arguments: 1..<9)
    func alignment(shift: Int) {
        let bytes = (0..<200).map { UInt8($0) }
        let shifted = [UInt8](repeating: 0xEE, count: shift) + bytes
        var fingerprint = LaneFingerprint()
        shifted.withUnsafeBytes { fingerprint.update(UnsafeRawBufferPointer(rebasing: $0[shift...])) }
        #expect(fingerprint.value == self.fingerprint(bytes))
    }
}
