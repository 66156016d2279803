import Config
import Determinism
import Diagnostics
import Learning

// What learners and measures of known worlds need.
extension VariantCompiler.Team {
    /// All of its world where it is finite, whatever numbers are drawn.
    var model: FiniteModel? {
        guard values != .null, let choice = values.nominal(language.agent)["environment"] else { return nil }
        return language.environments.make(Choice(choice)).model
    }

    /// Whether a learner that has to know its world can begin in it.
    var knowsItsWorld: Bool {
        guard let modelled = learner as? any Modelled else { return true }
        return model.map { modelled.refusal(of: [$0]) == nil } ?? false
    }
}

extension VariantCompiler {
    /// Learners that need their world's model have one, and take plain steps; agents that do not act are not played.
    mutating func checkKnownWorlds(_ teams: [Team], _ shared: CanonicalValue) {
        let known = teams.filter { $0.learner != nil && $0.spaces != nil }
        for team in known {
            guard let learner = team.learner else { continue }
            let type = type(of: learner)
            if learner is any Modelled, team.model == nil {
                findings.add(
                    .learnerUnfit,
                    "\(type.component.kind) cannot learn here: it needs a finite world whose model is known",
                    at: team.provenance["learner"].span,
                    related: team.provenance["environment"].span.map { .init($0, "no finite model") },
                    help: "choose another learner, or an environment with a model: \(worldsWithModels)")
                return
            }
            checkPlainSteps(team, learner)
        }
        checkBlocks(known, shared)
        checkEpisodes(known, shared)
        checkMeasuredModels(known, shared)
    }

    private var worldsWithModels: String {
        let names = language.environments.examples.filter { $0.product.model != nil }.map(\.kind)
        return names.isEmpty ? "there is none" : names.joined(separator: ", ")
    }

    /// Tables and linear learners take steps of plain `sgd`.
    private mutating func checkPlainSteps(_ team: Team, _ learner: any Learner) {
        guard learner is any PlainStepping else { return }
        let optimizers = team.values.nominal(language.agent)["optimizers"]?.members ?? []
        for optimizer in optimizers {
            let choice = Choice(optimizer.value)
            guard !language.optimizers.make(choice).isPlain else { continue }
            let kind = type(of: learner).component.kind
            let span = team.provenance["optimizers.\(optimizer.key)"].span
            if choice.kind == Optimizers.fixed, let span, trainings.contains(span) {
                let names = optimizers.map(\.key).joined(separator: ", ")
                findings.add(
                    .optimizerUnfit, "\(kind) always learns: '\(optimizer.key)' cannot be left untrained", at: span,
                    related: team.provenance["learner"].span.map { .init($0, "a learner without networks") },
                    help: "train: [\(names)], or delete 'train'")
                return
            }
            // Of a kind that takes plain steps unless told, what it was told.
            let told = choice.values.members.filter {
                !language.optimizers.make(Choice(.object([.init(choice.kind, .object([$0]))]))).isPlain
            }.map { $0.key.replacing("_", with: " ") }
            let isOften = language.optimizers.make(Choice(kind: choice.kind)).isPlain
            let what = isOften ? "\(choice.kind) with \(told.joined(separator: " and "))" : choice.kind
            let plain = language.optimizers.examples.first { $0.product.isPlain }?.kind ?? "OPTIMIZER"
            findings.add(
                .optimizerUnfit, "\(kind) takes plain steps, and '\(what)' does not",
                at: span ?? team.provenance["name"].span,
                related: team.provenance["learner"].span.map { .init($0, "a learner without networks") },
                help: "optimizer: {\(plain): {learning_rate: 0.1}}")
            return
        }
    }

    /// Where `train` is written.
    private var trainings: [SourceSpan] {
        let entries = (tree["agents"]?.elements ?? []).filter { !$0.isInvalid }
        let members = entries.flatMap { $0["members"]?.entries ?? [] }.map(\.value)
        return ([tree] + entries + members).compactMap { $0[AgentSpec.train.key]?.span }
    }

    /// Agents that do not act are evaluated without episodes.
    private mutating func checkEpisodes(_ teams: [Team], _ shared: CanonicalValue) {
        guard let evaluation = shared["evaluation"], evaluation["exact"]?.asBoolean != true else { return }
        let isStochastic = evaluation["policy"]?.asText == "stochastic"
        for team in teams {
            guard let learner = team.learner else { continue }
            if isStochastic, learner is any ActingDeterministically {
                findings.add(
                    .evaluationUnfit,
                    "\(type(of: learner).component.kind) has a deterministic policy: there is nothing to draw an action from",
                    at: provenance["evaluation.policy"].span,
                    related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
                    help: "policy: greedy; the noise belongs to training")
                return
            }
            guard !(learner is any Acting) else { continue }
            findings.add(
                .evaluationUnfit, "\(type(of: learner).component.kind) does not act, so no episode can be played",
                at: provenance["evaluation"].span,
                related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
                help: "evaluation: {every: …, exact: true}, or no evaluation")
            return
        }
    }

    /// Measures find what they look at.
    private mutating func checkMeasuredModels(_ teams: [Team], _ shared: CanonicalValue) {
        let learners = teams.compactMap(\.learner)
        let models = teams.compactMap(\.model)
        let setting = measuredSetting(teams, shared)
        for named in CellPlan.NamedMeasure.all(of: shared, in: language) {
            let measure = language.measures.make(named.measure)
            guard !teams.isEmpty else { continue }
            if let refusal = measure.refusal(of: learners, in: models.count == teams.count ? models : nil) {
                let related = refusal.other.flatMap { span(of: $0.place, "", teams) }
                let place = related == nil ? nil : span(of: refusal.place, "", teams)
                findings.add(
                    .measureUnfit, "'\(named.name)' cannot be taken here: \(refusal.reason)",
                    at: (place == related ? nil : place) ?? measured(named.name),
                    related: (related ?? teams[0].provenance["learner"].span).map {
                        .init($0, "the learner of '\(teams[0].name)'")
                    },
                    help: refusal.help.isEmpty
                        ? "delete the measure, or choose a learner and worlds it is made for"
                        : "\(refusal.help), or delete the measure")
            } else if let setting, let refusal = measure.refusal(in: setting) {
                let isNominal = refusal.place == .nominal
                let path = setting.asynchronous.map { "federation.\($0.name)" } ?? ""
                findings.add(
                    .measureUnfit, "'\(named.name)' cannot be taken here: \(refusal.reason)", at: measured(named.name),
                    related: span(of: refusal.place, path, teams).map {
                        .init($0, isNominal ? "the nominal world" : "the exchange")
                    },
                    help: "\(refusal.help), or delete the measure")
            }
        }
    }

    /// What agents are measured in; nil where it could not be read.
    private func measuredSetting(_ teams: [Team], _ shared: CanonicalValue) -> MeasuredSetting? {
        guard let nominal = shared["nominal"], nominal != .null else { return nil }
        let worlds = teams.compactMap(\.nominalEnvironment)
        return MeasuredSetting(
            learners: teams.compactMap(\.learner), worlds: worlds.map { language.environments.make(Choice($0)) },
            nominal: language.environments.make(Choice(nominal)),
            exchanges: language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) }),
            drawnSpaces: teams.lazy.compactMap { $0.worldSpaces?.words }.first)
    }

    /// Where a measure of this name or kind is written.
    func measured(_ name: String) -> SourceSpan? {
        let entries = (tree["measure"]?.elements ?? []).compactMap { $0.entries.first }
        return entries.first { $0.key == name || $0.value.entries.first?.key == name }?.keySpan
    }
}
