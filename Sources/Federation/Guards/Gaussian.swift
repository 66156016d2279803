import Config
import Determinism
import Learning
import Numerics

/// Normal noise on every number of an upload.
struct Gaussian: NoisyGuard {
    static let component = Component(
        "gaussian", "Normal noise on every number of an upload: what one agent sent cannot be told from it.",
        details: """
            x ← x + σ ξ,  ξ ~ N(0, I),  σ = z S, on every number and padding left out, in Float64, rounded once; S is the most
            an upload can be long, C of the `clip` before it, unless `sensitivity` gives another number; without either it is 1.
            Drawn from the exchange's own stream (of each replica by itself), anew for every question of every meeting, senders
            one after the other.

            Behind a `clip`, T messages of an agent satisfy ρ-zCDP with ρ = T C²/(2σ²), which `concord plan` prints as
            (ε, δ) with ε = ρ + 2 √(ρ ln 1/δ): how well whoever is sent them can tell an agent's uploads from zeros in their
            place, in all T messages together (zero-out adjacency: who meets, and how many, is known to all). For replacement
            adjacency, where the uploads are replaced by any others at most C long, ρ is four times as much. The server is sent
            them, or without one the agents it is linked with: they get the same, so that all together learn no more than each.
            Neither sampling of agents nor sums of many count in its favor. Without a `clip`, or with `probability` below 1, there
            is no guarantee.
            The account is of normal noise; what floating-point numbers of it give away is left out.
            """,
        source: Source(
            .concentratedPrivacy, evidence: .recalled,
            grounds: [
                .from(.recalled, "ρ of normal noise, that ρ of several messages adds up, and ε of ρ and δ"),
                .from(
                    .authorCode,
                    "Zhuo, Feng, Lin, Xu & Yang, Federated deep reinforcement learning, arXiv 1901.08277, add noise of fixed deviation "
                        + "with a `probability`: that disturbs, and guarantees nothing"),
            ]),
        fields: [
            Field("multiplier", .number(.positive), "Deviation of the noise in lengths of an upload, z").main
                .defaults(to: .number(1)),
            Field(
                "sensitivity", .number(.positive),
                "What the deviation is a multiple of, S; without it C of the `clip` before, or 1 where there is none"
            ).optional,
            Field("probability", .number(.unit), "How likely a sender adds noise at all").defaults(to: .number(1)),
            Field(
                "delta", .number(Interval(0, 1, includesLow: false, includesHigh: false)),
                "With which δ the account says how large ε is"
            ).defaults(to: .number(1e-5)).shaping(.nothing),
        ])

    static let spaces = [Signature.Space.parameter]
    static let drawsForAll = true

    private let multiplier: Double
    private let sensitivity: Double?
    let probability: Double
    let delta: Double

    init(_ settings: Settings) {
        multiplier = settings.number("multiplier")
        sensitivity = settings.has("sensitivity") ? settings.number("sensitivity") : nil
        probability = settings.number("probability")
        delta = settings.number("delta")
    }

    func deviation(on signature: Signature) -> Double { multiplier * (sensitivity ?? signature.bound ?? 1) }

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        guard way == .up else { return signature }
        guard !signature.form.isEncoded else { return nil }
        var signature = signature
        signature.form = .altered
        signature.bound = nil
        return signature
    }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        let (places, deviation) = (rows.places, deviation(on: rows.signature))
        var stream = passage.stream
        for index in 0..<rows.count {
            if probability < 1, stream.uniform() >= probability { continue }
            for place in places {
                if let row = rows.singles?.row(index) {
                    for column in place { row[column] = Float(Double(row[column]) + deviation * stream.normal()) }
                }
                if let row = rows.doubles?.row(index) {
                    for column in place { row[column] += deviation * stream.normal() }
                }
            }
        }
    }
}
