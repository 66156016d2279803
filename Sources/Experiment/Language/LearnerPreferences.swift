public import Config
import Learning

/// What learners prefer where a spec is silent, for people.
public enum LearnerPreferences {
    /// The lines `concord explain` adds to a learner's text; empty where it prefers nothing.
    public static func text(of learner: String, in language: Language) -> String {
        guard let example = language.learners.examples.first(where: { $0.kind == learner })?.product,
            let preferring = type(of: example) as? any Preferring.Type
        else { return "" }
        return "\nSets in agents, where the spec is silent:\n"
            + "  network: \(preferring.preferredNetwork.flow)\n  optimizer: \(preferring.preferredOptimizer.flow)\n"
    }
}
