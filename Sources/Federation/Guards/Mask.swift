import Config
import Determinism
import Learning

/// Every pair of agents adds and takes away the same random numbers: the server learns the sum and nothing else.
struct Mask: SummingGuard {
    static let component = Component(
        "mask",
        "Pairs of agents hide their uploads behind numbers that cancel in the sum: the server learns that alone.",
        details: """
            vₖ = round(xₖ · 2ᶠ) modulo 2⁶⁴, to the nearest and of two as near the even one; |xₖ| beyond R counts as R, and what
            is no number as 0
            mₖ = vₖ + Σ over agents j with names after k of PRG(key of k and j) − Σ over those before it, modulo 2⁶⁴
            the server: Σ mₖ = Σ vₖ, as a number of two's complement, 2⁻ᶠ and divided by K: the mean of the rounded numbers, bit
            for bit as it is without masks. 8 bytes per number on the wire, whatever it was; results come back as they are.

            PRG is ChaCha20 under HKDF-SHA256 of the exchange's key with the exchange's and the pair's names, with round and
            question as nonce. Sums of all agents have to stay below 2⁶³, K · R · 2ᶠ < 2⁶³: otherwise `concord check` refuses.
            Only a sum of all can be made of what arrives: `aggregate: mean` with `weights: uniform` and a server. Who takes part
            is known before anybody sends, so `participation` may choose some; agents that are lost on the way would leave their masks
            in the sum, and such faults are refused (the paper recovers masks from shares of the seeds, which is not done here).
            It stands behind `clip` and `gaussian`, and before `seal`.

            Simulated: all parties are in one process, and whoever knows the seed in the plan knows the masks.
            """,
        source: Source(
            .secureAggregation, evidence: .recalled,
            grounds: [
                .from(.recalled, "pairwise masks that cancel in the sum"),
                .from(
                    .ours,
                    "keys of the seed in place of an agreement on them; no shares, no second mask of an agent's own"),
            ]),
        fields: [
            Field(
                "range", .number(Interval(0, 0x1p52, includesLow: false)), "How far from 0 a number can be, R"
            ).main.defaults(to: .number(64)),
            Field("fraction_bits", .integer(0...52), "Bits behind the binary point, f").defaults(to: .integer(32)),
        ])

    static let spaces = [Signature.Space.distribution, .logit, .parameter]
    private let range: Double
    private let fractionBits: Int

    init(_ settings: Settings) {
        range = settings.number("range")
        fractionBits = settings.integer("fraction_bits")
    }

    private var scale: Double { Double(UInt64(1) << UInt64(fractionBits)) }

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        guard way == .up else { return signature }
        guard !signature.form.isEncoded else { return nil }
        var signature = signature
        signature.form = .masked
        signature.bits = 64
        signature.bound = nil
        return signature
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        if facts.absence == "faults" {
            return [
                Unfit(
                    .axes, "'\(facts.exchange)': agents that are lost leave their masks in the sum of 'protect' mask",
                    at: .exchange("protect"), other: .init(.exchange("faults"), "who is lost"),
                    help: "no mask, or no dropout; participation may choose some")
            ]
        }
        guard Double(facts.size) * range * scale >= 0x1p63 else { return [] }
        return [
            Unfit(
                .count,
                "'mask' of '\(facts.exchange)' overflows: \(facts.size) agents times range \(range) with \(fractionBits) bits "
                    + "behind the point are no less than 2⁶³", at: .exchange("protect"), other: facts.agentsRemark,
                help: "a smaller `range`, or fewer `fraction_bits`")
        ]
    }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        var words = (0..<rows.count).map { rows.numbers(of: $0).map(word) }
        for one in 0..<rows.count {
            for other in one + 1..<rows.count {
                let masks = masks(of: passage.senders[one], passage.senders[other], rows.signature.columns, passage)
                let (first, last) = passage.senders[one] < passage.senders[other] ? (one, other) : (other, one)
                for column in masks.indices {
                    words[first][column] &+= masks[column]
                    words[last][column] &-= masks[column]
                }
            }
        }
        rows.messages = words.map { $0.withUnsafeBytes { Array($0) } }
        rows.wipe()
    }

    func mean(of rows: Batch, into result: inout Batch) {
        var sum = [UInt64](repeating: 0, count: rows.signature.columns)
        for message in rows.messages {
            message.withUnsafeBytes { bytes in
                for column in sum.indices {
                    sum[column] &+= bytes.loadUnaligned(fromByteOffset: 8 * column, as: UInt64.self)
                }
            }
        }
        result.wipe()
        let count = Double(rows.messages.count)
        result.write(sum.map { Double(Int64(bitPattern: $0)) / scale / count }, to: 0)
    }

    /// A number in fixed point.
    private func word(_ number: Double) -> UInt64 {
        guard !number.isNaN else { return 0 }
        let inside = max(-range, min(range, number))
        return UInt64(bitPattern: Int64((inside * scale).rounded(.toNearestOrEven)))
    }

    /// What a pair adds and takes away.
    private func masks(of one: String, _ other: String, _ count: Int, _ passage: Passage) -> [UInt64] {
        let names = [one, other].sorted()
        let key = KeyDerivation.bytes(
            32, from: passage.key.bytes, for: Passage.text(["concord mask", passage.exchange] + names))
        let stream = KeyStream(key: key, nonce: passage.nonce)
        return stream.bytes(8 * count).withUnsafeBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
        }
    }
}
