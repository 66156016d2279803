/// Floats on a 64-byte boundary, padded with zeros to whole vectors of 16: a value, copied when written to while shared.
public struct AlignedFloats: @unchecked Sendable, Equatable {
    // Shared only for reading: every mutation first makes the storage its own. That is what `Sendable` rests on.
    @usableFromInline var storage: Storage

    /// `count` zeros, rounded up to a multiple of 16.
    public init(zeros count: Int) {
        precondition(count >= 0, "a buffer cannot hold \(count) numbers")
        storage = Storage(count: (count + 15) / 16 * 16)
        storage.start.update(repeating: 0, count: storage.count)
    }

    /// How many floats there are, a multiple of 16.
    @inlinable public var count: Int { storage.count }

    /// The first float. Valid while this value lives and is not written to.
    @inlinable public var pointer: UnsafePointer<Float> { UnsafePointer(storage.start) }

    /// The first float, for writing. Copies first where the storage is shared; valid while this value lives uncopied.
    public var mutablePointer: UnsafeMutablePointer<Float> {
        mutating get {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
            return storage.start
        }
    }

    /// The float at a position.
    public subscript(position: Int) -> Float {
        get {
            precondition(position >= 0 && position < count, "position \(position) is outside the buffer")
            return pointer[position]
        }
        set {
            precondition(position >= 0 && position < count, "position \(position) is outside the buffer")
            mutablePointer[position] = newValue
        }
    }

    /// All bytes, padding included.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: storage.start, count: count * MemoryLayout<Float>.stride))
    }

    /// Whether all numbers are equal (0 = −0, and no number equals itself where it is not one).
    public static func == (left: AlignedFloats, right: AlignedFloats) -> Bool {
        guard left.count == right.count else { return false }
        return left.storage === right.storage
            || (0..<left.count).allSatisfy { left.pointer[$0] == right.pointer[$0] }
    }

    @usableFromInline
    final class Storage {
        @usableFromInline let start: UnsafeMutablePointer<Float>
        @usableFromInline let count: Int

        init(count: Int) {
            self.count = count
            let bytes = LargeAllocation.bytes(max(count, 16) * 4)
            start = bytes.bindMemory(to: Float.self, capacity: max(count, 16))
        }

        convenience init(copying other: Storage) {
            self.init(count: other.count)
            start.update(from: other.start, count: count)
        }

        deinit { LargeAllocation.free(start) }
    }
}
