import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// Exchanges have names of their own, can fire, and find what they need.
    mutating func checkFederation(
        _ shared: CanonicalValue, _ teams: [Team], _ agentCount: Int, _ round: Duration, _ rounds: Int
    ) {
        var names: Set<String> = []
        for value in shared["federation"]?.elements ?? [] {
            guard let composition = language.methods.make(Choice(value)) else { continue }
            let path = "federation.\(composition.name)"
            let span = provenance[path].span
            if !names.insert(composition.name).inserted {
                findings.add(
                    .duplicateExchange, "two exchanges are called '\(composition.name)'",
                    at: exchangeSpans(composition.name).last ?? span,
                    related: exchangeSpans(composition.name).first.map { .init($0, "the first") },
                    help: "give one a `name`: paths, ledger and checkpoints use it")
            }
            let written = provenance["\(path).every"].span ?? span
            if let period = composition.every.rounds(of: round), period > rounds {
                findings.add(
                    .exchangeNeverFires,
                    "'\(composition.name)' never fires: every \(period) rounds in a run of \(rounds)",
                    at: written, related: tree["rounds"]?.span.map { .init($0, "the length of the run") },
                    help: "shorten `every`, or write `federation: []` for training alone")
            }
            if agentCount == 1 {
                findings.add(
                    .fewParticipants, "'\(composition.name)' never fires: there is only one agent", at: span,
                    related: tree["agents"]?.span.map { .init($0, "the only agent") },
                    help: "an exchange needs at least two participants")
            }
            checkNeeds(composition, at: path, teams, agentCount, shared)
        }
    }

    /// The shared values without public states that no exchange asks for: they shape nothing, so no stage is prepared for
    /// them and no fingerprint covers them.
    func withoutUnusedStates(_ shared: CanonicalValue) -> CanonicalValue {
        let compositions = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
        guard !compositions.contains(where: { $0.asksPublicStates }) else { return shared }
        return .object(shared.members.filter { $0.key != "public_states" })
    }

    private func exchangeSpans(_ name: String) -> [SourceSpan] {
        (tree["federation"]?.elements ?? []).compactMap { node in
            guard let entry = node.entries.first else { return nil }
            return (entry.value["name"]?.value?.asText ?? entry.key) == name ? entry.keySpan : nil
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
            let isDefault = ["upload", "digest"].allSatisfy { axis in
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
        let path = "public_states.\(source.kind)"
        switch source.kind {
        case "uniform": checkRanges(source, spaces, at: path)
        case "file":
            let name = source.values["path"]?.asText ?? ""
            let dataset = source.values["dataset"]?.asText ?? "/states"
            files.checkStates(
                name, dataset, width: spaces.observation.count, at: provenance["\(path).path"].span, into: &findings)
        case "rollouts":
            checkSnapshots(source.values, at: path)
            checkClusters(source, at: path)
        default: break
        }
    }

    private mutating func checkRanges(_ source: Choice, _ spaces: Spaces, at path: String) {
        let ranges = source.values["ranges"]?.members ?? []
        let place = provenance["\(path).ranges"].span ?? provenance["public_states"].span
        var meant: [String] = []
        for range in ranges where !spaces.observation.contains(range.key) {
            if let name = Suggestion.nearest(to: range.key, among: spaces.observation) { meant.append(name) }
            findings.add(
                .publicStatesWidth, "the observation has no component '\(range.key)'",
                at: provenance["\(path).ranges.\(range.key)"].span ?? place,
                help: Suggestion.help(for: range.key, among: spaces.observation, noun: "its components"))
        }
        let lacking = spaces.observation.filter { name in !meant.contains(name) && !ranges.contains { $0.key == name } }
        if !lacking.isEmpty {
            findings.add(
                .publicStatesWidth, "no range for \(lacking.joined(separator: ", "))", at: place,
                help: "one [low, high] for every component of the observation")
        }
        if !ranges.isEmpty,
            ranges.allSatisfy({ Set($0.value.elements.compactMap(\.asNumber).map { Float($0) }).count == 1 })
        {
            findings.add(
                .unfitStates, "every range has no width, so all public states are one and the same", at: place,
                help: "give at least one component a low and a high end that differ")
        }
        for range in ranges {
            let ends = range.value.elements.compactMap(\.asNumber)
            if let end = ends.first(where: { !Float($0).isFinite }) {
                findings.add(
                    .unfitStates, "'\(range.key)' goes to \(end), beyond the largest Float32",
                    at: provenance["\(path).ranges.\(range.key)"].span ?? place,
                    help: "states are Float32: at most \(Float.greatestFiniteMagnitude)")
            }
            guard ends.count == 2, ends[0] > ends[1] else { continue }
            findings.add(
                .malformedRange, "'\(range.key)' goes from \(ends[0]) to \(ends[1])",
                at: provenance["\(path).ranges.\(range.key)"].span ?? place, help: "the lower number stands first")
        }
    }

    /// There can be as many clusters as are asked for: no more than visited states.
    private mutating func checkClusters(_ source: Choice, at path: String) {
        guard let rollouts = language.publicStateSources.make(source) as? RolloutStates,
            let clusters = rollouts.clusters, clusters > rollouts.mostVisited
        else { return }
        findings.add(
            .outOfRange,
            "\(clusters) clusters of states, but the rollouts visit at most \(rollouts.mostVisited)",
            at: provenance["\(path).select.clusters.count"].span ?? provenance["\(path).select"].span
                ?? provenance[path].span,
            related: provenance["\(path).episodes"].span.map { .init($0, "episodes of each snapshot") },
            help: "ask for fewer clusters, or roll out more episodes or snapshots")
    }

    private mutating func checkSnapshots(_ values: CanonicalValue, at path: String) {
        guard let train = values["train"].map(Duration.init), train.unit == .rounds,
            let snapshots = values["snapshots"], let from = snapshots["from"]?.asInteger,
            let to = snapshots["to"]?.asInteger
        else { return }
        let length = train.count
        if from > to || to > length {
            findings.add(
                .snapshotsOutside, "snapshots from round \(from) to \(to) of a training of \(length) rounds",
                at: provenance["\(path).snapshots.\(from > to ? "from" : "to")"].span,
                related: provenance["\(path).train"].span.map { .init($0, "the training") },
                help: "1 ≤ from ≤ to ≤ \(length)")
        }
    }
}
