public import Config

/// How an exchange can aggregate: one line each.
public enum Aggregators {
    /// Every aggregation rule.
    public static let catalogue = Catalogue<any Aggregator>(
        "aggregate",
        [
            Mean.self,
            MergeByCell.self,
            Concatenate.self,
        ])
}
