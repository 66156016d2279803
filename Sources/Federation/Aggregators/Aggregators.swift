public import Config

/// How an exchange can aggregate: one line each.
public enum Aggregators {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Aggregator>("aggregate")

    /// Every aggregation rule.
    static let all: [any Aggregator.Type] = [
        Mean.self,
        MergeByCell.self,
        Concatenate.self,
        Median.self,
        TrimmedMean.self,
        Krum.self,
        MultiKrum.self,
        GeometricMedian.self,
        Filter.self,
        MinimumDiameter.self,
    ]
}
