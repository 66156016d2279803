import Archive
import Config
import Determinism
import Learning
import Synchronization
import TestSupport
import Testing

@testable import Experiment
@testable import Federation

/// What is on the wire of whole runs, as the server and whoever listens see it.
@Suite("Protected runs")
struct ProtectedRunTests {
    /// What a run put on the wire.
    final class Record: Sendable {
        private let views = Mutex<[WireProbe.View]>([])
        func add(_ view: WireProbe.View) { views.withLock { $0.append(view) } }
        var all: [WireProbe.View] { views.withLock { $0 } }
    }

    static func run(_ text: String, rounds: Range<Int>, from cell: Cell? = nil) throws -> (
        cell: Cell, views: [WireProbe.View]
    ) {
        let record = Record()
        var cell = try cell ?? Self.cell(text)
        WireProbe.$watcher.withValue({ record.add($0) }) { for _ in rounds { _ = cell.advance(1) } }
        return (cell, record.all)
    }

    static func cell(_ text: String) throws -> Cell {
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        return try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    /// Parameters of networks and of tables, distributions in slices, and memories.
    static func texts(_ axes: String) -> [String] {
        let memories = """
            concord: 1
            name: memories
            seeds: [3]
            round: {episodes: 1}
            rounds: 12
            environment: {cartpole: {maximum_steps: 30}}
            learner: reinforce
            network: {hidden: [6]}
            optimizer: adam
            agents: [{name: a, count: 3}]
            federation: [{frd: {every: {rounds: 2}, \(axes)}}]

            """
        return [
            DeltaTests.text(DeltaTests.dqn, axes), DeltaTests.text(DeltaTests.td, "upload: delta, \(axes)"),
            SampleSpec.small.replacingOccurrences(
                of: "fedhpd: {every: {rounds: 2}}", with: "fedhpd: {every: {rounds: 2}, \(axes)}"), memories,
            memories.replacingOccurrences(of: "every: {rounds: 2}", with: "every: {rounds: 2}, upload: replay_memory"),
        ]
    }

    static func isAccepted(_ text: String) -> Bool { SpecText.compile(text).study != nil }

    /// Every guard by itself, as its defaults have it, and some of them together.
    static let chains =
        guards.map { "[\($0.component.kind)]" } + [
            "[{clip: 0.1}, {gaussian: 0.01}, mask, seal]", "[{quantize: 3}, {seal: chacha20_poly1305}]",
            "[{gaussian: 0.01}, {clip: 1}, {quantize: 12}]",
        ]

    private static let guards = Guards.all

    /// What ``texts(_:)`` upload.
    private static let uploads: [Signature.Space] = [.parameter, .parameter, .distribution, .visit, .visit]

    @Test("The bytes of what travels are those of the ledger, and the plan's", arguments: chains)
    func ledger(chain: String) throws {
        var accepted = 0
        for text in Self.texts("protect: \(chain)") where Self.isAccepted(text) {
            accepted += 1
            let (cell, views) = try Self.run(text, rounds: 0..<4)
            #expect(!views.isEmpty)
            // Guards that leave results as they are have nothing to show of them.
            for way in [Ledger.Direction.up, .down] where way == .up || views.contains(where: { $0.way == .down }) {
                let seen = views.filter { $0.way == way }.reduce(0) { $0 + $1.messages.reduce(0) { $0 + $1.count } }
                let counted = cell.ledger.entries.filter { $0.direction == way }.reduce(0) { $0 + $1.bytes }
                #expect(seen == counted && seen > 0, "\(way) of \(chain)")
            }
        }
        let present = Self.guards.filter { chain.contains($0.component.kind) }
        #expect(accepted == Self.uploads.count { space in present.allSatisfy { $0.spaces.contains(space) } })
    }

    @Test(
        "Who is sent nothing is sent no sealed message; who is in a group of its own gets its own",
        arguments: [false, true])
    func served(isGrouped: Bool) throws {
        let weights = isGrouped ? "{groups: {by: {label: [[a1, a2]]}}}" : "identity"
        for learner in [DeltaTests.dqn, DeltaTests.td] {
            let text = DeltaTests.text(learner, "weights: \(weights), protect: [seal]")
            let (cell, views) = try Self.run(text, rounds: 0..<4)
            let plain = try Self.run(DeltaTests.text(learner, "weights: \(weights)"), rounds: 0..<4).cell
            #expect(cell.trace() == plain.trace())
            let down = views.filter { $0.way == .down }
            let counted = cell.ledger.entries.filter { $0.direction == .down }.reduce(0) { $0 + $1.bytes }
            #expect(down.reduce(0) { $0 + $1.messages.reduce(0) { $0 + $1.count } } == counted)
            #expect(down.isEmpty != isGrouped && (counted > 0) == isGrouped)
        }
    }

    @Test("A sealed run has the bits of the run without, and nobody reads it off the wire")
    func sealed() throws {
        let (plain, sealed) = (Self.texts("name: x"), Self.texts("name: x, protect: [seal]"))
        for (one, other) in zip(plain, sealed) {
            var without = try Self.cell(one)
            for _ in 0..<6 { _ = without.advance(1) }
            let (with, views) = try Self.run(other, rounds: 0..<6)
            #expect(with.trace() == without.trace())
            #expect(!views.isEmpty)
            for view in views {
                // Sealed messages look random: of a thousand bytes, hardly any byte is much more frequent than others.
                let bytes = view.messages.flatMap { $0.dropFirst(12) }
                guard bytes.count > 2000 else { continue }
                #expect(Self.looksRandom(bytes))
            }
        }
    }

    /// χ² of the bytes with 255 degrees of freedom: mean 255, deviation 22.6; within 8 deviations.
    private static func looksRandom(_ bytes: [UInt8]) -> Bool {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let expected = Double(bytes.count) / 256
        let squares = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        return squares < 255 + 8 * 22.6
    }

    /// A message's words of 64 bits.
    private static func words(_ message: [UInt8]) -> [UInt64] {
        message.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) }
        }
    }

    /// A message's numbers as a mask has them before it hides them: times 2³², to the nearest and of two as near the even one.
    private static func fixedPoint(_ message: [UInt8], _ precision: Part.Precision) -> [UInt64] {
        message.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: precision.bytes).map { place in
                let number =
                    precision == .single
                    ? Double(bytes.loadUnaligned(fromByteOffset: place, as: Float.self))
                    : bytes.loadUnaligned(fromByteOffset: place, as: Double.self)
                return UInt64(bitPattern: Int64((number * 0x1p32).rounded(.toNearestOrEven)))
            }
        }
    }

    /// Where a message's nonce was used: key and nonce.
    private static func nonces(_ views: [WireProbe.View]) -> [String] {
        views.flatMap { view in
            zip(view.agents, view.messages).map { "\(view.exchange) \($0) \(view.way) \($1.prefix(12))" }
        }
    }

    /// Agents that meet the server one by one, the quick ones often.
    private static let alone = """
        concord: 1
        name: alone
        seeds: [4]
        environment: {cartpole: {maximum_steps: 40}}
        optimizer: {sgd: {learning_rate: 0.01}}
        round: {steps: 10}
        rounds: 12
        learner: {dqn: {learning_starts: 20, batch: 8}}
        network: {hidden: [6, 5]}
        agents: [{name: a, count: 4}]
        federation: [{parameter_average: {protect: [seal], when: {asynchronous: {speed: [0.2, 2]}}}}]

        """

    @Test("No key sees a nonce twice, and a resumed run goes on with those of the whole run")
    func nonces() throws {
        for text in Self.texts("protect: [seal]") + [Self.alone] {
            let whole = try Self.run(text, rounds: 0..<8)
            let all = Self.nonces(whole.views)
            #expect(Set(all).count == all.count && all.count > 10)
            let first = try Self.run(text, rounds: 0..<5)
            var second = try Self.cell(text)
            try second.restore(first.cell.tree(), round: 5, isScheduled: false)
            let rest = try Self.run(text, rounds: 5..<8, from: second)
            #expect(Self.nonces(first.views) + Self.nonces(rest.views) == all)
            #expect(first.views.map(\.messages) + rest.views.map(\.messages) == whole.views.map(\.messages))
        }
    }

    @Test("What the server sees of masked uploads is nobody's payload, and what it makes of them nearly the mean")
    func masked() throws {
        for (one, other) in zip(
            Self.texts("name: x, protect: [{gaussian: 1e-30}]"), Self.texts("name: x, protect: [mask]"))
        where Self.isAccepted(one) {
            let (plain, open) = try Self.run(one, rounds: 0..<2)
            let (cell, masked) = try Self.run(other, rounds: 0..<2)
            #expect(open.count == masked.count && !open.isEmpty)
            var bytes: [UInt8] = []
            for (payload, view) in zip(open, masked) where view.way == .up {
                let words = view.messages.map(Self.words)
                let own = payload.messages.map { Self.fixedPoint($0, payload.signature.precision) }
                #expect(own.map(\.count) == words.map(\.count) && own.count > 1 && !own[0].isEmpty)
                // Nobody's number stands there, not even nearly: masks are of 64 bits, and payloads differ by rounding at most.
                for (own, seen) in zip(own.joined(), words.joined()) {
                    #expect((Int64(bitPattern: own) &- Int64(bitPattern: seen)).magnitude > 1 << 40)
                }
                // What is hidden is there: at the first meeting the sums are those of the payloads, bit for bit.
                if view.round == masked[0].round {
                    for column in words[0].indices {
                        #expect(words.reduce(0) { $0 &+ $1[column] } == own.reduce(0) { $0 &+ $1[column] })
                    }
                }
                bytes += view.messages.joined()
            }
            #expect(Self.looksRandom(bytes))
            let (exact, found) = (DeltaTests.numbers(plain), DeltaTests.numbers(cell))
            // Two meetings' rounding to 2⁻³² and, of networks, to Float32.
            #expect(zip(exact, found).allSatisfy { abs($0 - $1) < 1e-5 })
            #expect(exact != found)
        }
    }

    @Test("Every question of a meeting is protected by numbers of its own")
    func questions() throws {
        let text = Self.texts("protect: [{quantize: 1}, seal]")[2]
        let (_, views) = try Self.run(text, rounds: 0..<2)
        let up = views.filter { $0.way == .up }
        #expect(up.map(\.asked) == Array(1...10))
        #expect(Set(up.flatMap(\.messages)).count == 30)
    }

    @Test(
        "What means nothing is refused",
        arguments: [
            ("protect: [mask, quantize]", "'quantize' cannot come after 'mask'"),
            ("protect: [quantize, mask]", "'mask' cannot come after 'quantize'"),
            ("protect: [seal, clip]", "'clip' cannot come after 'seal'"),
            ("protect: [seal, seal]", "'seal' cannot come after 'seal'"),
            ("protect: [mask], aggregate: median", "leaves nothing but sums"),
            ("protect: [mask], faults: [dropout]", "leave their masks in the sum"),
            ("protect: [{mask: {range: 1e9, fraction_bits: 40}}]", "overflows"),
            ("protect: [mask], weights: samples", "one sum of all"),
        ])
    func refusals(axes: String, words: String) {
        let (study, findings) = SpecText.compile(DeltaTests.text(DeltaTests.dqn, axes))
        #expect(study == nil)
        #expect(findings.diagnostics.contains { $0.message.contains(words) }, "\(findings.diagnostics.map(\.message))")
    }

    @Test("Masks go with participants that are chosen before anybody sends")
    func chosen() throws {
        let axes = "upload: delta, participation: {count: 2}, protect: [{clip: 0.5}, mask, seal]"
        let (cell, views) = try Self.run(DeltaTests.text(DeltaTests.dqn, axes), rounds: 0..<4)
        #expect(views.filter { $0.way == .up }.allSatisfy { $0.messages.count == 2 })
        #expect(DeltaTests.numbers(cell).allSatisfy { abs($0) < 10 })
    }
}
