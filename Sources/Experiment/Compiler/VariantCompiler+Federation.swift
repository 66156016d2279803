import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// Exchanges have names of their own, can fire, and find what they need.
    mutating func checkFederation(
        _ shared: CanonicalValue, _ teams: [Team], _ agents: [String], _ round: Duration, _ rounds: Int
    ) {
        var names: Set<String> = []
        var holding: String?
        let all = provenance
        defer { provenance = all }
        for (index, value) in (shared["federation"]?.elements ?? []).enumerated() {
            guard let composition = language.methods.make(Choice(value)) else { continue }
            let path = "federation.\(composition.name)"
            // Of two of one name the paths lead to the last.
            provenance =
                exchangeSpans(composition.name).count > 1 ? places(ofExchange: index, at: path, among: all) : all
            let span = provenance[path].span
            if !names.insert(composition.name).inserted {
                findings.add(
                    .duplicateExchange, "two exchanges are called '\(composition.name)'",
                    at: exchangeSpans(composition.name).last ?? span,
                    related: exchangeSpans(composition.name).first.map { .init($0, "the first") },
                    help: "give one a `name`: paths, ledger and checkpoints use it")
            }
            let written = provenance["\(path).every"].span ?? span
            if let period = composition.every.rounds(of: round), period > rounds, !composition.isAsynchronous {
                findings.add(
                    .exchangeNeverFires,
                    "'\(composition.name)' never fires: every \(period) rounds in a run of \(rounds)",
                    at: written, related: tree["rounds"]?.span.map { .init($0, "the length of the run") },
                    help: "shorten `every`, or write `federation: []` for training alone")
            }
            // Where an entry's number was refused, nobody knows how many there are.
            let isCounted = tree["agents"]?.elements.allSatisfy { $0["count"]?.isInvalid != true } ?? true
            if agents.count == 1, isCounted {
                findings.add(
                    .fewParticipants,
                    composition.plans
                        ? "'\(composition.name)' sends nothing: there is only one agent, which plans for itself"
                        : "'\(composition.name)' never fires: there is only one agent",
                    at: span, related: tree["agents"]?.span.map { .init($0, "the only agent") },
                    help: composition.plans
                        ? "`exchanges` counts its plannings; two agents or more plan by what all have seen"
                        : "an exchange needs at least two participants")
            }
            checkNeeds(composition, at: path, teams, agents, shared)
            checkLiars(composition, value, at: path, teams, agents, shared, round, rounds)
            checkTime(composition, at: path, shared)
            guard composition.digest.penalty != nil else { continue }
            if let holding {
                findings.add(
                    .unfitAxes,
                    "agents would be held where '\(holding)' left them, and where '\(composition.name)' did",
                    at: provenance["\(path).digest"].span ?? span,
                    related: provenance["federation.\(holding)"].span.map { .init($0, "the other exchange") },
                    help: "digest: replace in one of the two")
            }
            holding = composition.name
        }
    }

    /// Agents that nobody waits for have one exchange, and one federation has one clock.
    private mutating func checkTime(_ composition: Composition, at path: String, _ shared: CanonicalValue) {
        guard composition.takesTime else { return }
        let key = composition.isAsynchronous ? "when" : "faults"
        let span = provenance["\(path).\(key)"].span ?? provenance[path].span
        let others = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
            .filter { $0.name != composition.name }
        if composition.isAsynchronous, let other = others.first {
            let isAnother = other.isAsynchronous
            findings.add(
                .unfitAxes,
                isAnother
                    ? "agents would be on their way to the server of '\(composition.name)' and to that of '\(other.name)' at a time"
                    : "in '\(composition.name)' nobody waits for anybody, and in '\(other.name)' all agents meet at one time",
                at: span, related: provenance["federation.\(other.name)"].span.map { .init($0, "the other exchange") },
                help: "keep one of the two")
        }
        if let replicas = shared["replicas"]?.asInteger, replicas > 1 {
            findings.add(
                .unfitAxes, "'\(composition.name)' has a virtual clock, and \(replicas) replicas would have as many",
                at: span,
                related: tree["replicas"]?.span.map { .init($0, "the replicas") },
                help: "replicas: 1, and more `seeds`")
        }
    }

    /// The shared values without public states that no exchange asks for: they shape nothing, so no stage is prepared for
    /// them and no fingerprint covers them.
    func withoutUnusedStates(_ shared: CanonicalValue) -> CanonicalValue {
        let compositions = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
        guard !compositions.contains(where: { $0.asksPublicStates }) else { return shared }
        return .object(shared.members.filter { $0.key != "public_states" })
    }

    /// Where values come from, those of one exchange being its own, whatever others have its name.
    private func places(ofExchange index: Int, at path: String, among all: Provenance) -> Provenance {
        guard let list = tree["federation"], list.elements.indices.contains(index) else { return all }
        let own = Node(.sequence([list.elements[index]]), origin: list.origin)
        var resolver = Resolver()
        _ = resolver.resolve(
            Node(.mapping([Entry("federation", keySpan: nil, own)]), origin: list.origin),
            language.shared.filter { $0.key == "federation" }, of: "the spec")
        var places = Provenance()
        for other in all.paths where other != path && !other.hasPrefix(path + ".") {
            places.record(all[other], at: other)
        }
        for inner in resolver.provenance.paths { places.record(resolver.provenance[inner], at: inner) }
        return places
    }

    private func exchangeSpans(_ name: String) -> [SourceSpan] { exchanges(name).compactMap(\.keySpan) }

    /// The exchanges of a name, as they are written.
    func exchanges(_ name: String) -> [Entry] {
        (tree["federation"]?.elements ?? []).compactMap(\.entries.first).filter {
            ($0.value["name"]?.value?.asText ?? $0.key) == name
        }
    }

    /// What can be said of exchanges where the shared values have errors: methods that keep their default upload and
    /// digest need what these need.
    mutating func checkNeedsOfDefaults() {
        for entry in (tree["federation"]?.elements ?? []).compactMap(\.entries.first) {
            guard let composition = language.methods.examples.first(where: { $0.kind == entry.key })?.product,
                let fields = language.methods[entry.key]?.fields, tree["public_states"] == nil,
                composition.asksPublicStates
            else { continue }
            let isDefault = ["upload", "digest", "weights"].allSatisfy { axis in
                guard let kind = entry.value[axis]?.entries.first?.key else { return true }
                return fields.first { $0.key == axis }?.defaultValue?.members.first?.key == kind
            }
            guard isDefault else { continue }
            let name = entry.value["name"]?.value?.asText ?? composition.name
            for unfit in composition.unfit(Facts(name, agents: [])) where unfit.kind == .publicStates {
                findings.add(.needsPublicStates, unfit.reason, at: entry.keySpan, help: unfit.help)
            }
        }
    }

    /// The public states fit what agents observe, and their recipe can be followed.
    mutating func checkPublicStates(_ shared: CanonicalValue, _ teams: [Team]) {
        guard let source = shared["public_states"].map(Choice.init),
            let spaces = teams.first(where: { $0.spaces != nil })?.spaces
        else { return }
        var check = SourceCheck(of: source, in: spaces, provenance, find: files.place)
        language.publicStateSources.make(source).check(&check)
        findings.add(check.findings)
    }
}
