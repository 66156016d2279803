import Determinism
import Testing

/// The literals are printed by `tools/fixtures/determinism.py`, which shares no code with the module.
@Suite("Random streams")
struct RandomStreamTests {
    private let key = StreamKey(seed: 20, owner: "agent/a1")

    @Test(
        "are keyed by SHA-256 of seed and owner",
        arguments: [
            (20, "agent/a1", 0xef5a_5f82_c14c_c81a), (20, "agent/a10", 0xa725_742f_7977_639c),
            (21, "agent/a1", 0xc00a_5a83_6ec0_f70a), (UInt64.max, "stage/public_states", 0xf00e_20c9_2547_33f3),
            (0, "", 0xaf55_70f5_a181_0b7a),
        ] as [(UInt64, String, UInt64)])
    func keys(seed: UInt64, owner: String, word: UInt64) {
        #expect(StreamKey(seed: seed, owner: owner).word == word)
    }

    @Test("count position, episode, round and purpose in the counter's words")
    func layout() {
        var stream = key.stream(.action, round: 1999, episode: 5)
        let drawn = (0..<8).map { _ in stream.next() }
        #expect(
            drawn == [
                0xd719_c984, 0xfdeb_88e7, 0xb809_d051, 0xdae5_1261, 0xb112_0267, 0xbf7c_127b, 0x6182_d8dc, 0x82d6_b917,
            ])
    }

    @Test("give the same uniform numbers everywhere")
    func uniformLiterals() {
        var stream = key.stream(.action, round: 1999, episode: 5)
        #expect(stream.uniform() == 0.8402372312247463)
        #expect(stream.uniformFloat() == 0.7188997268676758)
        #expect(stream.position == 3)
    }

    @Test("differ as soon as the seed, owner, purpose, round or episode does")
    func independence() {
        var words: Set<UInt64> = []
        var streams = 0
        for seed in [20, 21] as [UInt64] {
            for owner in ["agent/a1", "agent/a2", "exchange/fedhpd"] {
                for purpose in Purpose.numbered {
                    for round in [0, 1, 2000] {
                        for episode in 0..<3 {
                            var stream = StreamKey(seed: seed, owner: owner)
                                .stream(purpose, round: round, episode: episode)
                            words.insert(stream.next64())
                            streams += 1
                        }
                    }
                }
            }
        }
        #expect(words.count == streams)
    }

    @Test("of neighboring rounds and agents are uncorrelated")
    func correlation() {
        let count = 20_000
        let others = [
            key.stream(.action, round: 8), key.stream(.action, round: 7, episode: 1),
            key.stream(.environment, round: 7), StreamKey(seed: 20, owner: "agent/a2").stream(.action, round: 7),
            StreamKey(seed: 21, owner: "agent/a1").stream(.action, round: 7),
        ]
        for other in others {
            var one = key.stream(.action, round: 7)
            var two = other
            var sum = 0.0
            for _ in 0..<count { sum += (one.uniform() - 0.5) * (two.uniform() - 0.5) }
            // Each product has mean 0 and variance 1/144; the mean lies within five standard errors.
            #expect(abs(sum / Double(count)) < 5 / 12 / Double(count).squareRoot())
        }
    }

    @Test("continue at a saved position exactly", arguments: 0..<13)
    func position(drawn: Int) {
        var original = key.stream(.sampling, round: 3)
        for _ in 0..<drawn { _ = original.next() }
        var restored = key.stream(.sampling, round: 3)
        restored.position = original.position
        #expect(original.position == drawn)
        #expect(restored == original)
        for _ in 0..<9 { #expect(restored.next() == original.next()) }
    }

    @Test("repeat when copied")
    func copies() {
        var one = key.stream(.draw)
        _ = one.next()
        var two = one
        #expect(one.next64() == two.next64())
    }

    @Test("draw uniform numbers with the moments of the uniform distribution")
    func moments() {
        var stream = key.stream(.evaluation)
        let count = 100_000
        var sum = 0.0
        var squares = 0.0
        var floats = 0.0
        for _ in 0..<count {
            let value = stream.uniform()
            #expect(value >= 0 && value < 1)
            sum += value
            squares += value * value
            floats += Double(stream.uniformFloat())
        }
        let mean = sum / Double(count)
        // Standard errors: 0.2887 / √100000 = 0.00091 for the means, 0.00024 for the variance.
        #expect(abs(mean - 0.5) < 0.0046)
        #expect(abs(floats / Double(count) - 0.5) < 0.0046)
        #expect(abs(squares / Double(count) - mean * mean - 1.0 / 12) < 0.0012)
    }

    @Test("draw from an interval without leaving it")
    func interval() {
        var stream = key.stream(.draw)
        for _ in 0..<1000 { #expect((-0.05..<0.05).contains(stream.uniform(from: -0.05, to: 0.05))) }
    }

    @Test("choose each index equally often", arguments: [1, 2, 3, 7, 10])
    func indices(bound: Int) {
        var stream = key.stream(.sampling)
        var counts = [Int](repeating: 0, count: bound)
        let draws = 10_000 * bound
        for _ in 0..<draws { counts[stream.index(below: bound)] += 1 }
        let surprise = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
        // χ² with bound − 1 degrees of freedom exceeds 40 with probability below 10⁻⁵ for every bound here.
        #expect(surprise < 40)
    }

    @Test("reject the words that would bias an index")
    func largeBound() {
        // With 3·2³⁰ outcomes a plain multiplication would hit every third one twice: half of all draws.
        var stream = key.stream(.sampling)
        let bound = 3 << 30
        var thirds = [0, 0, 0]
        for _ in 0..<30_000 { thirds[stream.index(below: bound) % 3] += 1 }
        for count in thirds { #expect(abs(count - 10_000) < 410) }
    }

    @Test("choose distinct indices, every one when asked for all")
    func distinct() {
        var stream = key.stream(.sampling)
        let some = stream.distinctIndices(50, below: 1000)
        #expect(Set(some).count == 50)
        #expect(some.allSatisfy { (0..<1000).contains($0) })
        let all = stream.distinctIndices(100, below: 100)
        #expect(all.sorted() == Array(0..<100))
        #expect(all != Array(0..<100))
        #expect(stream.distinctIndices(0, below: 0) == [])
    }

    @Test("keep the numbers of their purposes")
    func purposes() {
        // These words reach the counter: renumbering one would change every run.
        #expect(
            Purpose.numbered.prefix(8).map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7, 8]
                && Purpose.draw.rawValue == 1 && Purpose.initialization.rawValue == 2
                && Purpose.environment.rawValue == 3 && Purpose.action.rawValue == 4
                && Purpose.evaluation.rawValue == 5 && Purpose.sampling.rawValue == 6
                && Purpose.exchange.rawValue == 7 && Purpose.resample.rawValue == 8)
    }
}
