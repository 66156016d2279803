import Config
import Determinism
import Numerics
import Testing

@testable import Federation
@testable import Learning

/// Guards by themselves, on rows of two parts with padding between their numbers.
enum GuardedRows {
    /// A part of 5 numbers in a row of 8, and one of 3 in a row of 4.
    static func parts(_ precision: Part.Precision) -> [Part] {
        [
            Part("one", width: 8, columns: [0..<3, 4..<6], precision: precision, shape: "5"),
            Part("two", width: 4, columns: [0..<3], precision: precision, shape: "3"),
        ]
    }

    static let names = ["a", "b", "c", "d", "e"]

    static func make(_ kind: String, _ settings: [CanonicalValue.Member] = []) -> any Guard {
        Language.federation[Guards.name].make(Choice(.object([.init(kind, .object(settings))])))
    }

    static func passage(
        round: Int = 3, asked: Int = 1, senders: [String] = names, exchange: String = "x", way: Ledger.Direction = .up
    ) -> Passage {
        Passage(
            exchange: exchange, way: way, senders: senders, agents: Array(senders.indices), round: round, asked: asked,
            key: StreamKey(seed: 1, owner: "exchange/\(exchange)"), phase: ExchangePhase.guards)
    }

    /// Lends a batch of such rows, by sender the numbers without padding.
    static func with<Result>(
        _ rows: [[Double]], _ precision: Part.Precision, _ body: (inout Batch) throws -> Result
    ) rethrows -> Result {
        try with(rows, of: parts(precision), body)
    }

    /// The same of any parts.
    static func with<Result>(
        _ rows: [[Double]], of parts: [Part], _ body: (inout Batch) throws -> Result
    ) rethrows -> Result {
        let request = Request(.parts(parts), Signature("parameters", parts))
        let bytes = rows.count * request.signature.stride
        return try withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { room in
            room.initializeMemory(as: UInt8.self, repeating: 0)
            var batch = Batch(request.signature, request, count: rows.count, base: room.baseAddress, epoch: 1)
            for (index, row) in rows.enumerated() { batch.write(row, to: index) }
            return try body(&batch)
        }
    }

    /// All numbers of a row, padding too.
    static func memory(_ batch: Batch, _ row: Int) -> [Double] {
        if let row = batch.singles?.row(row) { return (0..<batch.signature.width).map { Double(row[$0]) } }
        if let row = batch.doubles?.row(row) { return (0..<batch.signature.width).map { row[$0] } }
        return []
    }

    static func drawn(_ count: Int, seed: UInt64, scale: Double = 1) -> [[Double]] {
        var stream = StreamKey(seed: seed, owner: "test/rows").stream(.sampling)
        return (0..<count).map { _ in (0..<8).map { _ in Double(Float(scale * stream.uniform(from: -1, to: 1))) } }
    }

    static func length(_ numbers: some Sequence<Double>) -> Double {
        numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}

@Suite("Clipping")
struct ClipTests {
    static let precisions: [Part.Precision] = [.single, .double]

    @Test("A row is never longer than C, points where it did, and stays where it is short", arguments: precisions)
    func clip(precision: Part.Precision) {
        let own = GuardedRows.make("clip", [.init("norm", .number(0.7))])
        for seed in 0..<200 {
            let rows = GuardedRows.drawn(5, seed: UInt64(seed), scale: seed < 100 ? 1 : 0.2)
            GuardedRows.with(rows, precision) { batch in
                own.protect(&batch, GuardedRows.passage())
                for (index, row) in rows.enumerated() {
                    let found = batch.numbers(of: index)
                    let (before, after) = (GuardedRows.length(row), GuardedRows.length(found))
                    #expect(after <= 0.7)
                    if before < 0.7 - 1e-12 {
                        #expect(found == row)
                    } else {
                        #expect(after > 0.7 * (1 - 1e-6))
                        for (one, other) in zip(row, found) { #expect(abs(one * 0.7 / before - other) < 1e-6) }
                    }
                    #expect(
                        zip([3, 6, 7, 11], [0, 0, 0, 0]).allSatisfy { GuardedRows.memory(batch, index)[$0] == $1 })
                }
            }
        }
    }

    @Test("Each part can be measured by itself; the bound of the whole is C √2")
    func eachPart() throws {
        let own = GuardedRows.make("clip", [.init("norm", .number(3)), .init("over", .text("each_part"))])
        GuardedRows.with([[3, 4, 0, 0, 0, 1, 2, 2]], .double) { batch in
            own.protect(&batch, GuardedRows.passage())
            let found = batch.numbers(of: 0)
            #expect(zip(found, [1.8, 2.4, 0, 0, 0, 1, 2, 2]).allSatisfy { abs($0 - $1) < 1e-12 })
            #expect(own.wire(batch.signature, .up)?.bound == 3 * 2.0.squareRoot())
            #expect(own.wire(batch.signature, .down) == batch.signature)
        }
        let signature = GuardedRows.with([[0, 0, 0, 0, 0, 0, 0, 0]], .single) { $0.signature }
        #expect(GuardedRows.make("clip").wire(signature, .up)?.bound == 1)
    }

    @Test("Lengths beyond what squares can hold are lengths, and what is not finite is none")
    func extremes() {
        let own = GuardedRows.make("clip")
        let rows = [
            [1e300, 0, 0, 0, 0, 0, 0, 1e300], [1e-305, 0, 0, 0, 0, 0, 0, 0], [.nan, 1, 0, 0, 0, 0, 0, 0],
            [.infinity, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
        ]
        GuardedRows.with(rows, .double) { batch in
            own.protect(&batch, GuardedRows.passage())
            #expect(abs(batch.numbers(of: 0)[0] - 0.5.squareRoot()) < 1e-12)
            #expect(batch.numbers(of: 1) == rows[1])
            for index in 2..<5 { #expect(batch.numbers(of: index).allSatisfy { $0 == 0 }) }
        }
    }
}

@Suite("Normal noise")
struct GaussianGuardTests {
    /// What the noise adds to zeros, over many questions.
    static func noise(_ settings: [CanonicalValue.Member], after clip: Double?, questions: Int) -> [Double] {
        let own = GuardedRows.make("gaussian", settings)
        var noise: [Double] = []
        for asked in 1...questions {
            GuardedRows.with(Array(repeating: Array(repeating: 0, count: 8), count: 5), .double) { batch in
                batch.signature.bound = clip
                own.protect(&batch, GuardedRows.passage(asked: asked))
                for row in 0..<5 {
                    noise += batch.numbers(of: row)
                    #expect([3, 6, 7, 11].allSatisfy { GuardedRows.memory(batch, row)[$0] == 0 })
                }
            }
        }
        return noise
    }

    @Test("Its deviation is z C of the clip before, or z times what the spec gives")
    func deviation() {
        for (settings, clip, wanted) in [
            ([CanonicalValue.Member("multiplier", .number(0.5))], 3.0 as Double?, 1.5),
            ([.init("multiplier", .number(2)), .init("sensitivity", .number(0.25))], 3, 0.5), ([], nil, 1),
        ] {
            let noise = Self.noise(settings, after: clip, questions: 500)
            let count = Double(noise.count)
            let mean = noise.reduce(0, +) / count
            let variance = noise.reduce(0) { $0 + $1 * $1 } / count
            let fourth = noise.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
            // 20 000 numbers: within four deviations of what the moments of N(0, σ²) vary by.
            #expect(abs(mean) < 4 * wanted / count.squareRoot())
            #expect(abs(variance / (wanted * wanted) - 1) < 4 * (2 / count).squareRoot())
            #expect(abs(fourth / (3 * variance * variance) - 1) < 4 * (96 / 9 / count).squareRoot())
            #expect(Set(noise).count == noise.count)
        }
    }

    @Test("With a probability, so many senders add noise")
    func probability() {
        let settings = [CanonicalValue.Member("probability", .number(0.1))]
        let noise = Self.noise(settings, after: nil, questions: 1000)
        let rows = stride(from: 0, to: noise.count, by: 8).count { noise[$0] != 0 }
        // 5000 senders, 500 expected, deviation √450.
        #expect(abs(rows - 500) < 85)
    }
}

@Suite("Rounding to few bits")
struct QuantizeTests {
    static let precisions: [Part.Precision] = [.single, .double]

    /// What arrives of rows, and the bytes of each message.
    static func arrives(_ rows: [[Double]], _ precision: Part.Precision, bits: Int, asked: Int) -> ([[Double]], [Int]) {
        let own = GuardedRows.make("quantize", [.init("bits", .integer(bits))])
        return GuardedRows.with(rows, precision) { batch in
            let plain = batch.signature
            own.protect(&batch, GuardedRows.passage(asked: asked))
            for row in rows.indices { #expect(GuardedRows.memory(batch, row).allSatisfy { $0 == 0 }) }
            let sizes = batch.messages.map(\.count)
            batch.signature = own.wire(plain, .up) ?? plain
            #expect(sizes.allSatisfy { $0 == batch.signature.bytes(rows: 1, messages: 1) })
            own.receive(&batch, GuardedRows.passage(asked: asked))
            return (rows.indices.map { batch.numbers(of: $0) }, sizes)
        }
    }

    @Test("stays within one level, keeps both ends, and is right on average", arguments: precisions, [1, 2, 5, 8])
    func unbiased(precision: Part.Precision, bits: Int) {
        let rows = GuardedRows.drawn(2, seed: 9)
        let questions = 4000
        var sums = rows.map { $0.map { _ in 0.0 } }
        for asked in 1...questions {
            let (found, sizes) = Self.arrives(rows, precision, bits: bits, asked: asked)
            #expect(sizes == [bits + 2 * precision.bytes, bits + 2 * precision.bytes])
            for row in rows.indices {
                let (low, high) = (rows[row].min() ?? 0, rows[row].max() ?? 0)
                let step = (high - low) / Double(1 << bits - 1)
                for (column, number) in rows[row].enumerated() {
                    #expect(abs(found[row][column] - number) <= step * (1 + 1e-6))
                    if number == low || number == high { #expect(found[row][column] == number) }
                    sums[row][column] += found[row][column] - number
                }
            }
        }
        for row in rows.indices {
            let step = ((rows[row].max() ?? 0) - (rows[row].min() ?? 0)) / Double(1 << bits - 1)
            // Each error is at most a step's half in deviation; 4.5 deviations of the mean.
            for sum in sums[row] {
                #expect(abs(sum) / Double(questions) < 4.5 * step / 2 / Double(questions).squareRoot() + 1e-7)
            }
        }
    }

    @Test("With 32 bits nothing is lost that Float32 would show; equal numbers and what is not finite arrive as such")
    func extremes() {
        let rows = GuardedRows.drawn(1, seed: 3)
        let (found, _) = Self.arrives(rows, .double, bits: 32, asked: 1)
        for (one, other) in zip(found[0], rows[0]) { #expect(abs(one - other) < 1e-9) }
        let same = [[Double]](repeating: [Double](repeating: 0.25, count: 8), count: 2)
        #expect(Self.arrives(same, .single, bits: 3, asked: 1).0 == same)
        let wide = [[-1.7e308, 1.7e308, 0, 0, 0, 0, 0, 0]]
        #expect(Self.arrives(wide, .double, bits: 8, asked: 1).0[0].prefix(2) == [-1.7e308, 1.7e308])
        let broken = Self.arrives([[.nan, 1, 2, 3, 4, 5, 6, 7]], .single, bits: 8, asked: 1).0
        #expect(broken[0].allSatisfy { $0.isNaN })
    }

    @Test("Codes of any width are packed without gaps", arguments: 1...32)
    func packing(bits: Int) {
        var stream = StreamKey(seed: UInt64(bits), owner: "test").stream(.sampling)
        let codes = (0..<37).map { _ in stream.next64() & (UInt64(1) << UInt64(bits) - 1) }
        var packed = PackedBits(count: codes.count, bits: bits)
        for code in codes { packed.append(code) }
        #expect(packed.bytes.count == (37 * bits + 7) / 8)
        #expect(PackedBits.codes(of: packed.bytes, count: 37, bits: bits) == codes)
    }
}

@Suite("Masks")
struct MaskTests {
    @Test(
        "The result is that of the same rounded numbers without masks, bit for bit", arguments: QuantizeTests.precisions
    )
    func cancel(precision: Part.Precision) throws {
        let made = GuardedRows.make("mask", [.init("range", .number(0.75)), .init("fraction_bits", .integer(20))])
        let own = try #require(made as? any SummingGuard)
        var rows = GuardedRows.drawn(5, seed: 5)
        rows[2][1] = .nan
        rows[3][4] = .infinity
        let words = rows.map { row in
            row.map { number -> Int64 in
                number.isNaN ? 0 : Int64((max(-0.75, min(0.75, number)) * 0x1p20).rounded(.toNearestOrEven))
            }
        }
        let wanted = (0..<8).map { column in
            Double(words.reduce(Int64(0)) { $0 &+ $1[column] }) / 0x1p20 / 5
        }
        var seen: Set<[UInt8]> = []
        for asked in 1...3 {
            let found = GuardedRows.with(rows, precision) { batch in
                own.protect(&batch, GuardedRows.passage(asked: asked))
                for (row, message) in batch.messages.enumerated() {
                    #expect(message.count == 64 && seen.insert(message).inserted)
                    // Nothing of a row is left: of 8 words none is the number itself.
                    let open = message.withUnsafeBytes { bytes in
                        (0..<8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self) }
                    }
                    #expect(zip(open, words[row]).allSatisfy { $0 != $1 })
                }
                return GuardedRows.with([[9, 9, 9, 9, 9, 9, 9, 9]], precision) { result in
                    own.mean(of: batch, into: &result)
                    #expect([3, 6, 7, 11].allSatisfy { GuardedRows.memory(result, 0)[$0] == 0 })
                    return result.numbers(of: 0)
                }
            }
            #expect(found == wanted.map { precision == .single ? Double(Float($0)) : $0 })
        }
    }

    @Test("Whoever is left out is missed: a sum of some is noise, and order of arrival means nothing")
    func order() throws {
        let own = try #require(GuardedRows.make("mask") as? any SummingGuard)
        let rows = GuardedRows.drawn(5, seed: 6)
        let messages = GuardedRows.with(rows, .double) { batch in
            own.protect(&batch, GuardedRows.passage())
            return batch.messages
        }
        let turned = GuardedRows.with(rows.reversed(), .double) { batch in
            own.protect(&batch, GuardedRows.passage(senders: GuardedRows.names.reversed()))
            return batch.messages
        }
        #expect(turned == messages.reversed())
        GuardedRows.with(rows, .double) { batch in
            batch.messages = Array(messages.dropLast())
            GuardedRows.with([[0, 0, 0, 0, 0, 0, 0, 0]], .double) { result in
                own.mean(of: batch, into: &result)
                #expect(result.numbers(of: 0).contains { abs($0) > 1000 })
            }
        }
    }
}

@Suite("Sealed messages")
struct SealTests {
    static let ciphers = ["aes_256_gcm", "chacha20_poly1305"]

    private static func seal(_ cipher: String) throws -> Seal {
        try #require(GuardedRows.make("seal", [.init("cipher", .text(cipher))]) as? Seal)
    }

    @Test("A message opens on its own link at its own meeting, and nowhere else", arguments: ciphers)
    func forgeries(cipher: String) throws {
        let own = try Self.seal(cipher)
        let plain = (0..<40).map { UInt8($0) }
        let passage = GuardedRows.passage(round: 7, asked: 2)
        let message = own.seal(plain, row: 1, kind: "parameters", passage)
        #expect(message.count == plain.count + 28)
        #expect(own.open(message, row: 1, kind: "parameters", passage) == plain)
        for bit in 0..<message.count * 8 {
            var forged = message
            forged[bit / 8] ^= 1 << (bit % 8)
            #expect(own.open(forged, row: 1, kind: "parameters", passage) == nil)
        }
        // Swapped with another agent's, of another kind, replayed later, sent back, or taken to another exchange.
        #expect(own.open(message, row: 2, kind: "parameters", passage) == nil)
        #expect(own.open(message, row: 1, kind: "consensus", passage) == nil)
        #expect(own.open(message, row: 1, kind: "parameters", GuardedRows.passage(round: 8, asked: 2)) == nil)
        #expect(own.open(message, row: 1, kind: "parameters", GuardedRows.passage(round: 7, asked: 3)) == nil)
        let down = GuardedRows.passage(round: 7, asked: 2, way: .down)
        #expect(own.open(message, row: 1, kind: "parameters", down) == nil)
        let other = GuardedRows.passage(round: 7, asked: 2, exchange: "y")
        #expect(own.open(message, row: 1, kind: "parameters", other) == nil)
        #expect(own.open([], row: 1, kind: "parameters", passage) == nil)
    }

    @Test("What is opened is what was sealed, numbers and messages alike", arguments: ciphers, QuantizeTests.precisions)
    func roundTrip(cipher: String, precision: Part.Precision) throws {
        let own = try Self.seal(cipher)
        var rows = GuardedRows.drawn(5, seed: 8)
        rows[0][0] = -0.0
        rows[4][7] = .infinity
        GuardedRows.with(rows, precision) { batch in
            let plain = batch.signature
            own.protect(&batch, GuardedRows.passage())
            #expect(GuardedRows.memory(batch, 4).allSatisfy { $0 == 0 })
            batch.signature = own.wire(plain, .up) ?? plain
            #expect(batch.messages.allSatisfy { $0.count == batch.signature.bytes(rows: 1, messages: 1) })
            own.receive(&batch, GuardedRows.passage())
            #expect(rows.indices.map { batch.numbers(of: $0) } == rows && batch.numbers(of: 0)[0].sign == .minus)
            #expect(batch.messages.isEmpty && own.wire(batch.signature, .up) == nil)
        }
    }
}
