public import Config

/// How uploads can be weighed: one line each.
public enum Weightings {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Weighting>("weighting")

    /// Every choice.
    static let all: [any Weighting.Type] = [
        Uniform.self,
        Samples.self,
        Visits.self,
        Groups.self,
        Similarity.self,
        NearestPolicies.self,
        Agreement.self,
        Learned.self,
        Importance.self,
        CAESARWeights.self,
        Identity.self,
    ]
}
