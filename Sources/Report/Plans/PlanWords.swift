internal import Config
public import Determinism
internal import Diagnostics
public import Experiment

/// What differs between plans, for people.
public enum PlanWords {
    /// One line per differing value: `agents.a1.optimizers.policy.adam.learning_rate: 0.001 → 0.002`.
    public static func differences(from old: CanonicalValue, to new: CanonicalValue) -> String {
        PlanDifference.values(from: old, to: new).map { "  \(line($0))\n" }.joined()
    }

    /// `path: before → after`, with `default` for a value that is not written.
    public static func line(_ value: PlanDifference.Value) -> String {
        VisibleText.line("\(value.path): \(words(value.before)) → \(words(value.after))")
    }

    private static func words(_ value: CanonicalValue?) -> String {
        value.map { $0.flow } ?? "default"
    }
}
