import Config
import Determinism
import Diagnostics
import Learning

extension VariantCompiler {
    /// What agents begin with is in one file, which has it for every agent, in the right shapes. One misfit is told of each entry
    /// of `agents`.
    mutating func checkInitial(_ shared: CanonicalValue, _ agents: [ResolvedVariant.Agent], _ teams: [Team]) {
        guard let initial = shared["initial"], let (key, name) = initialPath(initial) else { return }
        let span = provenance["initial.\(key)"].span
        guard let source = source(initial, key, name, at: span) else { return }
        let help =
            key == InitialSpec.file
            ? "name a file with these networks, or change the agents' `network`"
            : "name a checkpoint of such agents, or change these"
        var parts: [Int: [Part]] = [:]
        var told: Set<Int> = []
        for agent in agents where !told.contains(agent.prototype) {
            let team = teams[agent.prototype]
            guard team.values != .null, let learner = team.learner else { continue }
            do throws(StageError) {
                switch source {
                case .networks(let networks): try team.find(in: networks, agent.name)
                case .agents(let stored):
                    // An agent is made to see its parts, once for all of one entry.
                    guard let leading = parts[agent.prototype] ?? team.member.map({ learner.leadingParts(of: $0) })
                    else { continue }
                    parts[agent.prototype] = leading
                    for part in try stored.given(of: leading, to: agent.name) {
                        _ = try stored.numbers(of: part, for: agent.name)
                    }
                }
            } catch {
                told.insert(agent.prototype)
                findings.add(
                    .initialUnfit, error.description, at: span,
                    related: team.place(of: nil).map { .init($0, "agent '\(agent.name)'") },
                    help: help)
            }
        }
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

    /// The file that `initial` names, and under which key; nil, with a finding, where it is not one.
    private mutating func initialPath(_ initial: CanonicalValue) -> (key: String, name: String)? {
        let named = InitialSpec.paths.compactMap { key in initial[key]?.asText.map { (key, $0) } }
        let span = provenance["initial"].span ?? tree["initial"]?.span
        if initial[InitialSpec.parent] != nil {
            if tree["engine"] == nil {
                findings.add(
                    .adaptationUnfit, "'parent' stands in plans, where a spec says `adaptation`",
                    at: provenance["initial.parent"].span ?? span, help: "adaptation: {worlds: […], rounds: …}")
            }
            return nil
        }
        guard let first = named.first else {
            findings.add(
                .missingKey, "'initial' names no file that agents begin with", at: span,
                help: "initial: {checkpoint: PATH} or initial: {file: PATH}")
            return nil
        }
        if named.count > 1 {
            findings.add(
                .writtenTwice, "'initial' names both a file and a checkpoint",
                at: provenance["initial.checkpoint"].span,
                related: provenance["initial.file"].span.map { .init($0, "the file") }, help: "keep one of the two")
            return nil
        }
        if first.0 == InitialSpec.file, initial["parts"] != nil {
            findings.add(
                .writtenTwice, "'parts' chooses among what a checkpoint has; a file gives all networks",
                at: provenance["initial.parts"].span,
                related: provenance["initial.file"].span.map { .init($0, "the file") }, help: "delete 'parts'")
            return nil
        }
        return first
    }
}

extension VariantCompiler.Team {
    /// Where the shape of a network is written, or that of any where none is told; of what is no network, where the learner is.
    func place(of network: String?) -> SourceSpan? {
        let designs = (values["networks"]?.members ?? []).map(\.key).filter { network == nil || $0 == network }
        let written = designs.lazy.flatMap { ["networks.\($0).hidden", "networks.\($0).activation"] }
            .compactMap { self.provenance[$0].span }.first
        return written ?? (network == nil ? nil : provenance["learner"].span) ?? provenance["name"].span
    }

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
