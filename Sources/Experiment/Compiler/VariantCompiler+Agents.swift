import Config
import Determinism
import Diagnostics
import Learning

extension VariantCompiler {
    /// The entries of `agents`, each resolved once, and the agents they make.
    mutating func resolveAgents() -> (prototypes: [ResolvedVariant.Prototype], agents: [ResolvedVariant.Agent]) {
        guard let list = tree["agents"] else {
            findings.add(.missingKey, "the spec needs the key 'agents'", at: place, help: "agents: [{name: a1}]")
            return ([], [])
        }
        guard areFew(list) else { return ([], []) }
        var prototypes: [ResolvedVariant.Prototype] = []
        var agents: [ResolvedVariant.Agent] = []
        var usedRoles: [Inheritance.Roles] = []
        for entry in list.elements where !entry.isInvalid {
            guard let name = entry["name"] else {
                findings.add(.missingKey, "agent needs the key 'name'", at: entry.span, help: "name: a1")
                continue
            }
            guard let text = name.value?.asText else { continue }
            let count = entry["count"]?.value?.asInteger
            let names = count.map { (1...$0).map { "\(text)\($0)" } } ?? [text]
            let members = entry["members"]?.entries ?? []
            let known = Set(members.isEmpty ? [] : names)
            for member in members where !known.contains(member.key) {
                findings.add(
                    .unknownMember, "the group '\(text)' has no member '\(member.key)'", at: member.keySpan,
                    help: count.map { "its members are \(text)1 … \(text)\($0)" } ?? "give the group a `count`")
            }
            let written = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
            let likeCount = names.count - written.keys.count(where: known.contains)
            var common: Int?
            for (position, agent) in names.enumerated() {
                let own = written[agent]
                let index = own == nil ? common : nil
                if index == nil {
                    prototypes.append(prototype(entry, own, name, agent, likeCount, names.count, &usedRoles))
                    if own == nil { common = prototypes.count - 1 }
                }
                agents.append(.init(name: agent, prototype: index ?? prototypes.count - 1, position: position))
            }
        }
        let roles = usedRoles.reduce(into: Inheritance.Roles()) { $0.formUnion($1) }
        checkRoles(tree, roles, usedRoles.isEmpty || usedRoles.contains { $0.networks.isEmpty })
        return (prototypes, agents)
    }

    /// Whether the entries make no more agents than a cell can have, all replicas together; says so where they do.
    private mutating func areFew(_ list: Node) -> Bool {
        let counts = list.elements.map { $0["count"]?.value?.asInteger ?? 1 }
        let replicas = tree["replicas"]?.value?.asInteger ?? 1
        let count = counts.reduce(0) { $0.saturatingPlus($1) }.saturatingTimes(replicas)
        guard count > Limits.many else { return true }
        let largest = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        findings.add(
            .outOfRange,
            "\(count) agents\(replicas > 1 ? " in all replicas" : ""), but a cell has at most \(Limits.many)",
            at: list.elements[largest]["count"]?.span ?? list.span,
            related: tree["replicas"]?.span.map { .init($0, "the replicas") }, help: "make fewer, or split the study")
        return false
    }

    private mutating func prototype(
        _ entry: Node, _ member: Node?, _ name: Node, _ agent: String, _ likeCount: Int, _ count: Int,
        _ usedRoles: inout [Inheritance.Roles]
    ) -> ResolvedVariant.Prototype {
        let levels = [tree, entry] + (member.map { [$0] } ?? [])
        let owner = "agent '\(agent)'"
        let below = methodLevel(for: levels, owner: owner).map { [$0] } ?? []
        let inheritance = Inheritance(
            language: language, levels: below + levels, owner: owner, place: name.span,
            count: member == nil ? likeCount : 1, hasPreferences: tree["engine"] == nil)
        var (node, roles) = inheritance.agent(name, lacking: &lacking)
        // What is said of all agents stays the cell's.
        let own = levels.dropFirst().compactMap { $0[InitialSpec.field.key] }
        if let empty = own.first(where: { !$0.isInvalid && $0.entries.isEmpty }) {
            refuseNameless(at: empty.span)
            node.replace(InitialSpec.field.key, with: Node(.invalid, origin: empty.origin))
        } else if !own.isEmpty, let initial = InitialSpec.laid(levels) {
            node.replace(InitialSpec.field.key, with: initial)
        }
        if let place = entry[AgentPlan.place.key] {
            if tree["engine"] == nil {
                findings.add(
                    .adaptationUnfit, "'world' stands in plans, where a spec says `adaptation`", at: place.span,
                    help: "environment: {…}, or adaptation: {worlds: […], rounds: …}")
            }
            node.replace(AgentPlan.place.key, with: place)
        }
        for level in levels.dropFirst() { checkRoles(level, roles, roles.networks.isEmpty) }
        if let kind = roles.unoptimized { refuseTraining(of: kind, levels) }
        usedRoles.append(roles)
        var resolver = Resolver()
        let values = resolver.resolve(node, language.agent, of: "agent '\(agent)'", at: name.span)
        findings.add(resolver.findings)
        return .init(
            values: values.map { withContents($0, resolver.provenance) } ?? .null, provenance: resolver.provenance,
            span: (member ?? entry).span, count: count,
            training: WrittenTraining(
                levels, inheritance.value(AgentSpec.train.key, as: AgentSpec.train.type),
                of: (node["optimizers"]?.entries ?? []).map(\.key)))
    }

    /// A learner that optimizes nothing has nothing that could be left untrained.
    private mutating func refuseTraining(of kind: String, _ levels: [Node]) {
        let key = AgentSpec.train.key
        guard let train = levels.last(where: { $0[key] != nil })?[key], !train.isInvalid,
            !findings.diagnostics.contains(where: { $0.code == .optimizerUnfit && $0.span == train.span })
        else { return }
        findings.add(
            .optimizerUnfit, "\(kind) always learns: it has no network or step size that could be left untrained",
            at: train.span,
            related: levels.last { $0["learner"] != nil }?["learner"]?.span.map {
                .init($0, "a learner without networks")
            },
            help: "delete 'train'")
    }

    /// `networks` and `optimizers` name the learner's networks.
    private mutating func checkRoles(_ level: Node, _ roles: Inheritance.Roles, _ isUnknown: Bool) {
        guard !isUnknown else { return }
        let tables = [
            (key: "networks", known: roles.networks, present: roles.networks),
            (key: "optimizers", known: roles.optimizers, present: roles.present),
        ]
        for table in tables {
            for entry in level[table.key]?.entries ?? [] where !table.known.contains(entry.key) {
                findings.add(
                    .unknownNetwork, "no learner here has a network called '\(entry.key)'", at: entry.keySpan,
                    help: Suggestion.help(for: entry.key, among: table.present.sorted(), noun: "its networks"))
            }
        }
        let trained = level[AgentSpec.train.key]?.elements ?? []
        var unknown = Findings()
        for (index, name) in trained.enumerated() {
            guard let text = name.value?.asText else { continue }
            if let first = trained[..<index].first(where: { $0.value?.asText == text }) {
                findings.add(
                    .writtenTwice, "'\(text)' stands twice in 'train'", at: name.span,
                    related: first.span.map { .init($0, "the first time") }, help: "name every network once")
                continue
            }
            guard !roles.optimizers.contains(text) else { continue }
            unknown.add(
                .unknownNetwork, "no learner here has a network called '\(text)' to train", at: name.span,
                help: Suggestion.help(for: text, among: roles.present.sorted(), noun: "its networks"))
        }
        findings.add(unknown.joined(.advice, others: "of the list"))
    }

    /// Names are identities: of streams, paths and checkpoints.
    mutating func checkNames(_ agents: [ResolvedVariant.Agent]) {
        var places: [String: Int] = [:]
        let spans = (tree["agents"]?.elements ?? []).filter { !$0.isInvalid && $0["name"]?.value != nil }
            .map { $0["name"]?.span }
        var entries: [Int] = []
        var entry = -1
        for agent in agents {
            if agent.position == 0 { entry += 1 }
            entries.append(entry)
        }
        for (index, agent) in agents.enumerated() {
            guard let first = places[agent.name] else {
                places[agent.name] = index
                continue
            }
            findings.add(
                .duplicateAgent, "two agents are called '\(agent.name)'", at: spans[entries[index]],
                related: spans[entries[first]].map { .init($0, "the first") },
                help: "rename one: names are the identity of streams and checkpoints")
        }
    }
}
