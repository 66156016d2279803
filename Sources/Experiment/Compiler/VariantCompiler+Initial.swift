import Config
import Determinism
import Diagnostics
import Learning

extension VariantCompiler {
    /// What agents begin with is in files, which have it for each of them, in the right shapes. One misfit with a file is told of each
    /// entry of `agents`.
    mutating func checkInitial(_ shared: CanonicalValue, _ agents: [ResolvedVariant.Agent], _ teams: [Team]) {
        var groups: [(place: Beginnings, agents: [ResolvedVariant.Agent])] = []
        for (index, team) in teams.enumerated() {
            guard let own = team.values["initial"] else { continue }
            groups.append((Beginnings(own, team.provenance, isOwn: true), agents.filter { $0.prototype == index }))
        }
        let others = agents.filter { teams[$0.prototype].values["initial"] == nil }
        if let initial = shared["initial"] {
            groups.insert((Beginnings(initial, provenance, isOwn: false), others), at: 0)
        }
        var read: [(initial: CanonicalValue, source: Source?)] = []
        var told: Set<Misfit> = []
        for (place, agents) in groups {
            guard let (key, name) = initialPath(place) else { continue }
            if agents.isEmpty {
                remarks.add(
                    .withoutEffect, "no agent begins as 'initial' says: each has its own", at: self.span(of: place),
                    help: "delete it, or the agents' own")
                continue
            }
            let span = place.span("initial.\(key)")
            let known = read.first { $0.initial == place.initial }
            let source = known.map(\.source) ?? source(place.initial, key, name, at: span)
            if known == nil { read.append((place.initial, source)) }
            guard let source else { continue }
            if case .agents(let stored) = source,
                let reason = stored.unfit(replicas: shared["replicas"]?.asInteger ?? 1)
            {
                findings.add(
                    .initialUnfit, reason, at: span,
                    related: tree["replicas"]?.span.map { .init($0, "the cell's replicas") },
                    help: replicasHelp(stored.replicas ?? 1, teams))
                continue
            }
            check(agents, teams, source, key, place, at: span, &told)
        }
    }

    /// What to write where a checkpoint is of so many replicas, and the cell is not.
    private func replicasHelp(_ count: Int, _ teams: [Team]) -> String {
        let single = teams.lazy.compactMap(\.learner).first { !(type(of: $0) is any Replicable.Type) }
        return single.map {
            "name a checkpoint of one copy: \(type(of: $0).component.kind) takes no replicas in one cell"
        }
            ?? "replicas: \(count), or a checkpoint of one"
    }

    /// What an agent begins with; nil where it draws that.
    func initial(of team: Team, _ shared: CanonicalValue) -> CanonicalValue? {
        team.values == .null ? nil : team.values["initial"] ?? shared["initial"]
    }

    private func span(of place: Beginnings) -> SourceSpan? {
        place.isOwn ? InitialSpec.span(in: place.provenance) : place.span("initial") ?? tree["initial"]?.span
    }

    /// A file has everything that agents begin with.
    private mutating func check(
        _ agents: [ResolvedVariant.Agent], _ teams: [Team], _ source: Source, _ key: String, _ place: Beginnings,
        at span: SourceSpan?, _ told: inout Set<Misfit>
    ) {
        var parts: [Int: [Part]] = [:]
        for agent in agents {
            let team = teams[agent.prototype]
            let misfit = Misfit(span, team, agent.prototype)
            guard !told.contains(misfit), team.values != .null, let learner = team.learner else { continue }
            if key == InitialSpec.file, learner.networks.isEmpty {
                told.insert(misfit)
                refuseFile(of: agent.name, learner, team, at: span)
                continue
            }
            do throws(StageError) {
                switch source {
                case .networks(let networks): try team.find(in: networks, agent.name)
                case .agents(let stored):
                    // An agent is made to see its parts, once for all of one entry.
                    guard let leading = parts[agent.prototype] ?? team.member.map({ learner.leadingParts(of: $0) })
                    else { continue }
                    parts[agent.prototype] = leading
                    for part in try stored.given(of: leading, to: agent.name) {
                        _ = try stored.numbers(of: part, for: agent.name, in: 1)
                    }
                }
            } catch {
                told.insert(misfit)
                refuse(error, agent.name, team, key, place, at: span, &told)
            }
        }
    }

    /// A file has networks alone, whatever else stands in it: an agent without any would begin as nobody.
    private mutating func refuseFile(
        of agent: String, _ learner: any Learner, _ team: Team, at span: SourceSpan?
    ) {
        let canBegin = team.member.map { !learner.leadingParts(of: $0).isEmpty } ?? false
        findings.add(
            .initialUnfit,
            "a file gives networks, and \(type(of: learner).component.kind) of agent '\(agent)' has none", at: span,
            related: team.provenance["learner"].span.map { .init($0, "the learner of '\(agent)'") },
            help: canBegin ? "a run's checkpoint gives tables, too: {checkpoint: PATH}" : "delete 'initial'")
    }

    /// What agents begin with, as it was read.
    private enum Source {
        case networks(InitialNetworks)
        case agents(StoredAgents)
    }

    private mutating func source(
        _ initial: CanonicalValue, _ key: String, _ name: String, at span: SourceSpan?
    ) -> Source? {
        let chosen = initial["agent"]?.asText
        let parts = initial["parts"]?.elements.compactMap(\.asText)
        return files.found(name, at: span, into: &findings) { path throws(StageError) in
            key == InitialSpec.file
                ? .networks(try InitialNetworks(reading: path, source: chosen))
                : .agents(try StoredAgents(reading: path, chosen: chosen, parts: parts))
        }
    }

    /// What says that agents begin with something, and not with what.
    mutating func refuseNameless(at span: SourceSpan?) {
        findings.add(
            .missingKey, "'initial' names no file that agents begin with", at: span,
            help: "initial: {checkpoint: PATH} or initial: {file: PATH}")
    }

    /// The file that `initial` names, and under which key; nil, with a finding, where it is not one.
    private mutating func initialPath(_ place: Beginnings) -> (key: String, name: String)? {
        let initial = place.initial
        let named = InitialSpec.paths.compactMap { key in initial[key]?.asText.map { (key, $0) } }
        let span = span(of: place)
        if initial[InitialSpec.parent] != nil, !place.isOwn {
            if tree["engine"] == nil {
                findings.add(
                    .adaptationUnfit, "'parent' stands in plans, where a spec says `adaptation`",
                    at: place.span("initial.parent") ?? span, help: "adaptation: {worlds: […], rounds: …}")
            }
            return nil
        }
        guard let first = named.first else {
            refuseNameless(at: span)
            return nil
        }
        if named.count > 1 {
            findings.add(
                .writtenTwice, "'initial' names both a file and a checkpoint",
                at: place.span("initial.checkpoint"),
                related: place.span("initial.file").map { .init($0, "the file") }, help: "keep one of the two")
            return nil
        }
        if first.0 == InitialSpec.file, initial["parts"] != nil {
            findings.add(
                .writtenTwice, "'parts' chooses among what a checkpoint has; a file gives all networks",
                at: place.span("initial.parts"),
                related: place.span("initial.file").map { .init($0, "the file") }, help: "delete 'parts'")
            return nil
        }
        let parts = initial["parts"]?.elements.compactMap(\.asText) ?? []
        if let twice = parts.indices.first(where: { parts[..<$0].contains(parts[$0]) }), tree["engine"] == nil {
            findings.add(
                .writtenTwice, "'\(parts[twice])' stands twice in 'parts'", at: place.span("initial.parts.\(twice)"),
                help: "name every part once")
            return nil
        }
        if place.isOwn, initial[InitialSpec.parent] != nil {
            findings.add(
                .writtenTwice, "'parent' is no agent's own: it stands in plans, for all agents",
                at: place.span("initial.parent") ?? span, help: "delete 'parent'")
            return nil
        }
        return first
    }
}

extension VariantCompiler.Team {
    /// Finds every network of an agent.
    fileprivate func find(in networks: InitialNetworks, _ agent: String) throws(StageError) {
        guard let spaces, unfitDesigns.isEmpty else { return }
        for role in learner?.networks ?? [] {
            guard let values = values["networks"]?[role.name] else { continue }
            let design = NetworkDesign(Settings(NetworkDesign.fields, values))
            _ = try networks.network(role, of: agent, design, in: spaces)
        }
    }
}
