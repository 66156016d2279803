import Archive
import Testing

@testable import Experiment

/// What would be written and not read back is refused before it is begun.
@Suite("The size of checkpoints")
struct StoredSizeTests {
    @Test("A part may be as large as an array of an archive, and all parts as large as a file")
    func boundary() {
        func part(_ bytes: Double) -> StoredPart { StoredPart(words: "it takes", bytes: bytes) }
        let (array, file) = (Double(FileRole.largestArray), Double(FileRole.archive.largest))
        #expect(part(array).fits && !part(array + 1).fits && !part(.infinity).fits)
        #expect(StoredPart.fit([]) && StoredPart.fit([part(file - array), part(array)]))
        #expect(!StoredPart.fit([part(file - array), part(array), part(1)]))
    }

    private static func found(_ changes: [(String, String)], _ more: String = "") -> [String] {
        let text = changes.reduce(SpecText.text(more)) { $0.replacing($1.0, with: $1.1) }
        // Agents alike are told of one by one, at one place.
        return Set(SpecText.found(text).map { String($0.split(separator: " ").last ?? "") }).sorted()
    }

    private static let tooLarge = ["checkpoint/too-large"]

    @Test("Networks, replay memories, tables, public states and rows are each held against it")
    func parts() {
        // 4 · 10⁸ weights of 4 bytes, and two moments of each.
        #expect(Self.found([("[4]", "[20000, 20000]")]).isEmpty)
        #expect(Self.found([("[4]", "[30000, 30000]")]) == Self.tooLarge)
        let wide = [
            ("environment: cartpole", "environment: {garnet: {features: 1000}}"),
            ("round: {episodes: 1}", "round: {steps: 9}"),
        ]
        let replay = wide + [("learner: reinforce", "learner: {dqn: {replay: 500000}}")]
        // Two observations of 4000 bytes, and 9 bytes beside them.
        #expect(Self.found(replay).isEmpty)
        #expect(Self.found(replay + [("500000", "600000")]) == Self.tooLarge)
        let states =
            "federation: [fedhpd]\npublic_states: {rollouts: {of: [{name: v}], train: {rounds: 2}, "
            + "snapshots: {from: 1, to: 2, every: 1}, episodes: 100000, select: {clusters: {count: COUNT, each: 1000000}}}}"
        #expect(Self.found([], states.replacing("COUNT", with: "268")).isEmpty)
        #expect(Self.found([], states.replacing("COUNT", with: "269")) == Self.tooLarge)
        let rows = "checkpoint: {every: {rounds: 40000000}}"
        #expect(Self.found([("rounds: 10\n", "rounds: 50000000\n")], rows).isEmpty)
        #expect(
            Self.found([("rounds: 10\n", "rounds: 100000000\n"), ("40000000", "80000000")], rows) == Self.tooLarge)
    }
}
