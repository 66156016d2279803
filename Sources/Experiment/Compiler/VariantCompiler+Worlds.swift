import Config
import Determinism
import Diagnostics
import Learning

extension VariantCompiler {
    /// The sets of worlds, their ranges still open.
    mutating func resolveWorlds() -> [ResolvedWorldSet] {
        var sets: [ResolvedWorldSet] = []
        for entry in tree["worlds"]?.entries ?? [] where !entry.value.isInvalid {
            if EvaluationWorlds.reserved.contains(entry.key) {
                findings.add(
                    .reservedWorlds, "'\(entry.key)' has a meaning of its own: no set can be called so",
                    at: entry.keySpan, help: "choose another name, such as held_out")
            } else if let set = worldSet(entry) {
                sets.append(set)
            }
        }
        checkNumber(of: sets)
        return sets
    }

    /// A cell has no more worlds than agents, all replicas together.
    private mutating func checkNumber(of sets: [ResolvedWorldSet]) {
        let count = sets.reduce(0) { $0.saturatingPlus($1.count) }
            .saturatingTimes(tree["replicas"]?.value?.asInteger ?? 1)
        guard count > Limits.many else { return }
        findings.add(
            .outOfRange, "\(count) worlds in all sets and replicas, but a cell has at most \(Limits.many)",
            at: tree["worlds"]?.span, related: tree["replicas"]?.span.map { .init($0, "the replicas") },
            help: "draw fewer")
    }

    private mutating func worldSet(_ entry: Entry) -> ResolvedWorldSet? {
        let written = entry.value
        if let list = written.entries.first(where: { $0.key == "list" }) {
            if let other = written.entries.first(where: { $0.key != "list" }) {
                findings.add(
                    .writtenTwice, "the worlds of '\(entry.key)' are both listed and drawn", at: other.keySpan,
                    related: list.keySpan.map { .init($0, "the list") }, help: "keep one of the two")
                return nil
            }
            let sources = list.value.elements.map { source($0, of: entry) }
            guard !list.value.isInvalid, !sources.contains(where: { $0 == nil }) else { return nil }
            return ResolvedWorldSet(
                language: language, name: entry.key, count: sources.count, sources: sources.compactMap(\.self))
        }
        guard let count = written["count"] else {
            findings.add(
                .missingKey, "the set of worlds '\(entry.key)' needs the key 'count'", at: entry.keySpan,
                help: "\(entry.key): {count: 50}")
            return nil
        }
        guard let source = source(written["environment"], of: entry), let number = count.value?.asInteger else {
            return nil
        }
        return ResolvedWorldSet(language: language, name: entry.key, count: number, sources: [source])
    }

    /// What worlds are drawn from: what is written, laid over the top level's environment.
    private mutating func source(_ written: Node?, of entry: Entry) -> ResolvedWorldSet.Source? {
        guard let type = language.world.first?.type else { return nil }
        guard let node = written?.laid(over: tree["environment"], as: type) ?? tree["environment"] else {
            findings.add(
                .missingKey, "the set of worlds '\(entry.key)' has no environment", at: entry.keySpan,
                help: "write `environment: …` into it, or at the top level for all")
            return nil
        }
        var resolver = Resolver()
        let whole = Node(.mapping([Entry("environment", keySpan: node.span, node)]), origin: node.origin)
        let values = resolver.resolve(
            whole, language.world, of: "the set of worlds '\(entry.key)'", at: entry.keySpan)
        findings.add(resolver.findings)
        return values.map { .init(values: $0, provenance: resolver.provenance) }
    }

    /// What `evaluation.worlds` names exists.
    mutating func checkEvaluatedWorlds() {
        let sets = (tree["worlds"]?.entries ?? []).map(\.key)
        refuseRepeated(tree["evaluation"]?["worlds"], "evaluates in")
        refuseRepeated(tree["adaptation"]?["worlds"], "adapts in")
        var unknown = Findings()
        for world in tree["evaluation"]?["worlds"]?.elements ?? [] where !world.isInvalid {
            let known = EvaluationWorlds.reserved + sets
            guard let name = world.value?.asText, !known.contains(name) else { continue }
            unknown.add(
                .unknownWorlds, "no set of worlds is called '\(name)'", at: world.span,
                related: tree["worlds"]?.span.map { .init($0, "the sets") },
                help: Suggestion.help(for: name, among: known, noun: "there are"))
        }
        findings.add(unknown.joined(.advice, others: "of the list"))
    }

    /// A list names nothing twice.
    private mutating func refuseRepeated(_ list: Node?, _ what: String) {
        var seen: [String: SourceSpan] = [:]
        for element in list?.elements ?? [] where !element.isInvalid {
            guard let name = element.value?.asText else { continue }
            if let first = seen[name] {
                findings.add(
                    .writtenTwice, "'\(name)' stands twice in the list of worlds a study \(what)", at: element.span,
                    related: .init(first, "the first time"), help: "name every set of worlds once")
            }
            if seen[name] == nil { seen[name] = element.span }
        }
    }

    /// Agents can act in the worlds they are evaluated in, and a worst case rests on enough episodes.
    mutating func checkWorlds(_ sets: [ResolvedWorldSet], _ teams: [Team], _ shared: CanonicalValue) {
        let evaluated = shared["evaluation"]?["worlds"]?.elements.compactMap(\.asText) ?? []
        for set in sets {
            for source in set.sources {
                guard let spaces = source.spaces(in: language) else { continue }
                checkSpaces(
                    spaces, of: "the set '\(set.name)'", source.provenance["environment"].span, teams,
                    isEvaluated: evaluated.contains(set.name))
            }
        }
        checkModels(sets, teams, shared)
        if evaluated.contains(EvaluationWorlds.nominal), let nominal = shared["nominal"],
            let spaces = DrawnSpaces(.object([.init("environment", nominal)]), language.world, in: language)
        {
            checkSpaces(spaces, of: "the nominal world", provenance["nominal"].span, teams)
        }
        checkWorstCases(shared)
    }

    /// - Parameter isEvaluated: whether agents are: to learn in, worlds need not have the box that others know.
    private mutating func checkSpaces(
        _ spaces: DrawnSpaces, of worlds: String, _ span: SourceSpan?, _ teams: [Team], isEvaluated: Bool = true
    ) {
        for team in teams {
            guard let own = team.worldSpaces, isEvaluated || !own.usual.hasForm(of: spaces.usual) else { continue }
            let difference =
                own.usual.difference(from: spaces.usual)
                ?? spaces.words.map { "has \($0), not \(own.words ?? own.usual.action.summary)" }
                ?? own.words.map { "has \(spaces.usual.action.summary), and its own has \($0)" }
                ?? (isEvaluated ? team.strangeness(in: spaces.usual) ?? team.unfitness(for: spaces.usual) : nil)
            guard let difference else { continue }
            findings.add(
                .unequalWorlds, "'\(team.name)' cannot be evaluated everywhere: \(worlds) \(difference)", at: span,
                related: team.provenance["environment"].span.map { .init($0, "the world of '\(team.name)'") },
                help: "give the worlds the observations and actions that the agents know")
            return
        }
    }

    private mutating func checkWorstCases(_ shared: CanonicalValue) {
        guard let values = shared["evaluation"],
            let field = language.shared.first(where: { $0.key == "evaluation" }),
            case .table(let fields) = field.type
        else { return }
        let settings = Settings(fields, values)
        let episodes = settings.integer("episodes")
        guard episodes < Self.enoughEpisodes, !settings.flag("exact") else { return }
        for named in CellPlan.NamedMeasure.all(of: shared, in: language) {
            guard let measure = language.measures.make(named.measure) as? EvaluationReturn,
                measure.reduction.kinds.contains(.worst)
            else { continue }
            findings.add(
                .fewEpisodes, "'\(named.name)' takes the worst of means over \(Counted.words(episodes, "episode"))",
                at: provenance["evaluation.episodes"].span ?? provenance["evaluation"].span,
                related: provenance["measure.\(named.name).reduce"].span.map { .init($0, "the worst case") },
                help: "episodes: \(Self.enoughEpisodes)")
        }
    }

    /// From so many episodes per world on, a minimum over worlds is taken without a warning.
    private static let enoughEpisodes = 20
}
