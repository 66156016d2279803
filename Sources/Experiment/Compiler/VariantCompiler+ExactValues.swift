import Config
import Determinism
import Diagnostics
import Learning

// What evaluations need that compute values from the worlds' models.
extension VariantCompiler {
    /// Where values are computed, every world involved is one that is known whole, of as many states as the agents know.
    mutating func checkModels(_ sets: [ResolvedWorldSet], _ teams: [Team], _ shared: CanonicalValue) {
        guard let values = shared["evaluation"] else { return }
        let isExact = values["exact"]?.asBoolean == true
        if !isExact, values["start"] != nil { refuseStart(provenance["evaluation.start"].span) }
        let computed = CellPlan.NamedMeasure.all(of: shared, in: language).first {
            $0.measure.kind == ExactReturn.component.kind
        }
        guard isExact || computed != nil else { return }
        let span = isExact ? provenance["evaluation.exact"].span : computed.flatMap { measured($0.name) }
        if isExact, values["episodes"] != nil {
            findings.add(
                .writtenTwice, "an exact evaluation plays no episodes", at: provenance["evaluation.episodes"].span,
                related: span.map { .init($0, "exact") }, help: "keep one of the two")
        }
        if isExact { checkExactPolicy(teams) }
        let evaluated = values["worlds"]?.elements.compactMap(\.asText) ?? [EvaluationWorlds.own]
        var places: [(choice: CanonicalValue?, span: SourceSpan?)] = []
        // Of their own worlds a measure says by itself that it has to know them.
        if isExact, evaluated.contains(EvaluationWorlds.own) {
            places += teams.map { ($0.nominalEnvironment, $0.provenance["environment"].span) }
        }
        let strangers = places.count
        if evaluated.contains(EvaluationWorlds.nominal) {
            places.append((shared["nominal"], provenance["nominal"].span))
        }
        for set in sets where evaluated.contains(set.name) {
            places += set.sources.map { source in
                let choice = source.values.nominal(language.world)["environment"]
                return (choice, source.provenance["environment"].span)
            }
        }
        let known: [(Team, FiniteModel?)] =
            places.count == strangers ? [] : teams.filter { $0.learner is any Tabular }.map { ($0, $0.model) }
        for (index, place) in places.enumerated() {
            guard let choice = place.choice.map(Choice.init) else { continue }
            guard let model = language.environments.make(choice).model else {
                findings.add(
                    .noModel, "'\(choice.kind)' is not known whole: its values can only be estimated in episodes",
                    at: span, related: place.span.map { .init($0, "evaluated here") },
                    help: isExact
                        ? "episodes: 20 instead of `exact`"
                        : "\(EvaluationReturn.component.kind) instead of \(ExactReturn.component.kind)")
                continue
            }
            guard index >= strangers else { continue }
            for (team, own) in known {
                guard let unequal = own.flatMap({ [$0, model].unequalSizes }) else { continue }
                findings.add(
                    .unequalWorlds, "'\(team.name)' cannot be evaluated everywhere: \(unequal)", at: place.span,
                    related: team.provenance["environment"].span.map { .init($0, "the world of '\(team.name)'") },
                    help: "give the worlds the states and actions that the agents know")
                break
            }
        }
    }

    /// What is computed is the value of every agent's policy as it is: a rule that is written says the same, or nothing is said.
    private mutating func checkExactPolicy(_ teams: [Team]) {
        guard let written = tree["evaluation"]?["policy"], let rule = written.value?.asText else { return }
        let rules = teams.map { ($0.learner as? any Tabular).map { type(of: $0).policyRule } }
        guard let index = rules.firstIndex(where: { $0 != nil && $0?.rawValue != rule }), let own = rules[index],
            let learner = teams[index].learner
        else { return }
        let isCommon = rules.allSatisfy { $0 == own }
        findings.add(
            .evaluationUnfit,
            "an exact evaluation takes the policy of \(type(of: learner).component.kind) as it is, which is \(own.rawValue)",
            at: written.span,
            related: teams[index].provenance["learner"].span.map { .init($0, "the learner of '\(teams[index].name)'") },
            help: isCommon ? "policy: \(own.rawValue), or delete 'policy'" : "delete 'policy'")
    }

    /// Episodes begin where the world has them begin.
    private mutating func refuseStart(_ span: SourceSpan?) {
        let entry = tree["evaluation"]?.span
        findings.add(
            .writtenTwice, "episodes that are played begin where the world has them begin", at: span,
            related: entry.map { .init($0, "an evaluation that plays episodes") },
            help: "add `exact: true`, where the worlds are known, or delete 'start'")
    }
}
