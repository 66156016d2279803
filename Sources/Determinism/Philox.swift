/// Philox4x32-10, the counter-based generator of Salmon et al. (SC 2011): a keyed bijection on 128-bit counters.
///
/// There is no state to save or lose: equal key and counter give equal words, in any order, on any thread.
public enum Philox {
    /// Four 32-bit words: a counter going in, random words coming out.
    public typealias Words = SIMD4<UInt32>

    /// The ten-round permutation of `counter` under `key`, whose low 32 bits are key word 0 and high 32 bits key word 1.
    @inlinable
    public static func words(key: UInt64, counter: Words) -> Words {
        // Scalars: the compiler keeps them in registers, which it does not do with a vector's elements.
        var (x0, x1, x2, x3) = (counter.x, counter.y, counter.z, counter.w)
        var k0 = UInt32(truncatingIfNeeded: key)
        var k1 = UInt32(truncatingIfNeeded: key >> 32)
        for _ in 0..<10 {
            let product0 = UInt64(x0) &* 0xD251_1F53
            let product1 = UInt64(x2) &* 0xCD9E_8D57
            x0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ x1 ^ k0
            x1 = UInt32(truncatingIfNeeded: product1)
            x2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ x3 ^ k1
            x3 = UInt32(truncatingIfNeeded: product0)
            k0 = k0 &+ 0x9E37_79B9
            k1 = k1 &+ 0xBB67_AE85
        }
        return Words(x0, x1, x2, x3)
    }
}
