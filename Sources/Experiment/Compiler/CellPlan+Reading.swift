public import Config
public import Determinism
public import Diagnostics
import Federation
import Learning

extension CellPlan {
    /// Reads a plan from its canonical form, as embedded in a checkpoint. It is checked like any spec.
    ///
    /// Files it names are known by content; they are looked for beside `directory` when they are needed.
    public init(
        canonical: CanonicalValue, beside directory: String = "", in language: Language
    ) throws(PlanError) {
        var findings = Findings()
        let source = SourceFile(name: "plan", text: canonical.json)
        let files = SpecFiles(beside: directory, trustsStatedContent: true)
        guard
            let study = Study.compile(
                source, files, in: language, atMost: YAMLReader.maximumPlanNodes, into: &findings),
            let cell = study.cells.first,
            study.cells.count == 1
        else { throw PlanError(findings: findings) }
        self = study.plan(of: cell)
    }

    /// The files that a run of the plan reads, by the names it gives them, with their SHA-256.
    public var inputs: [(name: String, content: String)] {
        let source = publicStates.flatMap { choice in
            language.publicStateSources[choice.kind]?.fileKey.map { (canonical["public_states"]?[choice.kind], $0) }
        }
        let own = (canonical["agents"]?.elements ?? []).compactMap { $0["initial"] }
        let initial = ([canonical["initial"]] + own).flatMap { place in InitialSpec.paths.map { (place, $0) } }
        var found: [(name: String, content: String)] = []
        for (place, key) in initial + (source.map { [$0] } ?? []) {
            guard let name = place?[key]?.asText else { continue }
            let input = (name: name, content: place?["content"]?.asText ?? "")
            if !found.contains(where: { $0 == input }) { found.append(input) }
        }
        return found
    }

    /// Reads a plan whose canonical form has just been made.
    init(checked canonical: CanonicalValue, beside directory: String, in language: Language) {
        self.init(Settings(language.plan, canonical, in: language), canonical, beside: directory)
    }

    /// Reads the settings of a plan, which are its canonical form.
    init(_ settings: Settings, _ canonical: CanonicalValue, beside directory: String) {
        language = settings.language
        let round = settings.duration("round")
        func rounds(_ duration: Duration) -> Int {
            guard let count = duration.rounds(of: round) else {
                preconditionFailure("the plan was checked: \(duration) is a whole number of rounds")
            }
            return count
        }
        self.canonical = canonical
        self.round = round
        experiment = settings.text("name")
        arm = settings.text("arm")
        seed = UInt64(settings.integers("seeds")[0])
        self.rounds = settings.integer("rounds")
        let ending = settings.has("stop") ? settings.table("stop") : nil
        stop = ending.flatMap { $0.has("when") ? $0.table("when").text("measure") : nil }
        stopsWhenDiverged = ending.flatMap {
            $0.has("diverged") ? DivergenceStop(rawValue: $0.text("diverged")) : nil
        }
        nominalEnvironment = settings.choice("nominal")
        replicas = settings.integer("replicas")
        let replica = PlanReplica(canonical, number: replicas == 1 ? nil : 1, in: language)
        agents = replica.agents
        worlds = replica.worlds
        publicStates =
            settings.has("public_states")
            ? Self.located(settings.choice("public_states"), beside: directory, in: language) : nil
        federation = settings.list("federation").map { Choice($0) }
        initial = settings.has("initial") ? InitialPlan(settings.table("initial"), beside: directory) : nil
        ownInitials = (canonical["agents"]?.elements ?? []).enumerated().compactMap { place, agent in
            guard agent["initial"] != nil else { return nil }
            let own = Settings(settings.language.agent, agent, in: settings.language).table("initial")
            return OwnInitial(agent: place, initial: InitialPlan(own, beside: directory))
        }
        evaluation =
            settings.has("evaluation")
            ? EvaluationPlan(settings.table("evaluation"), rounds(settings.table("evaluation").duration("every"))) : nil
        let checkpoint = settings.table("checkpoint")
        checkpointPeriod = rounds(checkpoint.duration("every"))
        checkpointsKept = checkpoint.integer("keep")
        measures = NamedMeasure.all(of: canonical, in: language)
        let record = settings.table("record")
        recordPeriod = record.has("every") ? rounds(record.duration("every")) : 1
        let trace = settings.choice("trace")
        tracePeriod =
            RecordSpec.traceEvery.kind == trace.kind
            ? rounds(trace.settings(RecordSpec.traceEvery).duration("period")) : nil
    }

    /// A source whose file is found from where the program runs.
    static func located(_ choice: Choice, beside directory: String, in language: Language) -> Choice {
        guard let key = language.publicStateSources[choice.kind]?.fileKey, let name = choice.values[key]?.asText else {
            return choice
        }
        let path = CanonicalValue.text(SpecFiles.path(name, beside: directory))
        return Choice(.object([.init(choice.kind, choice.values.setting(key, to: path))]))
    }
}

extension CellPlan.InitialPlan {
    fileprivate init(_ settings: Settings, beside directory: String) {
        if settings.has(InitialSpec.parent) {
            let parent = settings.table(InitialSpec.parent)
            kind = .end
            path = parent.text("arm")
            content = parent.text("end")
        } else {
            kind = settings.has(InitialSpec.checkpoint) ? .checkpoint : .networks
            let key = kind == .checkpoint ? InitialSpec.checkpoint : InitialSpec.file
            path = SpecFiles.path(settings.text(key), beside: directory)
            content = settings.text("content")
        }
        agent = settings.has("agent") ? settings.text("agent") : nil
        parts = settings.has("parts") ? settings.list("parts").compactMap(\.asText) : nil
    }
}

extension CellPlan.EvaluationPlan {
    fileprivate init(_ settings: Settings, _ period: Int) {
        self.period = period
        isExact = settings.flag("exact")
        episodes = settings.integer("episodes")
        rule = settings.text("policy") == "greedy" ? .greedy : .stochastic
        worlds = settings.list("worlds").compactMap(\.asText)
        startsAnywhere = settings.text("start") == "uniform"
    }
}

extension CellPlan.NamedMeasure {
    /// The entries of `measure`, of a plan or of its shared part.
    static func all(of values: CanonicalValue, in language: Language) -> [CellPlan.NamedMeasure] {
        Settings(language.plan, values, in: language).list("measure").map { CellPlan.NamedMeasure($0, in: language) }
    }

    private init(_ value: CanonicalValue, in language: Language) {
        let outer = Choice(value)
        name = outer.kind
        measure = language.measures[outer.kind] == nil ? Choice(outer.values) : outer
    }
}

/// Why a plan cannot be read.
public struct PlanError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with it, as with a spec.
    public let findings: Findings

    /// The first finding and how many there are.
    public var description: String {
        let first =
            findings.diagnostics.first.map { "\($0.message) [\($0.code.rawValue)]" } ?? "it is not one cell's plan"
        return "the plan cannot be read: \(first) (\(findings.summary))"
    }
}
