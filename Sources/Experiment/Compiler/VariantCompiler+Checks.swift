import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// What is known of the agents of one entry, whatever numbers are drawn.
    struct Team {
        let language: Language
        let values: CanonicalValue
        let provenance: Provenance
        let name: String
        /// What its networks see; nil where something does not fit.
        var spaces: Spaces? { seen?.usual }
        /// The same, with what draws can make of it.
        let seen: DrawnSpaces?
        /// Its world's own.
        let worldSpaces: DrawnSpaces?
        /// Why its adapter is none for its world, however that is drawn.
        let misfit: Adapter.Misfit?
        /// Whether its adapter is one for the nominal world.
        private let fitsNominal: Bool

        init(_ prototype: ResolvedVariant.Prototype, in language: Language) {
            self.language = language
            values = prototype.values
            provenance = prototype.provenance
            name = prototype.values["name"]?.asText ?? "?"
            let spaces = values == .null ? nil : DrawnSpaces(values, language.agent, in: language)
            worldSpaces = spaces
            let adapter = values[Adapter.name].flatMap { Adapter(Choice($0)) }
            let misfit = adapter.flatMap { adapter in spaces?.all.lazy.compactMap { adapter.misfit(in: $0) }.first }
            self.misfit = misfit
            seen = misfit == nil ? spaces?.seen(through: adapter) : spaces
            fitsNominal =
                adapter == nil
                || Self.nominalEnvironment(values, in: language).map {
                    adapter?.misfit(in: language.environments.make(Choice($0)).spaces) == nil
                } ?? true
        }

        /// Why its adapter is none for other worlds of as many numbers, in words; nil where it is.
        func strangeness(in spaces: Spaces) -> String? {
            guard let adapter = values[Adapter.name].flatMap({ Adapter(Choice($0)) }), misfit == nil else { return nil }
            return adapter.misfit(in: spaces).map { "does not go with its adapter: \($0.reason)" }
        }

        /// Why its learner, which can act in its own world, cannot in such spaces, in words; nil where it can.
        func unfitness(for spaces: Spaces) -> String? {
            guard let acting = learner as? any Acting, let own = worldSpaces?.usual, acting.refusal(of: own) == nil
            else { return nil }
            let refusal = acting.refusal(of: spaces) ?? (acting is any Modelled ? spaces.refusal(ofStatesIn: own) : nil)
            return refusal.map { "is none to act in: \($0.reason)" }
        }

        /// Its world, whatever numbers are drawn.
        var nominalEnvironment: CanonicalValue? { Self.nominalEnvironment(values, in: language) }

        private static func nominalEnvironment(
            _ values: CanonicalValue, in language: Language
        ) -> CanonicalValue? {
            values == .null ? nil : values.nominal(language.agent)["environment"]
        }

        /// Its learner, whatever numbers are drawn.
        var learner: (any Learner)? {
            guard values != .null, let choice = values.nominal(language.agent)["learner"] else { return nil }
            return language.learners.make(Choice(choice))
        }

        /// Its first agent as a learner sees it, whatever numbers are drawn; nil where something does not fit.
        var member: Member? {
            guard values != .null, unfitDesigns.isEmpty, misfit == nil, fitsNominal, let learner, let spaces,
                (learner as? any Acting)?.refusal(of: spaces) == nil
            else { return nil }
            return AgentPlan(values.nominal(language.agent), in: language).member(seed: 0)
        }

        /// The networks whose activations are not one per layer.
        var unfitDesigns: [(network: String, words: Int, layers: Int)] {
            (values["networks"]?.members ?? []).compactMap { network in
                let design = Settings(NetworkDesign.fields, network.value)
                guard case .list(let words)? = design.value("activation") else { return nil }
                let layers = design.list("hidden").count
                return words.count == layers ? nil : (network.key, words.count, layers)
            }
        }
    }

    /// Learners fit their worlds and the round, activations fit their layers, copies find what they copy.
    mutating func checkAgents(_ teams: [Team], _ round: Duration) {
        for team in teams where team.values != .null {
            checkDesigns(team)
            checkEffect(of: team)
            guard let choice = team.values.nominal(language.agent)["learner"], let spaces = team.spaces else {
                continue
            }
            let instance = language.learners.make(Choice(choice))
            checkInputs(of: instance, team)
            checkAdapter(of: instance, team)
            let learner = type(of: instance)
            let kind = learner.component.kind
            checkFit(of: instance, in: spaces, team)
            if let replicas = tree["replicas"]?.value?.asInteger, replicas > 1 { checkReplicas(of: learner, team) }
            if !learner.roundUnits.contains(round.unit) {
                let units = learner.roundUnits.map(\.rawValue)
                findings.add(
                    .learnerRoundUnit, "\(kind) cannot train in rounds of \(round.unit.rawValue)",
                    at: tree["round"]?.span,
                    related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
                    help: "round: {\(units.joined(separator: "|")): …}")
            }
        }
    }

    /// The learner can act in the spaces of its world.
    mutating func checkFit(of learner: any Learner, in spaces: Spaces, _ team: Team) {
        guard let refusal = (learner as? any Acting)?.refusal(of: spaces) else { return }
        let kind = type(of: learner).component.kind
        findings.add(
            .learnerUnfit, "\(kind) cannot act here: \(refusal.reason)",
            at: team.provenance[refusal.remedy.map { "learner.\(kind).\($0.key)" } ?? "learner"].span,
            related: team.provenance["environment"].span.map { .init($0, spaces.action.summary) },
            help: refusal.remedy.map { "learner: {\(kind): {\($0.key): \($0.word)}}" }
                ?? "choose another learner or another environment")
    }

    /// Many copies in one cell are for learners whose agents are cheap.
    mutating func checkReplicas(of learner: any Learner.Type, _ team: Team) {
        guard !(learner is any Replicable.Type) else { return }
        findings.add(
            .noReplicas, "\(learner.component.kind) takes no replicas in one cell", at: tree["replicas"]?.span,
            related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
            help: "delete `replicas` and list more `seeds`")
    }

    /// Networks are given what they take in front of observations.
    private mutating func checkInputs(of learner: any Learner, _ team: Team) {
        let kind = type(of: learner).component.kind
        for network in team.values["networks"]?.members ?? [] {
            let inputs = InputDesign(Settings(NetworkDesign.fields, network.value).choice("inputs"))
            guard inputs != .observation, learner.embedding(of: network.key) == nil else { continue }
            let takers = language.learners.examples.filter { !$0.product.embeddingNames.isEmpty }.map(\.kind)
            findings.add(
                .learnerUnfit, "\(kind) has nothing to give its network '\(network.key)' in front of the observation",
                at: team.provenance["networks.\(network.key).inputs"].span ?? team.provenance["name"].span,
                related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
                help: takers.contains(kind)
                    ? "inputs: observation, or no `robust`"
                    : "inputs: observation, or another learner: \(takers.joined(separator: ", "))")
            return
        }
    }

    /// Unit vectors are as long as there are agents.
    mutating func checkUnitVectors(_ teams: [Team], agents count: Int) {
        for team in teams {
            for network in team.values["networks"]?.members ?? [] {
                let inputs = Settings(NetworkDesign.fields, network.value).choice("inputs")
                guard case .oneHot(let size) = InputDesign(inputs), size < count else { continue }
                let vectors = "unit vectors of \(Counted.words(size, "number"))"
                findings.add(
                    .outOfRange, "\(vectors) tell no more than \(size) of \(count) agents apart",
                    at: team.provenance["networks.\(network.key).inputs"].span ?? team.provenance["name"].span,
                    related: tree["agents"]?.span.map { .init($0, "\(count) agents") }, help: "one_hot: \(count)")
                return
            }
        }
    }

    /// Numbers of a world that were written shape something.
    private mutating func checkEffect(of team: Team) {
        guard let world = team.values["environment"]?.members.first,
            let fields = language.environments[world.key]?.fields
        else { return }
        for field in fields {
            guard let other = field.companion, !world.value.isZero(field.key), world.value.isZero(other) else {
                continue
            }
            let path = "environment.\(world.key)"
            findings.add(
                .withoutEffect, "'\(field.key)' changes nothing while '\(other)' is 0: \(field.summary)",
                at: team.provenance["\(path).\(field.key)"].span ?? team.provenance["environment"].span,
                related: (team.provenance["\(path).\(other)"].span ?? team.provenance["environment"].span).map {
                    .init($0, "no '\(other)' but 0")
                },
                help: "\(other): {uniform: [1, 1000000000]} draws every agent's own")
        }
    }

    private mutating func checkDesigns(_ team: Team) {
        for (network, words, layers) in team.unfitDesigns {
            let path = "networks.\(network)"
            findings.add(
                .activationCount, "\(Counted.words(words, "activation")) for \(Counted.words(layers, "hidden layer"))",
                at: team.provenance["\(path).activation"].span,
                related: team.provenance["\(path).hidden"].span.map { .init($0, "the layers") },
                help: "one word for all layers, or one per layer")
        }
    }

    /// What ends a run is a measure that can be reached.
    mutating func checkStop(_ shared: CanonicalValue) {
        if let stop = shared["stop"], stop.members.isEmpty {
            findings.add(
                .missingKey, "'stop' names no event that ends a cell",
                at: provenance["stop"].span ?? tree["stop"]?.span,
                help: "stop: {when: MEASURE}, stop: {diverged: any}, or both")
        }
        guard let wanted = shared["stop"]?["when"]?["measure"]?.asText else { return }
        let span = provenance["stop.when.measure"].span ?? provenance["stop.when"].span
        let measures = CellPlan.NamedMeasure.all(of: shared, in: language)
        func isReached(_ measure: CellPlan.NamedMeasure) -> Bool {
            language.measures.make(measure.measure).crossing != nil
        }
        guard let measure = measures.first(where: { $0.name == wanted }) else {
            let names = measures.filter(isReached).map(\.name)
            findings.add(
                .unknownStopMeasure, "no measure is called '\(wanted)'", at: span,
                related: tree["measure"]?.span.map { .init($0, "what is measured") },
                help: names.isEmpty
                    ? "measure: [{\(wanted): {rounds_to: {at_least: …}}}]"
                    : Suggestion.help(for: wanted, among: names, noun: "there are"))
            return
        }
        guard !isReached(measure) else { return }
        let written = (tree["measure"]?.elements ?? []).compactMap { $0.entries.first }.first { $0.key == wanted }
        findings.add(
            .stopNeedsThreshold, "'\(wanted)' has no threshold that a run could reach", at: span,
            related: written?.keySpan.map { .init($0, "the measure") },
            help: "name a measure such as {mission: {rounds_to: {at_least: …}}}")
    }

    /// What is recorded exists, and has a name of its own.
    mutating func checkRecording(_ shared: CanonicalValue) {
        if let record = shared["record"], record["every"] != nil, record["at_most"] != nil {
            findings.add(
                .writtenTwice, "'record' has both 'every' and 'at_most'", at: provenance["record.at_most"].span,
                related: provenance["record.every"].span.map { .init($0, "the other") }, help: "keep one of the two")
        }
        guard case .sequence(let written)? = tree["measure"]?.content else { return }
        var names: [String: Node] = [:]
        for node in written {
            guard let entry = node.entries.first else { continue }
            if let first = names[entry.key] {
                findings.add(
                    .duplicateMeasure, "two measures are called '\(entry.key)'", at: entry.keySpan,
                    related: first.entries.first?.keySpan.map { .init($0, "the first") },
                    help: "give one a name: {my_name: {\(entry.key): …}}")
            }
            names[entry.key] = node
            let kind = language.measures[entry.key] == nil ? entry.value.entries.first?.key : entry.key
            guard let kind, language.measures.origin(of: kind) is any MeasureOfEvaluations.Type else { continue }
            if shared["evaluation"]?["exact"]?.asBoolean == true {
                findings.add(
                    .measureNeedsEvaluation,
                    "'\(kind)' is measured, but an exact evaluation plays no episodes",
                    at: entry.keySpan, related: provenance["evaluation.exact"].span.map { .init($0, "exact") },
                    help: "delete one of the two")
            }
            if shared["evaluation"] == nil {
                findings.add(
                    .measureNeedsEvaluation, "'\(kind)' is measured, but agents are never evaluated",
                    at: entry.keySpan, help: "evaluation: {every: {rounds: \(advisedRounds())}}")
            }
        }
    }
}

extension CanonicalValue {
    /// Whether a number of a table is 0, also where it is not written; a range is not.
    fileprivate func isZero(_ key: String) -> Bool {
        guard let value = self[key] else { return true }
        return value.asNumber == 0
    }
}
