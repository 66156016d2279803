import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// An exchange's axes fit one another, and find in the agents what they need.
    mutating func checkNeeds(
        _ composition: Composition, at path: String, _ teams: [Team], _ names: [String], _ shared: CanonicalValue
    ) {
        let facts = facts(of: composition, teams, names, shared)
        let refusals = composition.unfit(facts)
        if refusals.isEmpty {
            noteIdle(composition.idle(facts), of: composition, at: path)
            noteOwn(composition.averagesOwn(facts).map(\.name), of: composition, at: path, teams)
        }
        for unfit in refusals {
            let meant = unfit.unknown.flatMap { Suggestion.nearest(to: $0, among: unfit.candidates) }
            findings.add(
                unfit.kind.code, unfit.reason, at: span(of: unfit.place, path, teams) ?? provenance[path].span,
                related: unfit.other.flatMap { other in
                    span(of: other.place, path, teams).map { .init($0, other.note) }
                },
                help: meant.map { "did you mean '\($0)'?" }
                    ?? unfit.help + (learners(of: composition, lackedBy: unfit, teams).map { "; \($0)" } ?? ""))
        }
    }

    /// Whose method an exchange is, where the learner that a refusal points to is none of those; nil elsewhere.
    private func learners(of composition: Composition, lackedBy unfit: Unfit, _ teams: [Team]) -> String? {
        guard unfit.kind == .learner, case .agent(let index, "learner")? = unfit.other?.place,
            let method = exchanges(composition.name).first.flatMap({ language.methods.method($0.key) }),
            let kind = teams[index].values["learner"]?.members.first?.key, !method.isMethod(of: kind)
        else { return nil }
        return "\(method.kind) is a method of \(method.learners.joined(separator: ", "))"
    }

    /// Settings that are written and change nothing: no mistake.
    private mutating func noteIdle(_ settings: [IdleSetting], of composition: Composition, at path: String) {
        for setting in settings {
            guard let span = provenance.noted("\(path).\(setting.path)")?.span else { continue }
            // The place of a list's element is no name.
            let key = setting.path.split(separator: ".").last { Int($0) == nil } ?? ""
            remarks.add(
                .withoutEffect, "'\(key)' of '\(composition.name)' has no effect: it \(setting.reason)", at: span,
                help: setting.help)
        }
    }

    /// What tells agents' worlds apart, and is averaged all the same.
    private mutating func noteOwn(_ names: [String], of composition: Composition, at path: String, _ teams: [Team]) {
        guard !names.isEmpty else { return }
        let inputs = teams.lazy.compactMap { team in
            (team.values["networks"]?.members ?? []).first { team.learner?.embedding(of: $0.key) == names[0] }
                .flatMap { team.provenance["networks.\($0.key).inputs"].span }
        }.first
        remarks.add(
            .ownPartsAveraged,
            "'\(composition.name)' averages \(names.map { "'\($0)'" }.joined(separator: " and ")), of which every agent draws "
                + "its own",
            at: provenance[path].span, related: inputs.map { .init($0, "what each has of its own") },
            help:
                "personal: [\((composition.personal + names).joined(separator: ", "))], or name in `upload` what travels"
        )
    }

    /// What is known of the agents of every entry, whatever numbers are drawn.
    func facts(
        of composition: Composition, _ teams: [Team], _ names: [String], _ shared: CanonicalValue
    ) -> Facts {
        // One agent's networks of a file are everybody's start.
        let beginnings = teams.map { team in
            initial(of: team, shared).map { InitialSpec.paths.reduce($0) { $0.setting($1, to: nil) } }
        }
        let isGiven = beginnings.first??["agent"] != nil && beginnings.allSatisfy { $0 == beginnings[0] }
        let agents = teams.map { team -> Facts.Agent in
            // What is learned where nothing can be learned is not known, and not nothing.
            let member = team.learner is any Modelled && team.model == nil ? nil : team.member
            var facts = Facts.Agent(team.name, learner: team.learner, member: member, spaces: team.spaces)
            facts.drawnSpaces = team.seen?.words
            facts.constants = team.nominalEnvironment.map { language.constants(of: Choice($0)) }
            facts.settings = team.values == .null ? nil : team.values.nominal(language.agent)["learner"]
            let isOwn = team.values["start"]?.asText != "common" && !isGiven
            let asks = composition.isAsynchronous || composition.upload is any RelativeUpload
            for network in team.values["networks"]?.members ?? [] {
                let design = InputDesign(Settings(NetworkDesign.fields, network.value).choice("inputs"))
                for part in [network.key, team.learner?.embedding(of: network.key)].compactMap(\.self) {
                    facts.inputs[part] = Facts.Input(network.key, design)
                }
            }
            facts.startsApart = isOwn && asks && team.drawsStart
            return facts
        }
        var facts = Facts(composition.name, agents: agents)
        facts.size = names.count
        facts.peers = names.map { Facts.Peer($0) }
        guard tree["public_states"] != nil else { return facts }
        // What cannot be counted yet is held against its parts when it is there.
        let source = shared["public_states"].map {
            CellPlan.located(Choice($0), beside: files.directory, in: language)
        }
        let (count, isExact) = source.map { language.publicStateSources.make($0).count } ?? (0, false)
        facts.publicStates = Facts.States(
            count: count, width: facts.spaces?.observation.count ?? 0, isExact: isExact)
        return facts
    }

    /// Where a place of a refusal is written.
    func span(of place: Unfit.Place, _ path: String, _ teams: [Team]) -> SourceSpan? {
        switch place {
        case .exchange(let inner): return inner.isEmpty ? provenance[path].span : provenance["\(path).\(inner)"].span
        case .agent(let index, let inner):
            let team = teams[index]
            if let span = team.provenance[inner].span { return span }
            // Where a design is nobody's in particular, the agent is what differs.
            return inner.hasPrefix("networks") ? team.provenance["name"].span : nil
        case .agents: return tree["agents"]?.span
        case .nominal: return provenance["nominal"].span
        case .publicStates:
            let kind = tree["public_states"]?.entries.first?.key ?? ""
            return provenance["public_states.\(kind)"].span ?? provenance["public_states"].span
        }
    }
}

extension VariantCompiler.Team {
    /// Whether its agents' own streams decide what they start from: networks always; tables where two seeds give two tables.
    fileprivate var drawsStart: Bool {
        guard let learner, unfitDesigns.isEmpty, member != nil, knowsItsWorld else { return false }
        guard learner.networks.isEmpty else { return true }
        let agent = AgentPlan(values.nominal(language.agent), in: language)
        let starts = [UInt64(0), 1].map { seed -> [[UInt8]] in
            let population = Population([agent], [agent.member(seed: seed)])
            return population.parts(of: 0).map { part in
                let size = part.width * part.precision.bytes
                return withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { room in
                    guard let base = room.baseAddress else { return [] }
                    population.read(part, from: [0], into: PartRows(part, base, count: 1))
                    return Array(room)
                }
            }
        }
        return starts[0] != starts[1]
    }
}

extension Unfit.Kind {
    /// The diagnostic it is.
    fileprivate var code: DiagnosticCode {
        switch self {
        case .axes: .unfitAxes
        case .setting: .misfit
        case .learner: .learnerTakesNoPart
        case .spaces: .unequalSpaces
        case .parts: .unequalParts
        case .unknownPart: .unknownPart
        case .publicStates: .needsPublicStates
        case .count: .outOfRange
        case .twice: .writtenTwice
        case .unknownAgent: .unknownMember
        }
    }
}
