import Config
import Determinism
import Learning

/// Numbers of an upload are rounded to few bits.
struct Quantize: Guard {
    static let component = Component(
        "quantize",
        "Every number of an upload is rounded to few bits, up or down at random, so that it is right on average.",
        details: """
            With l and h the least and the greatest number of an agent's upload and L = 2ᵇ − 1:
                t = (x − l) / (h − l) · L,  code = ⌊t⌋ + 1 with probability t − ⌊t⌋, otherwise ⌊t⌋
                the server reads x̂ = l + code · (h − l) / L,  E x̂ = x,  |x̂ − x| ≤ (h − l) / L
            Drawn from the exchange's own stream (of each replica by itself), anew for every question. On the wire: b bits per
            number, the whole rounded up to bytes, and l and h in the numbers' own precision, per agent and question. Results
            come back as they are. Numbers never leave [l, h]: probabilities stay above 0, but no longer sum to 1 exactly.
            An upload that is not finite arrives as numbers that are none. Rounding alone guarantees no privacy.
            It stands behind `clip` and `gaussian`, and before `seal`; `mask` rounds by itself.
            """,
        source: Source(
            .meanEstimation, evidence: .recalled,
            grounds: [
                .from(.recalled, "rounding at random on even levels between the least and the greatest number"),
                .from(.ours, "no rotation before it, and no code of variable length behind it"),
            ]),
        fields: [Field("bits", .integer(1...32), "Bits of a number on the wire, b").main.defaults(to: .integer(8))])

    static let spaces = [Signature.Space.distribution, .logit, .parameter]
    static let drawsForAll = true
    private let bits: Int
    private var levels: Double { Double(UInt64(1) << UInt64(bits) - 1) }

    init(_ settings: Settings) { bits = settings.integer("bits") }

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        guard way == .up else { return signature }
        guard !signature.form.isEncoded else { return nil }
        var signature = signature
        signature.form = .rounded
        signature.bits = bits
        signature.overhead += 2 * signature.precision.bytes
        signature.bound = nil
        return signature
    }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        var stream = passage.stream
        let isSingle = rows.signature.precision == .single
        rows.messages = (0..<rows.count).map { index in
            let numbers = rows.numbers(of: index)
            let isFinite = numbers.allSatisfy(\.isFinite)
            let low = isFinite ? numbers.min() ?? 0 : .nan
            let high = isFinite ? numbers.max() ?? 0 : .nan
            // Halves, as the difference of two finite numbers need not be one.
            let span = high / 2 - low / 2
            var packed = PackedBits(count: numbers.count, bits: bits)
            for number in numbers {
                let place = span > 0 ? (number / 2 - low / 2) / span * levels : 0
                let floor = place.rounded(.down)
                let rises = stream.uniform() < place - floor
                packed.append(UInt64(min(levels, floor + (rises ? 1 : 0))))
            }
            let ends = [low, high].flatMap { isSingle ? Self.bytes(Float($0)) : Self.bytes($0) }
            return ends + packed.bytes
        }
        rows.wipe()
    }

    func receive(_ rows: inout Batch, _ passage: Passage) {
        let isSingle = rows.signature.precision == .single
        let size = rows.signature.precision.bytes
        for (index, message) in rows.messages.enumerated() {
            let ends = [0, size].map { start in
                isSingle
                    ? Double(Self.number(message[start..<start + size], as: Float.self))
                    : Self.number(message[start..<start + size], as: Double.self)
            }
            let codes = PackedBits.codes(
                of: Array(message[(2 * size)...]), count: rows.signature.columns, bits: bits)
            rows.write(
                codes.map { code in
                    // Both ends exactly.
                    let share = Double(code) / levels
                    return share == 1 ? ends[1] : ends[0] + 2 * share * (ends[1] / 2 - ends[0] / 2)
                }, to: index)
        }
        rows.messages = []
    }

    private static func bytes<Number: BitwiseCopyable>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    private static func number<Number: BitwiseCopyable>(_ bytes: ArraySlice<UInt8>, as type: Number.Type) -> Number {
        bytes.withUnsafeBytes { $0.loadUnaligned(as: type) }
    }
}

/// Codes of so many bits, one after the other, the least significant bit first.
struct PackedBits {
    private(set) var bytes: [UInt8] = []
    private let bits: Int
    private var (pending, held): (UInt64, Int) = (0, 0)

    /// Room for so many codes, each of at most 32 bits.
    init(count: Int, bits: Int) {
        self.bits = bits
        bytes.reserveCapacity((count * bits + 7) / 8)
    }

    /// Adds a code; the last bits stand in a byte of their own until it is full.
    mutating func append(_ code: UInt64) {
        if held > 0 { bytes.removeLast() }
        pending |= code << UInt64(held)
        held += bits
        while held >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            held -= 8
        }
        if held > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
    }

    /// The codes that bytes hold.
    static func codes(of bytes: [UInt8], count: Int, bits: Int) -> [UInt64] {
        var (pending, held, next) = (UInt64(0), 0, 0)
        let most = UInt64(1) << UInt64(bits) - 1
        return (0..<count).map { _ in
            while held < bits {
                pending |= UInt64(bytes[next]) << UInt64(held)
                next += 1
                held += 8
            }
            defer {
                pending >>= UInt64(bits)
                held -= bits
            }
            return pending & most
        }
    }
}
