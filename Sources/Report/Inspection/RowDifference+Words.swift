internal import Config
public import Determinism
public import Experiment

extension RowDifference {
    /// `agent a1, trace: 7f11… ≠ 10fe…`
    public var words: String {
        func words(_ value: CanonicalValue?) -> String { value?.flow ?? "–" }
        return (agent.map { "agent \($0), " } ?? "") + "\(member): \(words(first)) ≠ \(words(second))"
    }

    /// The difference as data.
    public var json: CanonicalValue {
        .object(sorting: [
            ("member", .text(member)), ("agent", agent.map(CanonicalValue.text) ?? .null), ("first", first ?? .null),
            ("second", second ?? .null),
        ])
    }
}
