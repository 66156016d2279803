public import Config

/// The measures a spec can name: one line each.
public enum Measures {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Measure>("measure")

    /// The kind that looks for the first round to reach a threshold, and the kind it looks at.
    public static let threshold = (kind: RoundsTo.component.kind, of: TrainingReturn.component.kind)

    /// Every measure.
    static let all: [any Measure.Type] = [
        TrainingReturn.self,
        EvaluationReturn.self,
        RoundsTo.self,
        ExpectileAudit.self,
        Bytes.self,
        ExactReturn.self,
        MeanOfOwnOptima.self,
        BestDeterministicReturn.self,
        SquaredErrorToFixedPoint.self,
        LargestErrorToFixedPoint.self,
        DistanceOfFixedPoints.self,
        PredictedBias.self,
        CoveringDegree.self,
        Heterogeneity.self,
        HeterogeneityEstimate.self,
        PrivacyLossMeasure.self,
        Regret.self,
        Exchanges.self,
    ]
}

extension Language {
    /// What can be recorded.
    public var measures: Catalogue<any Measure> { self[Measures.name] }
}
