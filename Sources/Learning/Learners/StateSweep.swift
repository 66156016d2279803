import Determinism

/// One pass over all that training changes of an agent: for a round's trace, or to see whether every number learned is finite.
///
/// A learner names its arrays once, in ``Learner/sweep(_:member:with:)``; both readings follow from that, so none can forget
/// an array. What an agent merely remembers of its world (a replay memory) is traced, and says nothing of divergence.
public struct StateSweep {
    private var fingerprint: LaneFingerprint?
    /// Bit 31 of any lane is set where an exponent was all ones.
    private var singles = SIMD16<UInt32>.zero
    /// Bit 63, likewise.
    private var doubles = SIMD8<UInt64>.zero

    private init(_ fingerprint: LaneFingerprint?) { self.fingerprint = fingerprint }

    /// A pass that takes the fingerprint and looks at every learned number.
    public static var tracing: StateSweep { StateSweep(LaneFingerprint()) }

    /// A pass that looks at learned numbers only, at the speed of memory.
    public static var looking: StateSweep { StateSweep(nil) }

    /// The 64-bit fingerprint of all that was added; 0 where none was taken.
    public var trace: UInt64 { fingerprint?.value ?? 0 }

    /// Whether no learned number was infinite or NaN.
    public var isFinite: Bool {
        var (low, high): (UInt32, UInt64) = (0, 0)
        for lane in singles.indices { low |= singles[lane] }
        for lane in doubles.indices { high |= doubles[lane] }
        return low & 1 << 31 == 0 && high & 1 << 63 == 0
    }

    /// Adds learned numbers in Float32: `bytes` holds whole ones.
    public mutating func add(learnedSingles bytes: UnsafeRawBufferPointer) {
        fingerprint?.update(bytes)
        // The exponent plus one carries into the sign's place exactly where it is all ones.
        let (mask, one) = (SIMD16<UInt32>(repeating: 0x7F80_0000), SIMD16<UInt32>(repeating: 0x0080_0000))
        var found = singles
        let stripes = bytes.count / 64
        for stripe in 0..<stripes {
            let words = bytes.loadUnaligned(fromByteOffset: stripe * 64, as: SIMD16<UInt32>.self)
            found |= (words & mask) &+ one
        }
        for offset in stride(from: stripes * 64, to: bytes.count, by: 4) {
            found[0] |= (bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) & mask[0]) &+ one[0]
        }
        singles = found
    }

    /// Adds learned numbers in Float64: `bytes` holds whole ones.
    public mutating func add(learnedDoubles bytes: UnsafeRawBufferPointer) {
        fingerprint?.update(bytes)
        let mask = SIMD8<UInt64>(repeating: 0x7FF0_0000_0000_0000)
        let one = SIMD8<UInt64>(repeating: 0x0010_0000_0000_0000)
        var found = doubles
        let stripes = bytes.count / 64
        for stripe in 0..<stripes {
            let words = bytes.loadUnaligned(fromByteOffset: stripe * 64, as: SIMD8<UInt64>.self)
            found |= (words & mask) &+ one
        }
        for offset in stride(from: stripes * 64, to: bytes.count, by: 8) {
            found[0] |= (bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & mask[0]) &+ one[0]
        }
        doubles = found
    }

    /// Adds what an agent remembers of its world.
    public mutating func add(remembered bytes: UnsafeRawBufferPointer) { fingerprint?.update(bytes) }

    /// Adds a counter or a position.
    public mutating func add(count: Int) { fingerprint?.update(UInt64(count)) }
}
