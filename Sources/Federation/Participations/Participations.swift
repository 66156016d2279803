public import Config

/// Who can take part in an exchange: one line each.
public enum Participations {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Participation>("participation")

    /// Every choice.
    static let all: [any Participation.Type] = [
        All.self,
        FractionOfAgents.self,
        CountOfAgents.self,
        SlowestExcluded.self,
        BestAgents.self,
        UpperConfidence.self,
    ]
}
