internal import Config
internal import Determinism
internal import Numerics

/// Shrinks where the federation's returns stall (Jin et al. 2022).
struct PlateauDecay: StallCounting {
    static let component = Component(
        "plateau", "Multiplies the learning rate by a factor whenever the federation's return has stalled.",
        details: """
            After meeting n = 1, 2, … of the exchange, Jₙ is the mean over the federation's agents of `returns`, as they are then, in
            their own worlds. With l = `lag` and n ≥ l + 2,
                Jₙ₋ₗ − Jₙ₋ₗ₋₁ < below · Jₙ₋ₗ₋₁   ⇒   rate ← rate · factor        from the next round on
            Nothing before the first meeting is looked at: J of tables that begin at random says nothing of progress. below · J has
            J's sign: while J is negative, only a fall by more than below · |J| is a stall. What is not finite is none.
            The default lag is ⟦lag⟧, as in the program of Jin et al., which looks before it has evaluated what the last meeting made;
            with `lag: 0` the newest return is compared. `returns: exact` is J(π) by linear solve in known worlds, begun where
            `evaluation.start` says; `returns: training` is that of the meeting's round, over those agents whose episodes ended in it, and
            a meeting of whose round no episode ended is not counted. Of several replicas each has its own rate. The measure of such
            returns, `exact_return` or `training_return`, has to be recorded, so that a run shows what its rates follow; \
            rates follow it at every meeting, whatever the record's period. Where
            agents have no exchange nothing looks, and the rate stays. The mean is an oracle's: nobody sends a return for it, and the
            ledger counts nothing; `concord plan` says so.

            Deviations from the paper, by its program:
              1. There agents that never meet have rates too that fall with the return of the mean of their policies.
              2. The authors' agents start at random policies, and its first comparison is with their return; here nothing before the
                 first meeting is looked at, and policies begin uniform unless the learner is told otherwise.
            """,
        source: Source(
            .environmentHeterogeneity, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "the comparison, its sign, its lag of one meeting, below = 0.001, factors by method and world"),
                .from(.ours, "`lag: 0`, returns of training"),
            ]),
        fields: [
            Field("below", .number(Interval(0, 1)), "The least gain that is progress, as a share of J")
                .defaults(to: .number(1e-3)),
            Field("factor", .number(Interval(0, 1, includesLow: false)), "What the rate is multiplied with at a stall")
                .main.defaults(to: .number(0.5)),
            Field("lag", .integer(0...100), "How many meetings late it looks").defaults(to: .integer(1)),
            Field(
                "returns",
                .words(
                    (Plateau.Returns.exact.rawValue, "The policies' discounted returns, by linear solve"),
                    (Plateau.Returns.training.rawValue, "The returns of training episodes")),
                "What is looked at; its measure has to be recorded"
            ).defaults(to: .text(Plateau.Returns.exact.rawValue)),
        ])

    let plateau: Plateau
    let factor: Double
    private var stalls = 0

    init(_ settings: Settings) {
        plateau = Plateau(
            returns: settings.word("returns"), below: settings.number("below"), lag: settings.integer("lag"))
        factor = settings.number("factor")
    }

    func after(stalls: Int) -> PlateauDecay {
        var decay = self
        decay.stalls = stalls
        return decay
    }

    func factor(after rounds: Int) -> Double { Elementary.power(factor, stalls) }
}
