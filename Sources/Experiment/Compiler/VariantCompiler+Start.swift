import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// Agents that start in common have an exchange to start from, no file beside it, and one design per role.
    mutating func checkStart(_ shared: CanonicalValue, _ teams: [Team]) {
        let common = teams.filter { $0.values["start"]?.asText == "common" }
        guard let first = common.first else { return }
        if let given = common.first(where: { initial(of: $0, shared) != nil }) {
            let place = given.values["initial"] == nil ? tree["initial"]?.span : InitialSpec.span(in: given.provenance)
            findings.add(
                .startUnfit, "'initial' and 'start: common' both say where first networks come from",
                at: given.provenance["start"].span, related: place.map { .init($0, "the file") },
                help: "delete one; `initial: {file: …, agent: a1}` gives all agents the networks of one")
            return
        }
        let span = first.provenance["start"].span
        let compositions = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
        guard !compositions.isEmpty else {
            findings.add(
                .startUnfit, "'start: common' draws from the stream of an exchange, and there is none", at: span,
                related: tree["federation"]?.span.map { .init($0, "the exchanges") },
                help: "start: own")
            return
        }
        checkDesigns(common, compositions)
    }

    /// What is drawn once for all is of one shape, and drawn in one way.
    private mutating func checkDesigns(_ teams: [Team], _ compositions: [Composition]) {
        var seen: [String: (team: Team, network: CommonNetwork)] = [:]
        let isRefused = findings.diagnostics.contains { $0.code == .unequalParts }
        for team in teams {
            guard let learner = team.learner, let spaces = team.spaces, team.unfitDesigns.isEmpty,
                (learner as? any Acting)?.refusal(of: spaces) == nil
            else { continue }
            for role in learner.networks where CommonStart.carrier(of: role.name, among: compositions) != nil {
                guard let values = team.values["networks"]?[role.name] else { continue }
                let design = NetworkDesign(Settings(NetworkDesign.fields, values))
                let network = CommonNetwork(
                    shape: role.shape(design, in: spaces), initialization: design.initialization)
                guard let first = seen[role.name] else {
                    seen[role.name] = (team, network)
                    continue
                }
                if let difference = first.network.difference(
                    from: network, first.team.name, team.name, isShapeTold: tells(team) || !isRefused)
                {
                    refuse(role.name, difference, first.team, team)
                    return
                }
            }
        }
    }

    /// Whether a spec says that the agent starts in common. Where a method does, unequal shapes are the exchange's to refuse, where it
    /// does: one of which only pieces travel may take them.
    private func tells(_ team: Team) -> Bool {
        if case .method = team.provenance["start"].layer { false } else { true }
    }

    private mutating func refuse(
        _ role: String, _ difference: (key: String, words: String), _ first: Team, _ team: Team
    ) {
        let path = "networks.\(role).\(difference.key)"
        findings.add(
            .startUnfit, "agents cannot start from one network: '\(role)' \(difference.words)",
            at: team.provenance["start"].span,
            related: (team.provenance[path].span ?? first.provenance[path].span ?? team.provenance["name"].span).map {
                .init($0, "'\(team.provenance[path].span == nil ? first.name : team.name)'")
            },
            help: "give all agents one network, or write `start: own`")
    }
}

/// What decides which numbers a first network has.
private struct CommonNetwork {
    let shape: NetworkShape
    let initialization: Initialization

    /// How two of them differ, and at which key of `network`; nil where one can stand for both.
    func difference(
        from other: CommonNetwork, _ own: String, _ others: String, isShapeTold: Bool
    ) -> (key: String, words: String)? {
        if shape != other.shape {
            guard isShapeTold else { return nil }
            return ("hidden", "is \(shape.summary) in '\(own)' and \(other.shape.summary) in '\(others)'")
        }
        guard initialization != other.initialization else { return nil }
        return (
            "initialization",
            "is drawn as \(initialization.rawValue) in '\(own)' and as \(other.initialization.rawValue) in '\(others)'"
        )
    }
}
