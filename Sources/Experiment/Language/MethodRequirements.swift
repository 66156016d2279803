public import Config
import Federation

/// What methods require of learners, for people.
public enum MethodRequirements {
    /// The lines `concord explain` adds to a method's text; empty where it requires nothing.
    public static func text(of method: String, in language: Language) -> String {
        let requirements = language.methods.method(method)?.requirements ?? []
        guard !requirements.isEmpty else { return "" }
        return "\nSets in agents, where the spec is silent:\n"
            + requirements.map { requirement in
                let path = requirement.fieldPath
                let rule = requirement.isExact ? "; another value is refused" : ""
                return "  \(path): \(requirement.value.flow)\(rule)\n      for \(requirement.reason)\n"
            }.joined()
    }
}

extension Requirement {
    /// The dotted path of the field below an agent.
    var fieldPath: String { learner.map { "learner.\($0).\(path)" } ?? path }
}
