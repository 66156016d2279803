/// The key of every stream one owner has: 64 bits of SHA-256 over the seed and the owner's name.
///
/// Owners are `agent/…`, `exchange/…`, `stage/…`. Because a stream is found by name, adding, removing or reordering
/// agents changes no other stream.
public struct StreamKey: Hashable, Sendable {
    /// The Philox key.
    public let word: UInt64

    /// The key of `owner` under `seed`.
    public init(seed: UInt64, owner: String) {
        var message: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: seed >> UInt64(shift)))
        }
        message.append(contentsOf: owner.utf8)
        word = Fingerprint(of: message).leadingWord
        #if DEBUG
            StreamProbe.name(word, owner, seed: seed)
        #endif
    }

    /// The stream of this owner for one purpose, in one round, in one episode or phase.
    ///
    /// Episodes beyond 2³², which only streams without rounds count up to, go on in the word of the round.
    @inlinable
    public func stream(_ purpose: Purpose, round: Int = 0, episode: Int = 0) -> RandomStream {
        RandomStream(
            key: word,
            counter: Philox.Words(
                0, UInt32(truncatingIfNeeded: episode), UInt32(truncatingIfNeeded: round &+ episode >> 32),
                purpose.rawValue))
    }
}

/// A sequence of random numbers, determined by (key, purpose, round, episode) and the position reached.
///
/// Passed `inout` to whoever needs randomness; a plain value, so a copy repeats the same numbers.
public struct RandomStream: Sendable, Equatable {
    /// Equal streams give equal numbers: the words of a spent block do not count.
    public static func == (one: RandomStream, other: RandomStream) -> Bool {
        one.key == other.key && one.counter == other.counter && one.unused == other.unused
    }

    @usableFromInline let key: UInt64
    /// Word 0 counts blocks of four numbers; words 1…3 hold episode, round and purpose.
    @usableFromInline var counter: Philox.Words
    @usableFromInline var block: Philox.Words
    @usableFromInline var unused: Int

    /// A stream at the start of `counter`.
    @inlinable
    public init(key: UInt64, counter: Philox.Words) {
        self.key = key
        self.counter = counter
        block = .zero
        unused = 0
        #if DEBUG
            StreamProbe.note(key, counter.w)
        #endif
    }

    /// The furthest position: one block before a stream's words would come again.
    public static let lastPosition = 4 * Int(UInt32.max)

    /// How many 32-bit words have been drawn. Setting it continues a saved stream.
    public var position: Int {
        @inlinable get { Int(counter[0]) * 4 - unused }
        @inlinable set {
            precondition((0...Self.lastPosition).contains(newValue), "a stream has 2³² blocks of four words")
            counter[0] = UInt32(newValue / 4)
            unused = 0
            for _ in 0..<(newValue % 4) { _ = next() }
        }
    }

    /// Its first counter: block 0 of its episode, round and purpose.
    public var start: Philox.Words {
        var start = counter
        start[0] = 0
        return start
    }

    /// How many words of the current block are not drawn yet, 0…3.
    @inlinable
    public var unusedWords: Int { unused }

    /// Steps over `blocks` whole blocks of four words, for whoever computes them in bulk, and says where they begin.
    ///
    /// - Precondition: no word of the current block is left.
    public mutating func skip(blocks: Int) -> (key: UInt64, counter: Philox.Words) {
        precondition(unused == 0, "blocks can only be skipped between blocks")
        let start = counter
        counter[0] += UInt32(blocks)  // Trapping: a stream whose words come again would be no stream.
        return (key, start)
    }

    /// 32 random bits.
    @inlinable
    public mutating func next() -> UInt32 {
        if unused == 0 {
            block = Philox.words(key: key, counter: counter)
            counter[0] += 1  // Trapping: a stream whose words come again would be no stream.
            unused = 4
        }
        let word = block[4 - unused]
        unused -= 1
        return word
    }

    /// 64 random bits: two words, the first one high.
    @inlinable
    public mutating func next64() -> UInt64 {
        let high = UInt64(next())
        return high << 32 | UInt64(next())
    }

    /// Uniform on [0, 1), a multiple of 2⁻⁵³. Draws two words.
    @inlinable
    public mutating func uniform() -> Double {
        Double(next64() >> 11) * 0x1p-53
    }

    /// Uniform on [0, 1), a multiple of 2⁻²⁴. Draws one word.
    @inlinable
    public mutating func uniformFloat() -> Float {
        Float(next() >> 8) * 0x1p-24
    }

    /// Uniform on [low, high). Draws two words.
    @inlinable
    public mutating func uniform(from low: Double, to high: Double) -> Double {
        low + (high - low) * uniform()
    }

    /// Uniform on 0..<bound, without bias (Lemire, ACM TOMACS 2019).
    @inlinable
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0 && bound <= Int(UInt32.max), "an index needs a bound between 1 and 2³² − 1")
        let range = UInt32(bound)
        var product = UInt64(next()) &* UInt64(range)
        if UInt32(truncatingIfNeeded: product) < range {
            let threshold = (0 &- range) % range
            while UInt32(truncatingIfNeeded: product) < threshold {
                product = UInt64(next()) &* UInt64(range)
            }
        }
        return Int(product >> 32)
    }

    /// `count` distinct indices from 0..<bound in random order (a partial Fisher–Yates shuffle).
    public mutating func distinctIndices(_ count: Int, below bound: Int) -> [Int] {
        precondition(count <= bound, "cannot choose \(count) distinct indices from \(bound)")
        var indices = Array(0..<bound)
        for position in 0..<count {
            indices.swapAt(position, position + index(below: bound - position))
        }
        return Array(indices.prefix(count))
    }
}
