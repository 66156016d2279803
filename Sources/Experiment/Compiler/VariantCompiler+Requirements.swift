import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// A method of the spec and what it requires of some learner.
    struct RequiredField {
        let method: String
        /// Where the method is named.
        let span: SourceSpan?
        let requirement: Requirement
    }

    /// What the spec's methods require of a learner, in their order.
    ///
    /// A plan has every value already; one that equals the field's default is left out of it, and must not be set again.
    ///
    /// - Parameter isGiven: whether a file gives such agents' first networks.
    func required(of learner: String, isGiven: Bool = false) -> [RequiredField] {
        (tree["federation"]?.elements ?? []).compactMap(\.entries.first).flatMap { entry in
            requirements(entry.key).filter { concerns($0, learner, isGiven) }.map {
                RequiredField(method: entry.key, span: entry.keySpan, requirement: $0)
            }
        }
    }

    /// Whether a requirement is of agents with this learner. How they start is the file's where one gives their networks.
    private func concerns(_ requirement: Requirement, _ learner: String, _ isGiven: Bool) -> Bool {
        guard requirement.learner == nil else { return requirement.learner == learner }
        let example = language.learners.examples.first { $0.kind == learner }?.product
        return example?.networks.isEmpty == false && !isGiven
    }

    /// The level below the top one: what methods set where the spec is silent; nil where nothing is required.
    func methodLevel(for levels: [Node], owner: String) -> Node? {
        let inheritance = Inheritance(
            language: language, levels: levels, owner: owner, place: nil, hasPreferences: false)
        guard tree["engine"] == nil, let field = agentFields.first(where: { $0.key == "learner" }),
            let learner = inheritance.value("learner", as: field.type)?.entries.first?.key
        else { return nil }
        let isGiven = levels.contains { $0[InitialSpec.field.key] != nil }
        let required = required(of: learner, isGiven: isGiven)
        guard !required.isEmpty else { return nil }
        var level: Node? = Node(.mapping([]), origin: .byDefault)
        for required in required {
            let origin = Origin(.method(required.method), span: required.span)
            var normalizer = Normalizer(layer: origin.layer)
            let path = required.requirement.fieldPath
            let value = Node(required.requirement.value, origin: origin)
            let edit = Edit(Entry(path, keySpan: required.span, value))
            guard case .applied = edit.apply(to: &level, as: .table(agentFields), normalizer: &normalizer),
                !normalizer.findings.hasErrors
            else { preconditionFailure("'\(required.method)' requires what \(path) cannot be") }
        }
        return level
    }

    /// Values that contradict a method are refused, beside the method.
    mutating func checkRequirements(_ prototypes: [ResolvedVariant.Prototype]) {
        for prototype in prototypes {
            guard let learner = prototype.values["learner"]?.members.first else { continue }
            for required in required(of: learner.key)
            where required.requirement.isExact && required.requirement.learner != nil {
                let path = required.requirement.path
                guard let field = language.learners[learner.key]?.innerField(path) else { continue }
                let wanted = Resolver.canonical(required.requirement.value, field.type)
                let found = learner.value.leaf(at: path) ?? field.defaultValue
                guard found.map({ Resolver.canonical($0, field.type) }) != wanted else { continue }
                let key = path.split(separator: ".").last.map(String.init) ?? path
                findings.add(
                    .methodConflict,
                    "'\(required.method)' requires \(key): \(wanted.flow), for \(required.requirement.reason)",
                    at: prototype.provenance["learner.\(learner.key).\(path)"].span,
                    related: required.span.map { .init($0, "the method") },
                    help: "delete '\(key)', or use another method")
            }
        }
    }

    private var agentFields: [Field] { language.agent.filter { ["learner", AgentPlan.start.key].contains($0.key) } }
}
