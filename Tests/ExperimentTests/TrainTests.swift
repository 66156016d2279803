import Config
import Determinism
import Learning
import Testing

@testable import Experiment

/// What is trained of an agent, and what keeps what it begins with.
@Suite("What is trained")
struct TrainTests {
    static let pairs = WarmStartTests.pairs.filter { pair in
        let kind = pair.ground.starter.learner.prefix { $0 != ":" }.trimmingPrefix("{")
        return Language.standard.learners.examples.contains { $0.kind == kind && !$0.product.networks.isEmpty }
    }

    /// The plan without exchanges, in which the optimizers of these names alone take steps.
    private static func training(_ names: [String], _ plan: CellPlan) throws -> CellPlan {
        let agents = (plan.canonical["agents"]?.elements ?? []).map { agent in
            let optimizers = (agent["optimizers"]?.members ?? []).map { member in
                (member.key, names.contains(member.key) ? member.value : .object([.init("fixed", .object([]))]))
            }
            return agent.setting("start", to: nil).setting("optimizers", to: .object(sorting: optimizers))
        }
        return try CellPlan(
            canonical: plan.canonical.setting("federation", to: .list([])).setting("public_states", to: nil)
                .setting("agents", to: .list(agents)),
            in: .standard)
    }

    @Test(
        "What is not trained keeps its bits, whatever else learns; what is trained moves; and all play",
        arguments: pairs)
    func law(pair: MethodOnGround) throws {
        let plan = try #require(try CatalogueLaws.plan(pair))
        let names = plan.agents[0].networks.map(\.name)
        for trained in [[]] + names.map({ [$0] }) + [names] {
            let changed = try Self.training(trained, plan)
            var cell = try Cell(changed, publicStates: nil, initial: nil)
            func parts() -> [[(name: String, numbers: [Double])]] {
                plan.agents.indices.map { agent in
                    cell.population.parts(of: agent).map {
                        ($0.name, WarmStartTests.numbers($0, of: agent, cell))
                    }
                }
            }
            let (before, trace) = (parts(), cell.trace())
            for _ in 0..<CatalogueLaws.rounds { _ = cell.advance(1) }
            for (agent, (old, new)) in zip(before, parts()).enumerated() {
                for (old, new) in zip(old, new) {
                    let follows = names.first { old.name.hasPrefix($0 + "_") } ?? old.name
                    #expect(
                        (old.numbers != new.numbers) == trained.contains(follows), "\(old.name) of \(agent), \(trained)"
                    )
                }
            }
            // Learners that remember nothing of their worlds are then as they began.
            #expect(trained.isEmpty || zip(trace, cell.trace()).allSatisfy { $0 != $1 })
            #expect(cell.steps > 0)
        }
    }

    @Test("`train` is words for optimizers: of an agent, of a group, of all; the nearest holds")
    func words() throws {
        let learner = "learner: {dqn: {robust: {omega: 0.2}}}"
        func plan(_ top: String, _ agents: String) throws -> CanonicalValue {
            let text = SpecText.text(top, agents: agents).replacingOccurrences(of: "learner: reinforce", with: learner)
            let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
            return .list((plan.canonical["agents"]?.elements ?? []).compactMap { $0["optimizers"] })
        }
        let fixed = "fixed"
        let some = try plan("train: [q]", "[{name: a}, {name: b, train: [expectile]}, {name: c, train: []}]")
        let written = try plan(
            "optimizers: {expectile: fixed}",
            "[{name: a}, {name: b, optimizers: {q: \(fixed), expectile: adam}}, {name: c, optimizers: {q: fixed}}]")
        #expect(some == written)
        #expect(try plan("train: [q, expectile]", "[{name: a}]") == plan("", "[{name: a}]"))
    }

    @Test("Names that no learner has are refused at their place, and so are tables, whose steps are plain")
    func refusals() {
        #expect(SpecText.found(SpecText.text("train: [q]")) == ["11:9 agent/unknown-network"])
        #expect(
            SpecText.found(SpecText.text(agents: "[{name: a, train: [polcy]}, {name: b}]"))
                == ["10:28 agent/unknown-network"])
        let tables = SpecText.text("train: []", agents: "[{name: a}]")
            .replacingOccurrences(of: "environment: cartpole", with: "environment: garnet")
            .replacingOccurrences(of: "learner: reinforce", with: "learner: q_learning")
            .replacingOccurrences(of: "network: {hidden: [4]}\n", with: "")
            .replacingOccurrences(of: "optimizer: adam", with: "optimizer: sgd")
            .replacingOccurrences(of: "{episodes: 1}", with: "{updates: 1}")
        #expect(SpecText.found(tables) == ["10:8 optimizer/unfit"])
        let help = SpecText.compile(tables).findings.diagnostics.first?.help ?? ""
        #expect(help.hasSuffix(", or delete 'train'"), "\(help)")
        let named = help.prefix { $0 != "]" } + "]"
        #expect(SpecText.found(tables.replacingOccurrences(of: "train: []", with: String(named))) == [], "\(named)")
        #expect(SpecText.found(SpecText.text("train: [policy, policy]")) == ["11:17 spec/written-twice"])
    }

    @Test(
        "Learners that optimize nothing have nothing that could be left untrained",
        arguments: Language.standard.learners.examples.filter { $0.product.optimized.isEmpty }.map(\.kind),
        ["[]", "[zz]", "[q, q]"])
    func unoptimized(kind: String, train: String) {
        func text(_ more: String, _ agents: String) -> String {
            SpecText.text(more, agents: agents)
                .replacingOccurrences(of: "environment: cartpole", with: "environment: {grid_world: {horizon: 5}}")
                .replacingOccurrences(of: "learner: reinforce", with: "learner: \(kind)")
                .replacingOccurrences(of: "network: {hidden: [4]}\n", with: "")
                .replacingOccurrences(of: "optimizer: adam\n", with: "")
        }
        #expect(SpecText.found(text("measure: [bytes]", "[{name: a}, {name: b}]")) == [])
        let top = SpecText.compile(text("measure: [bytes]\ntrain: \(train)", "[{name: a}, {name: b}]")).findings
        #expect(top.diagnostics.count { $0.code == .optimizerUnfit && $0.span?.startPosition.line == 10 } == 1)
        let own = SpecText.compile(text("measure: [bytes]", "[{name: a}, {name: b, train: \(train)}]")).findings
        let found = own.diagnostics.filter { $0.code == .optimizerUnfit && $0.span?.startPosition.line == 8 }
        #expect(found.count == 1 && found.first?.message.hasPrefix("\(kind) always learns") == true)
    }
}
