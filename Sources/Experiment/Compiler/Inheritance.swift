import Config
import Determinism
import Diagnostics
import Learning

/// Lays the levels of a spec over one another: top level, group, member; all networks, one network.
struct Inheritance {
    /// The language they are written in.
    let language: Language
    /// The levels of one agent, lowest first.
    let levels: [Node]
    /// What messages call the agent.
    let owner: String
    /// Where to point for what the agent lacks.
    let place: SourceSpan?
    /// How many agents are like it: those of a group that have nothing of their own.
    var count = 1
    /// Whether it is a stage's agent, which exchanges nothing and so starts with nobody.
    var isVirtual = false
    /// Whether what a learner prefers holds where no level says otherwise. A plan has every value already, and leaves out
    /// those that equal a field's default.
    let hasPreferences: Bool

    /// The agent's value of a key, same kinds merged; nil where no level has one.
    func value(_ key: String, as type: FieldType) -> Node? {
        levels.reduce(nil) { lower, level in
            guard let upper = level[key] else { return lower }
            return upper.laid(over: lower, as: type)
        }
    }

    /// What holds for one of the agent's networks: at each level, what is said of all, then what is said of this one.
    private func value(
        _ one: String, _ each: String, role: String, as type: FieldType, over preferred: CanonicalValue?
    ) -> Node? {
        levels.reduce(preferred.map { Self.normal($0, type) }) { lower, level in
            [level[one], level[each]?[role]].reduce(lower) { lower, upper in
                upper.map { $0.laid(over: lower, as: type) } ?? lower
            }
        }
    }

    /// What a learner prefers, in normal form.
    private static func normal(_ preferred: CanonicalValue, _ type: FieldType) -> Node {
        var normalizer = Normalizer(layer: .byDefault)
        let node = normalizer.value(Node(preferred, origin: .byDefault), Field("preferred", type, "What it prefers"))
        precondition(!normalizer.findings.hasErrors, "a learner prefers what cannot be: \(preferred.flow)")
        return node
    }

    /// What `networks` and `optimizers` can name; nothing where the learner is not settled.
    struct Roles {
        var networks: Set<String> = []
        var optimizers: Set<String> = []
        /// What of the agents is optimized, as their networks are designed.
        var present: Set<String> = []
        /// The learner's kind, where it is settled and optimizes nothing.
        var unoptimized: String?

        mutating func formUnion(_ other: Roles) {
            networks.formUnion(other.networks)
            optimizers.formUnion(other.optimizers)
            present.formUnion(other.present)
        }
    }

    /// The agent with everything it inherits, in the normal form of a plan's agent, and what its learner has names for.
    func agent(_ name: Node, lacking: inout [Lack]) -> (node: Node, roles: Roles) {
        var entries = [Entry("name", keySpan: name.span, name)]
        for field in language.agent where field.key == "environment" || field.key == "learner" {
            if let value = value(field.key, as: field.type) {
                entries.append(Entry(field.key, keySpan: value.span, value))
            } else {
                lacking.append(
                    Lack(owner: owner, count: count, what: "no \(field.key)", text: "\(field.key): …", place: place))
                entries.append(Entry(field.key, keySpan: nil, Node(.invalid, origin: name.origin)))
            }
        }
        let (roles, optimized, learner) = learnerRoles()
        let preferring = hasPreferences ? learner.flatMap { type(of: $0) as? any Preferring.Type } : nil
        let origin = Origin.byDefault
        let networks = roles.map { role in
            let design = value(
                "network", "networks", role: role, as: .table(NetworkDesign.fields),
                over: preferring?.preferredNetwork)
            return Entry(role, keySpan: design?.span, design ?? Node(.mapping([]), origin: origin))
        }
        let trained = value(AgentSpec.train.key, as: AgentSpec.train.type)
        let embedded = zip(roles, networks).compactMap { role, design in
            design.value["inputs"]?.entries.first?.key == InputDesign.embeddingKind ? learner?.embedding(of: role) : nil
        }
        let optimizers = (optimized + embedded).map { role in
            let type = language.binding(.choice(from: Optimizers.name))
            if let fixed = fixed(role, where: trained, type) { return Entry(role, keySpan: fixed.span, fixed) }
            if let optimizer = value(
                "optimizer", "optimizers", role: role, as: type, over: preferring?.preferredOptimizer)
            {
                return Entry(role, keySpan: optimizer.span, optimizer)
            }
            lacking.append(
                Lack(
                    owner: owner, count: count,
                    what: roles.contains(role) ? "no optimizer for the network '\(role)'" : "no optimizer",
                    text: "optimizer: \(optimizer(isPlain: learner is any PlainStepping))",
                    place: place))
            return Entry(role, keySpan: nil, Node(.invalid, origin: origin))
        }
        if !isVirtual, let start = value(AgentPlan.start.key, as: AgentPlan.start.type) {
            entries.append(Entry(AgentPlan.start.key, keySpan: start.span, start))
        }
        if let adapter = value(Adapter.name, as: Adapter.field.type) {
            entries.append(Entry(Adapter.name, keySpan: adapter.span, adapter))
        }
        entries.append(Entry("networks", keySpan: nil, Node(.mapping(networks), origin: origin)))
        entries.append(Entry("optimizers", keySpan: nil, Node(.mapping(optimizers), origin: origin)))
        let names = Set(roles + optimized)
        return (
            Node(.mapping(entries), origin: name.origin),
            Roles(
                networks: names, optimizers: names.union(learner?.embeddingNames ?? []),
                present: Set(optimized + embedded),
                unoptimized: names.isEmpty ? learner.map { type(of: $0).component.kind } : nil)
        )
    }

    /// An optimizer that takes plain steps with its defaults, or one that does not, by name.
    private func optimizer(isPlain: Bool) -> String {
        language.optimizers.examples.first { $0.product.isPlain == isPlain }?.kind ?? "OPTIMIZER"
    }

    /// The optimizer of what is not trained; nil for what is.
    private func fixed(_ role: String, where trained: Node?, _ type: FieldType) -> Node? {
        guard let trained, !trained.isInvalid, !trained.elements.contains(where: { $0.value?.asText == role }) else {
            return nil
        }
        var normalizer = Normalizer(layer: trained.origin.layer)
        let choice = CanonicalValue.object([.init(Optimizers.fixed, .object([]))])
        return normalizer.value(Node(choice, origin: trained.origin), Field("optimizer", type, "What is not trained"))
    }

    /// The names of the learner's networks and of what it optimizes, and itself; none where the learner is not settled.
    private func learnerRoles() -> (networks: [String], optimized: [String], learner: (any Learner)?) {
        guard let field = language.agent.first(where: { $0.key == "learner" }),
            let node = value("learner", as: field.type), !node.isInvalid
        else { return ([], [], nil) }
        var resolver = Resolver()
        let entry = Entry("learner", keySpan: nil, node)
        let values = resolver.resolve(Node(.mapping([entry]), origin: node.origin), [field], of: owner)
        guard let choice = values?.nominal([field])["learner"] else { return ([], [], nil) }
        let learner = language.learners.make(Choice(choice))
        return (learner.networks.map(\.name), learner.optimized, learner)
    }
}

/// Something an agent has from nowhere.
struct Lack {
    /// What the first agent is called, and how many are like it.
    let owner: String
    let count: Int
    let what: String
    /// What to write.
    let text: String
    let place: SourceSpan?

    /// One diagnostic for all that lack the same, at the first of them.
    static func diagnostics(_ lacking: [Lack]) -> [Diagnostic] {
        var first: [String: Int] = [:]
        var groups: [(lack: Lack, count: Int)] = []
        for lack in lacking {
            if let group = first[lack.what] {
                groups[group].count += lack.count
            } else {
                first[lack.what] = groups.count
                groups.append((lack, lack.count))
            }
        }
        return groups.map { lack, count in
            let others = count == 1 ? " has" : " and \(count - 1) more have"
            return Diagnostic(
                .missingKey, "\(lack.owner)\(others) \(lack.what)", at: lack.place,
                help: "write `\(lack.text)` here, or at the top level for all")
        }
    }
}

extension Node {
    /// The same tree without ranges, so that defaults, the nominal values, hold.
    func withoutRanges() -> Node {
        var copy = self
        switch content {
        case .mapping(let entries):
            copy.content = .mapping(
                entries.compactMap { entry in
                    if case .value(.object) = entry.value.content { return nil }
                    return Entry(entry.key, keySpan: entry.keySpan, entry.value.withoutRanges())
                })
        case .sequence(let elements): copy.content = .sequence(elements.map { $0.withoutRanges() })
        default: break
        }
        return copy
    }
}
