public import Config
import Determinism
public import Diagnostics

/// A compiled spec: its cells, and the plan of each on demand.
public struct Study: Sendable {
    /// The experiment's name.
    public let name: String
    /// The question the experiment answers, where the spec says it.
    public let about: String?
    /// The spec's text.
    public let source: SourceFile
    /// The seeds, in the spec's order.
    public let seeds: [UInt64]
    /// Put before the relative paths of files the spec names: the spec's directory, or empty.
    public let directory: String
    /// The language it is written in.
    public let language: Language
    /// What is no mistake, and worth a word to who asks for all of them: whoever runs the study is not told again.
    public let remarks: Findings
    /// Where it writes its arms and factors.
    let written: WrittenVariation
    let variants: [ResolvedVariant]

    /// More cells than this are warned about.
    static let manyCells = 5000

    /// The names of the arms, with their levels of the sweep, in order.
    public var arms: [String] { variants.map(\.name) }

    /// All cells: arm by arm, and within an arm seed by seed. Second stages come after what they go on from.
    public var cells: [StudyCell] {
        variants.indices.flatMap { variant in
            seeds.map { cell(of: variant, seed: $0) }
        }
    }

    /// The cell of a variant and a seed.
    func cell(of variant: Int, seed: UInt64) -> StudyCell {
        let parent = variants[variant].adaptation.flatMap { $0.beginning == nil ? nil : variants[$0.parent].name }
        return StudyCell(arm: variants[variant].name, seed: seed, parentArm: parent, variant: variant)
    }

    /// Compiles the spec at a path; nil, with errors added, where it cannot run.
    public static func compile(_ path: String, in language: Language, into findings: inout Findings) -> Study? {
        guard let source = SpecFile.load(path, into: &findings) else { return nil }
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        return compile(
            source, beside: directory.isEmpty && path.hasPrefix("/") ? "/" : directory, in: language, into: &findings)
    }

    /// Compiles a spec's text; files it names are looked for beside `directory`.
    public static func compile(
        _ source: SourceFile, beside directory: String, in language: Language, into findings: inout Findings
    ) -> Study? {
        compile(source, SpecFiles(beside: directory, trustsStatedContent: false), in: language, into: &findings)
    }

    static func compile(
        _ source: SourceFile, _ files: SpecFiles, in language: Language, atMost most: Int = YAMLReader.maximumNodes,
        into findings: inout Findings
    ) -> Study? {
        var (found, remarks) = (Findings(), Findings())
        // Agents, arms and elements of lists can have a mistake in common.
        defer { findings.add(found.joined(.words, others: "places")) }
        guard let spec = SpecTree(source, in: language, atMost: most, into: &found) else { return nil }
        let place = spec.body.entries.first?.keySpan ?? spec.body.span
        let seeds = SeedList.read(spec.body, at: place, into: &found)
        let engine = spec.body["engine"]?.value?.asInteger ?? CellPlan.engine
        if engine != CellPlan.engine {
            found.add(
                .otherEngine, "made for engine \(engine), but this is engine \(CellPlan.engine)",
                at: spec.body["engine"]?.span, help: "delete `engine` to run with this one")
        }
        let variation = Variation(spec)
        found.add(variation.findings)
        remarks.add(variation.remarks)
        var files = files
        var variants: [ResolvedVariant] = []
        var choices = AdaptationChoices()
        func compile(_ tree: Node, _ name: String) -> (ResolvedVariant?, VariantCompiler) {
            var compiler = VariantCompiler(language, tree: tree, files: files, place: place)
            let resolved = compiler.compile(name)
            files = compiler.files
            found.add(compiler.findings)
            remarks.add(compiler.remarks)
            if let resolved {
                checkDraws(resolved, seed: seeds?.first ?? 0, into: &found)
                // Ranges that are refused cannot be drawn from.
                if !compiler.findings.hasErrors { resolved.checkArrivals(seeds ?? [], into: &found) }
                for set in resolved.worlds { set.checkDraws(seed: seeds?.first ?? 0, into: &found) }
            }
            return (resolved, compiler)
        }
        for variant in variation.variants {
            var (resolved, compiler) = compile(variant.tree, variant.name)
            guard let parent = resolved else { continue }
            variants.append(parent)
            // What is wrong with the first stage is wrong with all that follows.
            guard !compiler.findings.hasErrors else { continue }
            let stages = compiler.secondStages(of: parent, at: variants.count - 1, &choices)
            found.add(compiler.findings)
            for stage in stages {
                (resolved, compiler) = compile(stage.tree, stage.name)
                guard var child = resolved, !compiler.findings.hasErrors else { continue }
                child.adaptation = stage.adaptation
                compiler.checkBeginning(of: child, from: parent, variant.tree["adaptation"])
                found.add(compiler.findings)
                variants.append(child)
            }
        }
        for diagnostic in choices.diagnostics { found.add(diagnostic) }
        guard let seeds, !found.hasErrors, let name = spec.body["name"]?.value?.asText else { return nil }
        let cells = variants.count * seeds.count
        if cells > Limits.many {
            found.add(
                .outOfRange,
                "\(cells) cells, but a study has at most \(Limits.many): \(variants.count) × \(seeds.count)",
                at: spec.body["seeds"]?.span ?? place, help: "split the study")
            return nil
        }
        if cells > manyCells {
            found.add(
                .manyCells, "\(cells) cells: \(variants.count) × \(seeds.count) (arms × seeds)",
                at: spec.body["seeds"]?.span ?? place)
        }
        remarks.add(unusedWorlds(spec.body["worlds"], in: variants))
        let about = spec.body["about"]?.value?.asText
        return Study(
            name: name, about: about, source: source, seeds: seeds, directory: files.directory, language: language,
            remarks: remarks, written: WrittenVariation(spec), variants: variants)
    }

    /// Sets of worlds that no arm evaluates or adapts in.
    private static func unusedWorlds(_ written: Node?, in variants: [ResolvedVariant]) -> Findings {
        var findings = Findings()
        var used: Set<String> = []
        for variant in variants {
            used.formUnion(variant.shared["evaluation"]?["worlds"]?.elements.compactMap(\.asText) ?? [])
            guard let adaptation = variant.adaptation else { continue }
            for place in adaptation.places { used.insert(variants[adaptation.parent].worlds[place.set].name) }
        }
        for entry in written?.entries ?? [] where !used.contains(entry.key) && !entry.value.isInvalid {
            findings.add(
                .unusedWorlds, "no arm evaluates in the worlds '\(entry.key)'", at: entry.keySpan,
                help: "evaluation: {worlds: [own, \(entry.key)]}, or delete the set")
        }
        return findings
    }

    /// Copies of drawn numbers find what they copy.
    private static func checkDraws(_ variant: ResolvedVariant, seed: UInt64, into findings: inout Findings) {
        var checked: Set<Int> = []
        for (index, agent) in variant.agents.enumerated() where checked.insert(agent.prototype).inserted {
            let provenance = variant.prototypes[agent.prototype].provenance
            for (path, source) in variant.settle(index, seed: seed).unresolved {
                findings.add(
                    .rangeSource, "'\(source)' is no number of the agent", at: provenance[path].span,
                    help: "write a full path such as environment.cartpole.pole_mass")
            }
            for copy in variant.illegalCopies(index) { findings.add(provenance.diagnostic(of: copy)) }
        }
        checkOrders(variant, seed: seed, into: &findings)
    }

    /// Numbers that go by an agent's position have the order their fields ask for.
    private static func checkOrders(_ variant: ResolvedVariant, seed: UInt64, into findings: inout Findings) {
        let open = variant.prototypes.map { prototype in
            prototype.values.orderedPairs(variant.language.agent).filter { $0.isOpen && $0.dependsOnPositionAlone }
        }
        for (index, agent) in variant.agents.enumerated() where !open[agent.prototype].isEmpty {
            let settled = variant.settle(index, seed: seed).values.orderedPairs(variant.language.agent)
            let provenance = variant.prototypes[agent.prototype].provenance
            for pair in open[agent.prototype] {
                guard let violation = pair.violation(among: settled) else { continue }
                findings.add(provenance.diagnostic("of '\(agent.name)', \(violation)", of: pair))
            }
        }
    }
}

/// The unit that runs: an arm with its levels of the sweep, and a seed.
public struct StudyCell: Sendable, Hashable {
    /// `d`, or `d,every=10`.
    public let arm: String
    /// The seed of all its random streams.
    public let seed: UInt64
    /// The arm of the cell of this seed that it goes on from; nil where it goes on from none.
    public let parentArm: String?
    let variant: Int

    /// `d5/seed-20`: the cell's directory below the experiment's.
    public var identifier: String { "\(arm)/seed-\(seed)" }

    /// The cell that is run before it, or itself where there is none: both are one's to run.
    public var family: String { "\(parentArm ?? arm)/seed-\(seed)" }
}
