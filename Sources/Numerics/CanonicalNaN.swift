/// What is no number, in one form: quiet, positive, no payload, as `.nan` is, which also stands for what is missing.
///
/// Which results are NaN is the same everywhere; the sign and the payload of one are not: of two NaN an instruction keeps either,
/// compilers swap operands, and processors make new ones with either sign. So whatever leaves an agent, for a trace, a checkpoint,
/// a memory or the wire, has this form.
public enum CanonicalNaN {
    /// The bits of it in Float32.
    @usableFromInline static let single: UInt32 = 0x7FC0_0000
    /// The bits of it in Float64.
    @usableFromInline static let double: UInt64 = 0x7FF8_0000_0000_0000

    /// Copies numbers, and gives those that are none the one form. Integers are copied as they are.
    ///
    /// - Parameters:
    ///   - bytes: whole numbers of the kind.
    ///   - target: room for as many bytes; it may be where they are.
    public static func copy(
        _ bytes: UnsafeRawBufferPointer, of kind: ScalarKind, to target: UnsafeMutableRawPointer
    ) {
        switch kind {
        case .float32:
            copy(bytes, to: target, SIMD16<UInt32>.self, infinity: 0x7F80_0000, canonical: single)
        case .float64:
            copy(bytes, to: target, SIMD8<UInt64>.self, infinity: 0x7FF0_0000_0000_0000, canonical: double)
        case .int32, .int64, .uint8, .uint32, .uint64:
            guard let source = bytes.baseAddress, source != UnsafeRawPointer(target) else { return }
            target.copyMemory(from: source, byteCount: bytes.count)
        }
    }

    /// A copy of numbers, those that are none in the one form.
    public static func bytes(_ bytes: UnsafeRawBufferPointer, of kind: ScalarKind) -> [UInt8] {
        // Filling nothing writes to the empty array that all threads share.
        guard bytes.count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: bytes.count) { room, initialized in
            guard let target = room.baseAddress else { return }
            copy(bytes, of: kind, to: UnsafeMutableRawPointer(target))
            initialized = bytes.count
        }
    }

    /// Without its sign, a number is NaN where its bits exceed infinity's: then adding what is left up to the sign's place carries
    /// into it.
    @inline(__always)
    private static func copy<Lanes: SIMD>(
        _ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, _ type: Lanes.Type,
        infinity: Lanes.Scalar, canonical: Lanes.Scalar
    ) where Lanes.Scalar: FixedWidthInteger {
        let (stripe, width) = (MemoryLayout<Lanes>.size, MemoryLayout<Lanes.Scalar>.size)
        let sign = Lanes.Scalar(1) << Lanes.Scalar(Lanes.Scalar.bitWidth - 1)
        let (magnitudes, carries) = (Lanes(repeating: ~sign), Lanes(repeating: ~sign - infinity))
        let (ones, shift) = (Lanes(repeating: canonical), Lanes(repeating: Lanes.Scalar(Lanes.Scalar.bitWidth - 1)))
        let whole = bytes.count / stripe * stripe
        for offset in stride(from: 0, to: whole, by: stripe) {
            let numbers = bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            let isNone = Lanes.zero &- (((numbers & magnitudes) &+ carries) &>> shift)
            target.storeBytes(of: (numbers & ~isNone) | (ones & isNone), toByteOffset: offset, as: Lanes.self)
        }
        for offset in stride(from: whole, to: bytes.count, by: width) {
            let number = bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.Scalar.self)
            let isNumber = number & ~sign <= infinity
            target.storeBytes(of: isNumber ? number : canonical, toByteOffset: offset, as: Lanes.Scalar.self)
        }
    }
}

extension Float {
    /// The number itself, or NaN in its one form.
    @inlinable public var canonical: Float {
        bitPattern & 0x7FFF_FFFF <= 0x7F80_0000 ? self : Float(bitPattern: CanonicalNaN.single)
    }
}

extension Double {
    /// The number itself, or NaN in its one form.
    @inlinable public var canonical: Double {
        bitPattern & 0x7FFF_FFFF_FFFF_FFFF <= 0x7FF0_0000_0000_0000
            ? self : Double(bitPattern: CanonicalNaN.double)
    }
}
