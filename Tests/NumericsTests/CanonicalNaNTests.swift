import Numerics
import Testing

@Suite("What is no number has one form")
struct CanonicalNaNTests {
    /// Numbers of every class, and NaN of both signs, quiet and signaling, with payloads.
    static let singles: [UInt32] = [
        0, 0x8000_0000, 1, 0x8000_0001, 0x0080_0000, 0x3F80_0000, 0xBF80_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x7F80_0000,
        0xFF80_0000, 0x7F80_0001, 0xFF80_0001, 0x7FC0_0000, 0xFFC0_0000, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FC0_1234,
    ]
    static let doubles: [UInt64] =
        singles.map { UInt64($0) << 32 } + [
            0x7FF0_0000_0000_0001, 0xFFF0_0000_0000_0001, 0x7FEF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, UInt64.max,
            0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 1,
        ]

    @Test("and all numbers keep their bits, wherever they stand among how many", arguments: 0...70)
    func copies(count: Int) {
        let floats = (0..<count).map { Float(bitPattern: Self.singles[($0 * 7 + count) % Self.singles.count]) }
        let wide = (0..<count).map { Double(bitPattern: Self.doubles[($0 * 5 + count) % Self.doubles.count]) }
        let one = floats.withUnsafeBytes { CanonicalNaN.bytes($0, of: .float32) }
        let other = wide.withUnsafeBytes { CanonicalNaN.bytes($0, of: .float64) }
        let found = one.withUnsafeBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
        }
        let foundWide = other.withUnsafeBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
        }
        #expect(found == floats.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern })
        #expect(foundWide == wide.map { $0.isNaN ? 0x7FF8_0000_0000_0000 : $0.bitPattern })
        #expect(found == floats.map(\.canonical.bitPattern) && foundWide == wide.map(\.canonical.bitPattern))
    }

    @Test(
        "and integers are copied, whatever their bits would be as numbers",
        arguments: [ScalarKind.int32, .int64, .uint8, .uint32, .uint64])
    func integers(kind: ScalarKind) {
        let words = Self.doubles
        let bytes = words.withUnsafeBytes { CanonicalNaN.bytes($0, of: kind) }
        #expect(bytes == words.withUnsafeBytes { Array($0) })
    }
}
