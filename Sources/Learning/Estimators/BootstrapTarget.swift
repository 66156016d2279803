import Config

/// What a value learner's target is made of: the discount, and the robust term where there is one (FedRDQN, FedRDDPG).
///
///     v′ = the next state's value by the target networks
///     y  = r + γ (1 − done) [(1 − ω) v′ + ω D(s)]        without D: r + γ (1 − done) v′
///     L_D = mean |τ − 1{v′ − D(s) < 0}| (v′ − D(s))²
struct BootstrapTarget: Sendable {
    /// γ.
    let discount: Float
    /// The robust term; nil without.
    let robust: Robust?

    /// How a value learner guards against other worlds.
    struct Robust: Sendable {
        /// ω: how much of the target the expectile is.
        let omega: Float
        /// τ: which expectile of v′ over the successors of s the network D learns; near 0 is near the least.
        let expectile: Float
        /// Whether v′ counts as 0 in L_D where the next state is terminal.
        let masksTerminal: Bool
    }

    /// The table `robust` of a value learner.
    static let robustField = Field(
        "robust",
        .table([
            Field("omega", .number(.unit), "How much of the target the expectile is, ω").defaults(to: .number(0.2)),
            Field(
                "expectile", .number(Interval(0, 1, includesLow: false, includesHigh: false)),
                "Which expectile of the next value the network `expectile` learns, τ; near 0 is near the least"
            ).defaults(to: .number(0.01)),
            Field(
                "mask_terminal", .boolean,
                "Whether the next value counts as 0 in the expectile's loss at terminal states"
            )
            .defaults(to: .boolean(false)),
        ]), "A robust target (FedRDQN, FedRDDPG): adds the network `expectile`; without it the target is the usual one"
    ).optional

    init(discount: Double, _ robust: Settings?) {
        self.discount = Float(discount)
        self.robust = robust.map { settings in
            Robust(
                omega: Float(settings.number("omega")), expectile: Float(settings.number("expectile")),
                masksTerminal: settings.flag("mask_terminal"))
        }
    }

    /// y of a mini-batch. `expectiles` is D(s) by row, where there is a robust term.
    func targets(
        of batch: MiniBatch, nextValues: UnsafePointer<Float>, expectiles: UnsafePointer<Float>?,
        into targets: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<batch.rows {
            var value = nextValues[row]
            if let robust, let expectiles { value = (1 - robust.omega) * value + robust.omega * expectiles[row] }
            targets[row] = batch.isTerminal[row] ? batch.rewards[row] : batch.rewards[row] + discount * value
        }
    }

    /// ∂L_D / ∂D by row.
    func expectileGradient(
        of batch: MiniBatch, nextValues: UnsafePointer<Float>, expectiles: UnsafePointer<Float>, _ robust: Robust,
        into gradient: UnsafeMutablePointer<Float>
    ) {
        let share = 2 / Float(batch.rows)
        for row in 0..<batch.rows {
            let value = robust.masksTerminal && batch.isTerminal[row] ? 0 : nextValues[row]
            let gap = value - expectiles[row]
            let weight = gap < 0 ? 1 - robust.expectile : robust.expectile
            gradient[row] = -share * weight * gap
        }
    }
}
