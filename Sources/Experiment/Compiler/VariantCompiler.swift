import Config
import Determinism
import Diagnostics
import Federation
import Learning

/// Resolves one variant of a spec and checks all that can be known before it runs.
struct VariantCompiler {
    var findings = Findings()
    /// What is no mistake, and worth a word to who asks for all of them.
    var remarks = Findings()
    /// The language it is written in.
    let language: Language
    /// The variant's tree in normal form.
    let tree: Node
    /// Files named by the spec.
    var files: SpecFiles
    /// Where to point for what the spec as a whole lacks.
    let place: SourceSpan?
    /// Where shared values come from.
    var provenance = Provenance()
    /// What methods require of learners, by kind.
    var requirements: (String) -> [Requirement]
    /// What agents should have and do not.
    var lacking: [Lack] = []
    /// How many rounds there are; nil where that is not known.
    private var length: Int?

    init(_ language: Language, tree: Node, files: SpecFiles, place: SourceSpan?) {
        self.language = language
        self.tree = tree
        self.files = files
        self.place = place
        let methods = language.methods
        requirements = { methods.method($0)?.requirements ?? [] }
    }

    /// The plan's shared part, or nil where it has errors, which are then among the findings.
    mutating func compile(_ name: String) -> ResolvedVariant? {
        let shared = resolveShared()
        let round = tree["round"].flatMap { $0.isInvalid ? nil : Duration(resolved: $0) }
        let rounds = resolveRounds(round)
        length = rounds
        let (prototypes, agents) = resolveAgents()
        for diagnostic in Lack.diagnostics(lacking) { findings.add(diagnostic) }
        checkNames(agents)
        checkRepetitions()
        let worlds = resolveWorlds()
        checkEvaluatedWorlds()
        guard var shared, let round else {
            if shared == nil { checkNeedsOfDefaults() }
            return nil
        }
        shared = inRounds(shared, language.shared, round, provenance)
        let timed = prototypes.map { prototype in
            prototype.inRounds { inRounds($0, language.agent, round, prototype.provenance) }
        }
        let teams = timed.map { Team($0, in: language) }
        if let rounds { checkFederation(shared, teams, agents.map(\.name), round, rounds) }
        checkSettings(teams, worlds, shared)
        checkAgents(teams, round)
        checkUnitVectors(teams, agents: agents.count)
        checkKnownWorlds(teams, shared)
        checkPlateaus(teams, shared)
        checkRequirements(timed)
        checkWorlds(worlds, teams, shared)
        checkRecording(shared)
        checkStoredNames(shared, agents, followsReturns: teams.contains { !plateaus(of: $0).isEmpty })
        checkStoredSizes(shared, teams, agents, round, rounds)
        checkStop(shared)
        checkPublicStates(shared, teams)
        checkInitial(shared, agents, teams)
        checkStart(shared, teams)
        guard let rounds, timed.allSatisfy({ $0.values != .null }), !agents.isEmpty else { return nil }
        return ResolvedVariant(
            language: language, name: name, shared: withoutUnusedStates(shared), provenance: provenance,
            prototypes: timed,
            agents: agents, worlds: worlds, round: round, rounds: rounds, places: WrittenPlaces(tree))
    }

    // MARK: What all agents share

    private mutating func resolveShared() -> CanonicalValue? {
        var body = Node(
            .mapping(tree.entries.filter { entry in language.shared.contains { $0.key == entry.key } }),
            origin: tree.origin)
        if let source = body["public_states"] {
            body.replace("public_states", with: inheriting(source))
        }
        body.replace("nominal", with: nominalWorld())
        var resolver = Resolver()
        var values = resolver.resolve(body, language.shared, of: "the spec", at: place)
        findings.add(resolver.findings)
        provenance = resolver.provenance
        for key in ["seeds", "rounds"] { if let node = tree[key] { provenance.record(node.origin, at: key) } }
        values = values.map { withContents($0, provenance) }
        if let source = values?["public_states"].map(Choice.init),
            let key = language.publicStateSources[source.kind]?.fileKey
        {
            let known = addingContent(source.values, key: key, at: "public_states.\(source.kind)", provenance)
            values = values?.setting("public_states", to: .object([.init(source.kind, known)]))
        }
        return values
    }

    /// The world that is called nominal: the one written so, else the top level's, else the first agent's; ranges open none.
    private func nominalWorld() -> Node {
        let agent = tree["agents"]?.elements.first { !$0.isInvalid }
        let world = tree["nominal"] ?? tree["environment"] ?? agent?["environment"]
        return world?.withoutRanges() ?? Node(.invalid, origin: tree.origin)
    }

    /// A source of public states whose virtual agents have what they inherit, in the nominal world.
    private mutating func inheriting(_ source: Node) -> Node {
        let key = RolloutStates.virtualAgents
        guard let kind = source.entries.first, language.publicStateSources[kind.key]?.field(key) != nil,
            !kind.value.isInvalid, kind.value[key]?.isInvalid != true
        else { return source }
        let (place, settings) = (kind.keySpan, kind.value)
        let written = settings[key]?.elements ?? [Node(.mapping([]), origin: .byDefault)]
        let agents = written.enumerated().map { index, entry in
            let name = entry["name"] ?? Node(.value(.text("v\(index + 1)")), origin: .byDefault)
            let levels = [tree.withoutRanges(), entry.withoutRanges()]
            let owner = "virtual agent '\(name.value?.asText ?? "?")'"
            return Inheritance(
                language: language, levels: levels, owner: owner, place: entry.span ?? place, isVirtual: true,
                hasPreferences: tree["engine"] == nil
            ).agent(name, lacking: &lacking).node
        }
        var result = settings
        let list = Node(.sequence(agents), origin: settings[key]?.origin ?? .byDefault)
        result.replace(key, with: list, at: place)
        return Node(.mapping([Entry(kind.key, keySpan: place, result)]), origin: source.origin)
    }

    /// Values with the SHA-256 of the file that `initial` names.
    mutating func withContents(_ values: CanonicalValue, _ provenance: Provenance) -> CanonicalValue {
        guard let initial = values["initial"] else { return values }
        return values.setting(
            "initial",
            to: InitialSpec.paths.reduce(initial) { addingContent($0, key: $1, at: "initial", provenance) })
    }

    /// Adds the SHA-256 of a file the spec names; it, not the path, counts.
    private mutating func addingContent(
        _ settings: CanonicalValue, key: String, at path: String, _ provenance: Provenance
    ) -> CanonicalValue {
        guard let name = settings[key]?.asText else { return settings }
        let span = provenance["\(path).\(key)"].span
        guard !name.isEmpty else {
            findings.add(
                .missingInput, "'\(key)' names no file: the path is empty", at: span,
                help: "\(key): PATH, relative to the spec's directory")
            return settings
        }
        let stated = settings["content"]?.asText
        if let found = files.content(of: name, at: span, isStated: stated != nil, into: &findings) {
            if let stated, stated != found {
                findings.add(
                    .fileChanged, "'\(name)' is not the file this plan was made with", at: span,
                    related: provenance["\(path).content"].span.map { .init($0, "its SHA-256 then") },
                    help: "its SHA-256 is now \(found)")
            }
            return settings.setting("content", to: .text(found))
        }
        return settings
    }

    // MARK: Time

    /// How many rounds to advise: a hundred, or all but so many where there are fewer.
    func advisedRounds(but fewer: Int = 0) -> Int { min(100, max(1, (length ?? 200) - fewer)) }

    private mutating func resolveRounds(_ round: Duration?) -> Int? {
        guard let node = tree["rounds"] else {
            findings.add(.missingKey, "the spec needs the key 'rounds'", at: place, help: "rounds: 1000")
            return nil
        }
        guard let length = node.entries.first, let count = length.value.value?.asInteger else {
            if !node.isInvalid, !node.entries.contains(where: \.value.isInvalid) {
                findings.add(.missingKey, "'rounds' has no length", at: node.span, help: "rounds: 1000")
            }
            return nil
        }
        if let second = node.entries.dropFirst().first {
            findings.add(
                .writtenTwice, "'rounds' has two lengths", at: second.keySpan,
                related: length.keySpan.map { .init($0, "the first") }, help: "keep one")
            return nil
        }
        guard let round, let unit = Duration.Unit(rawValue: length.key) else { return nil }
        let span = length.value.span
        guard let rounds = wholeRounds(Duration(count, unit), round, called: "rounds", at: span) else { return nil }
        guard rounds <= Limits.rounds else {
            findings.add(
                .outOfRange, "\(unit.words(count)) are \(rounds) rounds, but a run has at most \(Limits.rounds)",
                at: span, related: tree["round"]?.span.map { .init($0, "the round") }, help: "make rounds longer")
            return nil
        }
        return rounds
    }

    /// Values with every duration in rounds; reports those that are no whole number of them.
    private mutating func inRounds(
        _ values: CanonicalValue, _ fields: [Field], _ round: Duration, _ provenance: Provenance
    ) -> CanonicalValue {
        var durations = Durations(round)
        let result = durations.inRounds(values, fields)
        for (path, duration) in durations.unfit {
            let key = path.split(separator: ".").last.map(String.init) ?? path
            _ = wholeRounds(duration, round, called: key, at: provenance[path].span)
        }
        return result
    }

    /// A duration in rounds; reports one that is no whole number of them.
    private mutating func wholeRounds(
        _ duration: Duration, _ round: Duration, called key: String, at span: SourceSpan?
    ) -> Int? {
        if let count = duration.rounds(of: round) { return count }
        let isSame = duration.unit == round.unit
        findings.add(
            .timeNotInRounds,
            isSame
                ? "\(duration.words) \(duration.count == 1 ? "is" : "are") no whole number of rounds of \(round.words)"
                : "'\(key)' counts \(duration.unit.rawValue), but a round is \(round.words)",
            at: span, related: tree["round"]?.span.map { .init($0, "the round") },
            help: isSame
                ? "write a multiple of \(round.count)" : "count it in rounds, or in \(round.unit.rawValue)")
        return nil
    }
}

extension Duration {
    /// A duration in normal form.
    init?(resolved node: Node) {
        guard let entry = node.entries.first, let unit = Unit(rawValue: entry.key),
            let count = entry.value.value?.asInteger
        else { return nil }
        self.init(count, unit)
    }
}

extension Node {
    /// Puts another value under a key.
    mutating func replace(_ key: String, with value: Node, at span: SourceSpan? = nil) {
        let old = entries.first { $0.key == key }?.keySpan
        content = .mapping(entries.filter { $0.key != key } + [Entry(key, keySpan: old ?? span, value)])
    }

    /// Takes a key away.
    mutating func remove(_ key: String) {
        guard case .mapping(let entries) = content else { return }
        content = .mapping(entries.filter { $0.key != key })
    }
}
