import Config
import Determinism
import Diagnostics
import Federation

extension VariantCompiler {
    /// What is kept finds its place: no name that the spec gives is one that a row of the record or a checkpoint uses already.
    mutating func checkStoredNames(
        _ shared: CanonicalValue, _ agents: [ResolvedVariant.Agent], followsReturns: Bool
    ) {
        checkMeasureNames(shared)
        let exchanges = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
        checkExchangeNames(exchanges, hasPublicStates: shared["public_states"] != nil, followsReturns: followsReturns)
        let remembering = exchanges.first { $0.remembers }
        let taken = agents.first { CheckpointNames.isShared($0.name) }
        if let remembering, let taken, shared["replicas"] == nil {
            let written = (tree["agents"]?.elements ?? []).first { $0["name"]?.value?.asText == taken.name }
            findings.add(
                .nameTaken,
                "'\(taken.name)' is what '\(remembering.name)' calls the server's table beside the agents' memories",
                at: written?["name"]?.span ?? tree["agents"]?.span ?? place, help: "give the agent another name")
        }
    }

    /// Rows have members of their own, and so has `/metrics`, where every measure has one column or more.
    private mutating func checkMeasureNames(_ shared: CanonicalValue) {
        let measures = CellPlan.NamedMeasure.all(of: shared, in: language)
        let worlds =
            (shared["evaluation"]?["worlds"]?.elements ?? []).compactMap(\.asText) + [EvaluationWorlds.own]
        var columns: [String: String] = [:]
        for measure in measures {
            let span = (tree["measure"]?.elements ?? []).compactMap { $0.entries.first }
                .first { $0.key == measure.name }?.keySpan
            if (CheckpointNames.row + CheckpointNames.metrics).contains(measure.name) {
                findings.add(
                    .nameTaken, "'\(measure.name)' is a member of every row or checkpoint already",
                    at: span ?? place, help: "give the measure another name: {my_\(measure.name): {…}}")
            }
            let own = Set(measure.columns(in: worlds, language))
            if let twice = own.sorted().first(where: { columns[$0] != nil }), let other = columns[twice] {
                findings.add(
                    .nameTaken, "'\(measure.name)' and '\(other)' both have a column '\(twice)' in checkpoints",
                    at: span ?? place, help: "give the measure another name: {my_\(measure.name): {…}}")
            }
            for name in own { columns[name] = measure.name }
        }
    }

    private mutating func checkExchangeNames(
        _ exchanges: [Composition], hasPublicStates: Bool, followsReturns: Bool
    ) {
        var places: [String: String] = [:]
        if followsReturns { places[CheckpointNames.followed] = "how often returns stalled" }
        if hasPublicStates { places[CheckpointNames.publicStates] = "the public states" }
        if exchanges.contains(where: \.takesTime) { places[CheckpointNames.clock] = "the virtual clock" }
        for exchange in exchanges where exchange.remembers {
            places[CheckpointNames.memories(of: exchange, among: exchanges)] = "what agents remember"
        }
        for exchange in exchanges where exchange.keepsState {
            guard let other = places[exchange.name] else { continue }
            findings.add(
                .nameTaken, "/federation/\(exchange.name) of a checkpoint is \(other)",
                at: provenance["federation.\(exchange.name)"].span ?? place, help: "give the exchange another `name`")
        }
    }
}

extension CellPlan.NamedMeasure {
    /// The columns it can have in `/metrics`, where evaluations are made in these worlds.
    fileprivate func columns(in worlds: [String], _ language: Language) -> [String] {
        let measure = language.measures.make(self.measure)
        guard measure.crossing == nil else { return [] }
        let fields = language.measures[self.measure.kind]?.fields ?? []
        guard fields.contains(where: { $0.key == WorldReduction.field.key }) else {
            return measure.members.isEmpty ? [name] : measure.members.map { "\(name)_\($0)" }
        }
        let kinds = WorldReduction(Settings(fields, self.measure.values)).kinds.map(\.rawValue)
        return worlds.flatMap { world in
            kinds.isEmpty
                ? ["\(name)_\(world)"]
                : kinds.flatMap { kind in
                    ["", "_over_replicas_mean", "_over_replicas_standard_error"].map { "\(name)_\(world)_\(kind)\($0)" }
                }
        }
    }
}
