import Federation

extension CellPlan {
    /// The privacy account; nil where no exchange protects anything.
    public var privacy: PrivacyAccount? {
        let compositions = compositions
        guard compositions.contains(where: \.isProtected) else { return nil }
        let sketches = sketches
        let known = oracleKnowledge.map { "agents know of one another what no exchange carries, \($0)" }
        return PrivacyAccount(
            compositions.map { .init($0, facts(of: $0, sketches)) }, isExact: !hasDrawnMeetings && !mayEndEarly,
            besides: known + (mayEndEarly ? ["when the run ends depends on what agents achieve"] : []), rounds: rounds)
    }
}
