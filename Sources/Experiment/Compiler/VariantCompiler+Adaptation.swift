import Config
import Determinism
import Diagnostics
import Learning

extension ResolvedVariant {
    /// The second stage that a variant is, of another one.
    struct Adaptation: Sendable {
        /// The variant of whose cells these are the second stage.
        let parent: Int
        /// Whose numbers new agents begin with, in the words of `initial.agent`; nil for their own.
        let beginning: String?
        /// By agent: the set of worlds, and which of them the agent learns in.
        let places: [(set: Int, world: Int)]
    }

    /// A choice of what is trained in the second stage of a variant.
    struct SecondStage {
        /// The variant's name and the choice's: `embedded,adaptation=both`.
        let name: String
        /// A spec of its own.
        let tree: Node
        let adaptation: Adaptation
    }
}

/// Which choices of what is trained have met networks of their names in some arm.
struct AdaptationChoices {
    private var unmet: [(name: String, diagnostic: Diagnostic)] = []
    private var met: Set<String> = []

    /// A choice that goes with an arm.
    mutating func meet(_ name: String) { met.insert(name) }

    /// A choice that does not, and why.
    mutating func miss(_ name: String, _ diagnostic: Diagnostic) { unmet.append((name, diagnostic)) }

    /// One for every choice that went with no arm.
    var diagnostics: [Diagnostic] {
        var told: Set<String> = []
        return unmet.filter { !met.contains($0.name) && told.insert($0.name).inserted }.map(\.diagnostic)
    }
}

extension VariantCompiler {
    /// The specs of the second stage of a variant that was compiled: one for every choice of what is trained that names networks
    /// the variant's agents have; none where it has no second stage, or one that cannot be, which is among the findings then.
    ///
    /// - Parameter index: the variant's place among all.
    mutating func secondStages(
        of parent: ResolvedVariant, at index: Int, _ choices: inout AdaptationChoices
    ) -> [ResolvedVariant.SecondStage] {
        guard let stage = tree["adaptation"], !stage.isInvalid else { return [] }
        guard let sets = adaptedSets(stage, of: parent) else { return [] }
        guard let rounds = stage["rounds"] else {
            findings.add(.missingKey, "'adaptation' needs the key 'rounds'", at: stage.span, help: "rounds: 50")
            return []
        }
        if let variants = stage["variants"], !variants.isInvalid, variants.entries.isEmpty {
            findings.add(
                .missingKey, "'variants' names none, and a second stage is one cell for each",
                at: variants.span ?? stage.span, help: "variants: {all: {}}, or delete 'variants'")
            return []
        }
        checkNames(of: sets, among: parent)
        var base = tree
        let first = ["adaptation", "federation", "public_states", "stop", "initial", "start", "train"]
        for key in first + Self.inheritedByNew { base.remove(key) }
        base.replace("rounds", with: rounds)
        for key in AdaptationSpec.recordKeys {
            var lower = base[key]
            // Agents are evaluated where they learn, unless told.
            if key == "evaluation" { lower?.remove("worlds") }
            guard let type = fieldType(of: key), let value = stage[key]?.laid(over: lower, as: type) ?? lower else {
                continue
            }
            base.replace(key, with: value)
        }
        var stages: [ResolvedVariant.SecondStage] = []
        let everything = Entry(AdaptationSpec.everything, keySpan: stage.span, Node(.mapping([]), origin: stage.origin))
        for choice in stage["variants"]?.entries ?? [everything] where !choice.value.isInvalid {
            guard let beginning = beginning(choice.value["start"] ?? stage["start"], among: parent),
                let template = template(beginning)
            else { continue }
            if beginning.like == nil { checkAdapters(of: parent, stage, like: template.prototype) }
            // Networks, and what stands in front of them and is trained.
            let optimizers = parent.prototypes[template.prototype].values["optimizers"]?.members ?? []
            let learned = Set(optimizers.map(\.key))
            let train = choice.value[AgentSpec.train.key]
            let names = train?.elements ?? []
            if let stranger = names.first(where: { $0.value?.asText.map(learned.contains) == false }) {
                let text = stranger.value?.asText ?? ""
                choices.miss(
                    choice.key,
                    Diagnostic(
                        .unknownNetwork, "no learner here has a network called '\(text)' to train", at: stranger.span,
                        help: Suggestion.help(for: text, among: learned.sorted(), noun: "its networks")))
                continue
            }
            choices.meet(choice.key)
            let name = "\(parent.name),\(AdaptationSpec.factor)=\(choice.key)"
            guard name.utf8.count <= CheckpointNames.longestDirectory else {
                findings.add(
                    .longName,
                    "'\(VisibleText.beginning(of: name, atMost: 41))' is to be a directory's name of \(name.utf8.count) letters",
                    at: choice.keySpan, help: "give it a shorter name")
                continue
            }
            let (agents, places) = newAgents(sets, stage, template, learned, train)
            var tree = base
            tree.replace("agents", with: Node(.sequence(agents), origin: stage.origin))
            let adaptation = ResolvedVariant.Adaptation(
                parent: index, beginning: beginning.agent, places: places)
            stages.append(.init(name: name, tree: tree, adaptation: adaptation))
        }
        return stages
    }

    /// New agents that are like no agent by name have the first one's adapter: all have that one, or the stage says its own.
    private mutating func checkAdapters(of parent: ResolvedVariant, _ stage: Node, like first: Int) {
        guard stage[Adapter.name] == nil, parent.prototypes.allSatisfy({ $0.values != .null }) else { return }
        func adapter(_ prototype: Int) -> CanonicalValue {
            parent.prototypes[prototype].values[Adapter.name] ?? Adapter.unwritten
        }
        func place(_ prototype: Int) -> SourceSpan? {
            let provenance = parent.prototypes[prototype].provenance
            return provenance[Adapter.name].span ?? provenance["name"].span
        }
        guard let other = parent.agents.first(where: { adapter($0.prototype) != adapter(first) }),
            let like = parent.agents.first(where: { $0.prototype == first })
        else { return }
        findings.add(
            .adaptationUnfit,
            "whose adapter new agents have is left open: '\(other.name)' has another than '\(like.name)'",
            at: place(other.prototype), related: place(first).map { .init($0, "'\(like.name)'") },
            help: "write it: adaptation: {adapter: …}, or begin as one: start: {from: {agent: \(like.name)}}")
    }

    /// Every part that new agents begin with is one of the agents it comes from, in one shape.
    mutating func checkBeginning(of child: ResolvedVariant, from parent: ResolvedVariant, _ stage: Node?) {
        guard let beginning = child.adaptation?.beginning,
            let team = child.prototypes.first.map({ Team($0, in: language) }),
            let member = team.member, let learner = team.learner
        else { return }
        let wanted = learner.leadingParts(of: member)
        let choice = String(child.name.dropFirst(parent.name.count + AdaptationSpec.factor.utf8.count + 2))
        let span = stage?["variants"]?[choice]?["start"]?.span ?? stage?["start"]?.span ?? stage?.span
        guard !wanted.isEmpty else {
            findings.add(
                .adaptationUnfit, "new agents have no networks or tables that could begin as others'", at: span,
                related: team.provenance["learner"].span.map { .init($0, "their learner") }, help: "start: {from: own}")
            return
        }
        let sources = parent.agents.filter { beginning == InitialSpec.mean || $0.name == beginning }
        var seen: Set<Int> = []
        let distinct = sources.filter { seen.insert($0.prototype).inserted }.map { agent in
            let team = Team(parent.prototypes[agent.prototype], in: language)
            let parts = team.learner.flatMap { learner in team.member.map { learner.parts(of: $0) } }
            return (agent: agent, team: team, parts: parts)
        }
        func misfit(_ part: Part, _ found: Part?) -> Bool {
            found?.shape != part.shape || found?.precision != part.precision
        }
        // One of them whom new agents can begin as, as they are.
        let fitting = distinct.first { source in
            source.parts.map { parts in
                !wanted.contains { part in misfit(part, parts.first { $0.name == part.name }) }
            } ?? false
        }
        for (agent, source, parts) in distinct {
            guard let parts else { continue }
            for part in wanted {
                let found = parts.first { $0.name == part.name }
                guard misfit(part, found) else { continue }
                let what = found.map {
                    "'\(part.name)' is \($0.shape) in '\(agent.name)' and \(part.shape) in new agents"
                }
                findings.add(
                    .adaptationUnfit,
                    "new agents cannot begin so: \(what ?? "'\(agent.name)' has no '\(part.name)', which new agents have")",
                    at: span,
                    related: source.place(of: part.name).map { .init($0, "'\(agent.name)'") },
                    help: fitting.map {
                        "give all agents one architecture, or begin as one: start: {from: {agent: \($0.agent.name)}}"
                    } ?? "start: {from: own}")
                return
            }
        }
    }
}
