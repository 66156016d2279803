internal import Config
internal import Determinism
internal import Numerics

/// A constant rate.
struct NoDecay: Decay {
    static let component = Component("none", "A constant learning rate.", fields: [])
    init(_ settings: Settings) {}
    func factor(after rounds: Int) -> Double { 1 }
}

/// PyTorch's `StepLR`.
struct StepDecay: Decay {
    static let component = Component(
        "step", "Multiplies the learning rate by a factor after every so many rounds.",
        details: "factor^⌊rounds / every⌋, as torch.optim.lr_scheduler.StepLR stepped once a round.",
        fields: [
            Field("every", .duration, "How long the rate stays.").defaults(
                to: .object([.init("rounds", .integer(100))])),
            Field("factor", .number(Interval(0, 1, includesLow: false)), "What it is multiplied with then.")
                .defaults(to: .number(0.95)),
        ])
    let every: Int
    let factor: Double

    init(_ settings: Settings) {
        every = settings.rounds("every")
        factor = settings.number("factor")
    }

    func factor(after rounds: Int) -> Double { Elementary.power(factor, rounds / every) }
}

/// PyTorch's `ExponentialLR`.
struct ExponentialDecay: Decay {
    static let component = Component(
        "exponential", "Multiplies the learning rate by a factor after every round.",
        details: "factor^rounds, as torch.optim.lr_scheduler.ExponentialLR.",
        fields: [
            Field("factor", .number(Interval(0, 1, includesLow: false)), "What it is multiplied with.")
                .defaults(to: .number(0.999)).main
        ])
    let factor: Double

    init(_ settings: Settings) { factor = settings.number("factor") }

    func factor(after rounds: Int) -> Double { Elementary.power(factor, rounds) }
}

/// PyTorch's `LinearLR`.
struct LinearDecay: Decay {
    static let component = Component(
        "linear", "Takes the learning rate to a fraction of itself in a straight line, and keeps it there.",
        details: "1 + (end − 1)·min(rounds / over, 1), as torch.optim.lr_scheduler.LinearLR with start_factor 1.",
        fields: [
            Field("over", .duration, "How long the line is."),
            Field("end", .number(.unit), "The fraction at its end.").defaults(to: .number(0)),
        ])
    let over: Int
    let end: Double

    init(_ settings: Settings) {
        over = settings.rounds("over")
        end = settings.number("end")
    }

    func factor(after rounds: Int) -> Double { 1 + (end - 1) * min(Double(rounds) / Double(over), 1) }
}

/// Half a cosine (Loshchilov & Hutter, ICLR 2017), without restarts.
struct CosineDecay: Decay {
    static let component = Component(
        "cosine", "Takes the learning rate to a fraction of itself along half a cosine, and keeps it there.",
        details: """
            end + (1 − end)·(1 + cos(π·min(rounds / over, 1)))/2: torch.optim.lr_scheduler.CosineAnnealingLR up to its
            T_max, after which PyTorch would rise again.
            """,
        source: Source(.warmRestarts, evidence: .reference),
        fields: [
            Field("over", .duration, "How long the half wave is."),
            Field("end", .number(.unit), "The fraction at its end.").defaults(to: .number(0)),
        ])
    let over: Int
    let end: Double

    init(_ settings: Settings) {
        over = settings.rounds("over")
        end = settings.number("end")
    }

    func factor(after rounds: Int) -> Double {
        let progress = min(Double(rounds) / Double(over), 1)
        return end + (1 - end) * (1 + Elementary.cos(Double.pi * progress)) / 2
    }
}
