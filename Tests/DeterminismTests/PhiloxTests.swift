import Determinism
import Testing

@Suite("Philox4x32-10")
struct PhiloxTests {
    /// A counter, a key and the words they give: `tests/kat_vectors` of the Random123 distribution.
    struct KnownAnswer: Sendable {
        let counter: Philox.Words
        let key: UInt64
        let words: Philox.Words
    }

    @Test(
        "reproduces Random123's known answers",
        arguments: [
            KnownAnswer(
                counter: Philox.Words(0, 0, 0, 0), key: 0,
                words: Philox.Words(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
            KnownAnswer(
                counter: Philox.Words(repeating: .max), key: .max,
                words: Philox.Words(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
            KnownAnswer(
                counter: Philox.Words(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: 0x299f_31d0_a409_3822,
                words: Philox.Words(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
        ])
    func knownAnswers(_ known: KnownAnswer) {
        #expect(Philox.words(key: known.key, counter: known.counter) == known.words)
    }

    @Test("changes about half of the output bits when one bit of the counter changes", arguments: 0..<128)
    func avalanche(bit: Int) {
        let counter = Philox.Words(1, 2, 3, 4)
        var flipped = counter
        flipped[bit / 32] ^= 1 << UInt32(bit % 32)
        let difference = Philox.words(key: 5, counter: counter) ^ Philox.words(key: 5, counter: flipped)
        let changed = (0..<4).reduce(0) { $0 + difference[$1].nonzeroBitCount }
        // Binomial(128, 1/2) lies within 64 ± 34 (six standard deviations).
        #expect((30...98).contains(changed))
    }
}
