import Config
import Federation

/// How much those can have learned of an agent so far who are sent its messages.
struct PrivacyLossMeasure: Measure {
    static let component = Component(
        "privacy_loss",
        "ε of what an agent can have sent so far, at most, at the δ of its noise; none where there is no guarantee.",
        details: """
            ε = ρ + 2 √(ρ ln 1/δ) with ρ the sum over exchanges of messages × C²/(2σ²), as `concord plan` accounts for the whole
            run: `concord explain gaussian` has the formula and what it assumes. An agent that missed meetings lost less.
            """,
        fields: [])
    static let scale = MeasureScale(.lowerIsBetter, in: "ε", beginsAtZero: true)

    init(_ settings: Settings) {}

    func probe(_ plan: CellPlan) -> (any Probe)? { PrivacyProbe(account: plan.privacy) }
}

/// Reads the account off the plan.
private struct PrivacyProbe: Probe {
    let account: PrivacyAccount?

    func value(of population: Population, round: Int) -> MeasureValue { .number(account?.epsilon(after: round)) }
}
