import Determinism
import Numerics

/// One pass over all that training changes of an agent: for a round's trace, or to see whether every number learned is finite.
///
/// A learner names its arrays once, in ``Learner/sweep(_:member:with:)``; both readings follow from that, so none can forget
/// an array. What an agent merely remembers of its world (a replay memory) is traced, and says nothing of divergence.
/// Numbers that are none are traced in their one form (``CanonicalNaN``), so that traces are the same on every machine.
public struct StateSweep: BitwiseCopyable {
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
        Self.united(singles) & 1 << 31 == 0 && Self.united(doubles) & 1 << 63 == 0
    }

    /// Adds learned numbers in Float32: `bytes` holds whole ones.
    public mutating func add(learnedSingles bytes: UnsafeRawBufferPointer) {
        var found = SIMD16<UInt32>.zero
        Self.look(at: bytes, exponent: 0x7F80_0000, one: 0x0080_0000, into: &found)
        singles |= found
        trace(bytes, of: .float32, isFinite: Self.united(found) & 1 << 31 == 0)
    }

    /// Adds learned numbers in Float64: `bytes` holds whole ones.
    public mutating func add(learnedDoubles bytes: UnsafeRawBufferPointer) {
        var found = SIMD8<UInt64>.zero
        Self.look(at: bytes, exponent: 0x7FF0_0000_0000_0000, one: 0x0010_0000_0000_0000, into: &found)
        doubles |= found
        trace(bytes, of: .float64, isFinite: Self.united(found) & 1 << 63 == 0)
    }

    /// Adds numbers to the fingerprint; where all are finite, as they lie there.
    private mutating func trace(_ bytes: UnsafeRawBufferPointer, of kind: ScalarKind, isFinite: Bool) {
        guard fingerprint != nil else { return }
        guard !isFinite else {
            fingerprint?.update(bytes)
            return
        }
        withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 64) { copy in
            guard let base = copy.baseAddress else { return }
            CanonicalNaN.copy(bytes, of: kind, to: base)
            fingerprint?.update(UnsafeRawBufferPointer(copy))
        }
    }

    /// The bits that are set in any lane.
    @inline(__always)
    private static func united<Lanes: SIMD>(_ lanes: Lanes) -> Lanes.Scalar where Lanes.Scalar: FixedWidthInteger {
        var all = Lanes.Scalar.zero
        for lane in lanes.indices { all |= lanes[lane] }
        return all
    }

    /// Sets the sign's bit of a lane where the exponent of a number is all ones: that plus one carries into the sign's place
    /// exactly then.
    @inline(__always)
    private static func look<Lanes: SIMD>(
        at bytes: UnsafeRawBufferPointer, exponent: Lanes.Scalar, one: Lanes.Scalar, into found: inout Lanes
    ) where Lanes.Scalar: FixedWidthInteger {
        let (mask, ones) = (Lanes(repeating: exponent), Lanes(repeating: one))
        let (stripe, width) = (MemoryLayout<Lanes>.size, MemoryLayout<Lanes.Scalar>.size)
        var seen = found
        let whole = bytes.count / stripe * stripe
        for offset in stride(from: 0, to: whole, by: stripe) {
            seen |= (bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.self) & mask) &+ ones
        }
        for offset in stride(from: whole, to: bytes.count, by: width) {
            seen[0] |= (bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.Scalar.self) & exponent) &+ one
        }
        found = seen
    }

    /// Adds what an agent remembers of its world. Floating-point numbers among it were remembered in their one form
    /// (`canonical`), as it is not looked at here.
    public mutating func add(remembered bytes: UnsafeRawBufferPointer) { fingerprint?.update(bytes) }

    /// Adds a counter or a position.
    public mutating func add(count: Int) { fingerprint?.update(UInt64(count)) }
}
