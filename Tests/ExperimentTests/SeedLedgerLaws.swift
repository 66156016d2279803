import Config
import Determinism
import Diagnostics
import Federation
import Foundation
import Learning
import Testing

@testable import Experiment

/// The seed ledger lists everything random in a cell: whatever a run draws, it draws from an owner and for a purpose that
/// stand there.
///
/// Every stream that is opened is noted while cells run: those of every method's starter, in every environment, with every
/// word and kind of its learner and its world, every measure that can be taken and every source of public states.
@Suite("The seed ledger lists everything random")
struct SeedLedgerLaws {
    static let rounds = 4

    @Test("Every stream that a cell opens stands in its ledger, whatever learns where")
    func everything() async {
        // In a process of its own: other tests open streams, too.
        await #expect(processExitsWith: .success) {
            let plans = try SeedLedgerLaws.plans() + AxisEntryLaws.entries.compactMap { AxisEntryLaws.plans[$0] ?? nil }
            var opened = 0
            for plan in plans {
                let (streams, unlisted) = try SeedLedgerLaws.run(plan)
                #expect(unlisted == [], "\(plan.canonical.json)")
                opened += streams
            }
            #expect(opened > 1000, "\(opened)")
            let language = Language.standard
            let agents = plans.flatMap(\.agents)
            let sources = language.publicStateSources.components.filter { !$0.readsFile }
            for (found, wanted) in [
                (agents.map(\.environment.kind), language.environments.components),
                (agents.map(\.learner.kind), language.learners.components),
                (plans.compactMap(\.publicStates?.kind), sources),
            ] {
                #expect(Set(found) == Set(wanted.map(\.kind)), "only \(Set(found).sorted())")
            }
        }
    }

    @Test("Ranges are drawn from owners that the study lists, also where each replica draws its own")
    func ranges() async {
        await #expect(processExitsWith: .success) {
            for replicas in [1, 2] {
                let text = """
                    concord: 1
                    name: ranges
                    seeds: [3]
                    round: {updates: 2}
                    rounds: 2
                    replicas: \(replicas)
                    environment: {garnet: {states: 4, seed: {uniform: [0, 1000]}, instance: {uniform: [0, 1000]}}}
                    learner: {value_iteration: {initial: uniform}}
                    optimizer: {sgd: {learning_rate: {uniform: [0.1, 0.5]}}}
                    agents: [{name: a, count: 2}]
                    worlds: {other: {count: 2, environment: {garnet: {instance: {uniform: [0, 1000]}}}}}
                    federation: [qavg]
                    measure: [{exact_return: {}}]
                    """
                var study: Study?
                let compiled = StreamProbe.watch {
                    var findings = Findings()
                    study = Study.compile(
                        SourceFile(name: "ranges", text: text), beside: "", in: .standard, into: &findings)
                    #expect(findings.diagnostics.isEmpty, "\(findings.diagnostics)")
                }
                guard let study, let cell = study.cells.first else { exit(EXIT_FAILURE) }
                var plan: CellPlan?
                let (streams, owners) = StreamProbe.watch { plan = study.plan(of: cell) }
                guard let plan else { exit(EXIT_FAILURE) }
                let draws = study.draws(of: cell)
                // By agent seed, instance and rate, and by world seed and instance: two numbers are alike for all.
                #expect(draws.count == (replicas == 1 ? 2 * 3 + 2 * 2 : 0))
                #expect(plan.seedLedger(replicas: replicas).adding(draws).entries.count { $0.purposes == [.draw] } > 0)
                let ledger = plan.seedLedger(replicas: replicas).adding(draws)
                #expect(SeedLedgerLaws.unlisted(streams, owners, ledger) == [])
                #expect(streams.isEmpty || !SeedLedgerLaws.unlisted(streams, owners, SeedLedger([])).isEmpty)
                // Replicas draw for themselves; what the compiler tries for them is nobody's number.
                if replicas == 1 {
                    #expect(SeedLedgerLaws.unlisted(compiled.streams, compiled.owners, ledger) == [])
                }
                let unlisted = try SeedLedgerLaws.run(plan).unlisted
                #expect(unlisted == [])
            }
        }
    }

    /// How many streams a run of a plan opens, stage, evaluations and all, and which of them its ledger does not list.
    static func run(_ plan: CellPlan) throws -> (streams: Int, unlisted: [String]) {
        let (streams, owners) = try StreamProbe.watch {
            var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
            while !cell.isFinished { _ = cell.advance(1) }
        }
        return (streams.count, unlisted(streams, owners, plan.seedLedger(replicas: plan.replicas)))
    }

    static func unlisted(
        _ streams: Set<StreamProbe.Stream>, _ owners: [UInt64: String], _ ledger: SeedLedger
    ) -> [String] {
        var listed: Set<StreamProbe.Stream> = []
        for entry in ledger.entries {
            for purpose in entry.purposes { listed.insert(.init(key: entry.key.word, purpose: purpose.rawValue)) }
        }
        return streams.subtracting(listed).map { stream in
            let purpose = Purpose.numbered.first { $0.rawValue == stream.purpose }?.name.description
            return "\(owners[stream.key] ?? "an unnamed owner") for \(purpose ?? String(stream.purpose))"
        }.sorted()
    }

    /// All cells there are, each a starter with something of it exchanged. What `check` refuses is left out.
    static func plans() throws -> [CellPlan] {
        let starters = try CatalogueLaws.methods.map { method in
            try #require(try CatalogueLaws.plan(MethodOnGround(method: method, ground: method)))
        }
        let grounds = try CatalogueLaws.grounds.map { method in
            try #require(try CatalogueLaws.plan(MethodOnGround(method: method, ground: method)))
        }
        let language = Language.standard
        var plans = starters.map(\.canonical)
        for ground in grounds.map(\.canonical) {
            plans += language[Faults.name].components.map { ground.suffering(.object([.init($0.kind, .object([]))])) }
            let alone = ground.alone
            for kind in language.environments.components.map(\.kind) {
                plans.append(alone.inWorld(.object([.init(kind, .object([]))])))
            }
            guard let agent = ground["agents"]?.elements.first else { continue }
            plans += agent.alternatives("environment", language.environments).map { alone.inWorld($0) }
            plans += agent.alternatives("learner", language.learners).map { ground.learning($0) }
            for source in language.publicStateSources.components where !source.readsFile {
                plans += source.fields.samples.map { ground.comparing(.object([.init(source.kind, $0)]), agent) }
            }
        }
        var known: [String: [Component]] = [:]
        return plans.compactMap { plan in
            let plan = plan.measuringAll(&known).setting("rounds", to: .integer(rounds))
            do { return try CellPlan(canonical: plan, in: language) } catch { return nil }
        }
    }
}

extension Component {
    /// Whether it reads a file, and so draws nothing.
    fileprivate var readsFile: Bool {
        fields.contains { if case .path = $0.type { true } else { false } }
    }
}

extension CanonicalValue {
    /// The plan with another value in every agent.
    private func changing(_ change: (CanonicalValue) -> CanonicalValue) -> CanonicalValue {
        setting("agents", to: .list((self["agents"]?.elements ?? []).map(change)))
    }

    /// The plan without exchanges, and so without a start in common.
    fileprivate var alone: CanonicalValue { changing { $0.setting("start", to: nil) }.setting("federation", to: nil) }

    /// The plan with a fault in its first exchange.
    fileprivate func suffering(_ fault: CanonicalValue) -> CanonicalValue {
        guard let exchange = self["federation"]?.elements.first?.members.first else { return self }
        let values = exchange.value.setting("faults", to: .list([fault]))
        return setting("federation", to: .list([.object([.init(exchange.key, values)])]))
    }

    /// The plan in another world.
    fileprivate func inWorld(_ world: CanonicalValue) -> CanonicalValue {
        changing { $0.setting("environment", to: world) }.setting("nominal", to: world)
    }

    /// The plan with other learners.
    fileprivate func learning(_ learner: CanonicalValue) -> CanonicalValue {
        changing { $0.setting("learner", to: learner) }
    }

    /// The plan with other public states, made by agents like one of its own.
    fileprivate func comparing(_ source: CanonicalValue, _ agent: CanonicalValue) -> CanonicalValue {
        guard let kind = source.members.first else { return self }
        var values = kind.value
        if values["of"] != nil { values = values.setting("of", to: .list([agent.setting("start", to: nil)])) }
        if let ranges = self["public_states"]?["uniform"]?["ranges"], values["ranges"] != nil {
            values = values.setting("ranges", to: ranges)
        }
        if values["select"]?["clusters"] != nil { values = values.setting("select", to: values["select"]?.fewClusters) }
        return setting("public_states", to: .object([.init(kind.key, values)]))
    }

    private var fewClusters: CanonicalValue {
        let order = self["clusters"]?["order"]
        return .object([
            .init(
                "clusters",
                .object([]).setting("count", to: .integer(2)).setting("each", to: .integer(9)).setting(
                    "order", to: order))
        ])
    }

    /// The plan with every measure that can be taken, one at a time being tried where those of a plan that is like it cannot.
    fileprivate func measuringAll(_ known: inout [String: [Component]]) -> CanonicalValue {
        let agents = self["agents"]?.elements ?? []
        let kinds = agents.flatMap { agent in ["learner", "environment"].map { agent[$0]?.members.first?.key ?? "" } }
        let exchanges = self["federation"]?.elements.map { $0.members.first?.key ?? "" } ?? []
        let key = "\(kinds) \(exchanges) \(self["evaluation"]?.json ?? "")"
        if let measures = known[key], measuring(measures).isPlan { return measuring(measures) }
        let measures = Language.standard.measures.components.filter { measuring([$0]).isPlan }
        known[key] = measures
        return measuring(measures)
    }

    private func measuring(_ measures: [Component]) -> CanonicalValue {
        setting(
            "measure", to: .list(measures.map { .object([.init($0.kind, $0.fields.samples.first ?? .object([]))]) }))
    }

    private var isPlan: Bool {
        do { _ = try CellPlan(canonical: self, in: .standard) } catch { return false }
        return true
    }

    /// The value of one key of an agent, with each word and kind of its table in turn.
    fileprivate func alternatives<Product>(_ key: String, _ catalogue: Catalogue<Product>) -> [CanonicalValue] {
        guard let chosen = self[key]?.members.first, let component = catalogue[chosen.key] else { return [] }
        return component.fields.own.flatMap { field -> [CanonicalValue] in
            switch field.type {
            case .word, .choice, .boolean, .table:
                field.type.samples.map {
                    .object([.init(chosen.key, chosen.value.setting(field.key, to: $0))])
                }
            default: []
            }
        }
    }
}
