import Archive
import Config
import Determinism
import Diagnostics
import TestSupport
import Testing

@testable import Experiment
@testable import Learning

@Suite("Proximal policy optimization in a cell")
struct ProximalPolicyTests {
    private static func plan(_ more: String, environment: String = "cartpole", round: String = "{steps: 50}") throws
        -> CellPlan
    {
        let text = """
            concord: 1
            name: ppo
            seeds: [1]
            round: \(round)
            rounds: 8
            environment: \(environment)
            agents: [{name: a, count: 2}]
            measure: [training_return]
            \(more)

            """
        let (study, findings) = SpecText.compile(text)
        let found = try #require(study, "\(findings.diagnostics.map(\.message))")
        return found.plan(of: found.cells[0])
    }

    @Test(
        "Rollouts that no round is a multiple of resume in their middle to the same bits",
        arguments: [
            ("cartpole", "{steps: 50}", "{rollout: 64, epochs: 2}"),
            ("cartpole", "{steps: 7}", "{rollout: 20, batch: 20, epochs: 1}"),
            ("cartpole", "{episodes: 2}", "{rollout: 64, batch: 63, epochs: 2}"),
            ("{pendulum: {maximum_steps: 30}}", "{steps: 50}", "{rollout: 64, epochs: 2}"),
            ("{pendulum: {maximum_steps: 30}}", "{episodes: 1}", "{rollout: 100, batch: 33, epochs: 1}"),
        ])
    func resume(environment: String, round: String, settings: String) throws {
        let plan = try Self.plan(
            "learner: {ppo: \(settings)}\nfederation: [{parameter_average: {every: {rounds: 3}}}]",
            environment: environment, round: round)
        let whole = try ResumeLaw.hold(rounds: 8, cuts: 1...7) { try SmallStudy.cell(plan) }
        guard case .group(let agent)? = try whole.tree()["agents/a1"] else { throw Missing() }
        #expect(agent["rollout/count"] != nil)
    }

    private struct Missing: Error {}

    @Test("How training is cut into rounds changes nothing, where nobody meets")
    func rounds() throws {
        func traces(_ steps: Int, _ count: Int) throws -> [UInt64] {
            var cell = try SmallStudy.cell(
                Self.plan("learner: {ppo: {rollout: 64, epochs: 2}}", round: "{steps: \(steps)}"))
            for _ in 1...count { _ = cell.advance(1) }
            return cell.trace()
        }
        #expect(try traces(400, 1) == traces(50, 8))
        #expect(try traces(400, 1) == traces(80, 5))
    }

    @Test("It has the networks and the optimizer that it prefers where a spec is silent, key by key")
    func preferences() throws {
        func agent(_ more: String) throws -> AgentPlan { try Self.plan("learner: ppo\n" + more).agents[0] }
        let silent = try agent("")
        for network in silent.networks {
            #expect(network.value.hidden == [64, 64] && network.value.activations == [.tanh, .tanh])
            #expect(network.value.initialization == .orthogonal)
        }
        for optimizer in silent.optimizers {
            #expect(optimizer.value.kind == "adam" && optimizer.value.values["epsilon"] == .number(1e-5))
            #expect(optimizer.value.values["learning_rate"] == .number(3e-4))
        }
        let told = try agent(
            "network: {hidden: [8]}\nnetworks: {value: {activation: relu}}\noptimizer: {adam: {learning_rate: 0.1}}\n"
                + "optimizers: {value: {sgd: {learning_rate: 0.2}}}")
        #expect(told.networks.map(\.value.hidden) == [[8], [8]])
        #expect(told.networks.map(\.value.activations) == [[.tanh], [.relu]])
        #expect(told.networks.map(\.value.initialization) == [.orthogonal, .orthogonal])
        #expect(told.optimizers[0].value.values["epsilon"] == .number(1e-5))
        #expect(told.optimizers[0].value.values["learning_rate"] == .number(0.1))
        #expect(told.optimizers[1].value.kind == "sgd")
    }

    @Test(
        "A plan read again as a spec is the same plan: what equals a field's default is not replaced by a preference",
        arguments: ["", "network: {activation: relu, initialization: pytorch}\noptimizer: {adam: {epsilon: 1e-8}}"])
    func plansHaveNoPreferences(more: String) throws {
        let plan = try Self.plan("learner: ppo\n" + more)
        let (study, findings) = SpecText.compile(plan.canonical.json)
        let again = try #require(study, "\(findings.diagnostics.map(\.message))")
        #expect(again.plan(of: again.cells[0]).cellFingerprint == plan.cellFingerprint)
        #expect(try CellPlan(canonical: plan.canonical, in: .standard).agents == plan.agents)
    }

    @Test("Batches are no larger than rollouts")
    func batches() {
        func codes(_ settings: String) -> [String] {
            let learner = "learner: {ppo: \(settings)}"
            return SpecText.compile(SpecText.text().replacing("learner: reinforce", with: learner)).findings.diagnostics
                .filter { $0.severity == .error }.map(\.code.rawValue)
        }
        #expect(codes("{rollout: 8, batch: 8}").isEmpty)
        #expect(codes("{rollout: 8, batch: 9}").count == 1)
    }

    @Test("Distillation reaches deviations that no state shapes")
    func distillation() throws {
        let plan = try Self.plan(
            """
            learner: {ppo: {rollout: 64, epochs: 1}}
            public_states: {uniform: {count: 20, ranges: {cos_angle: [-1, 1], sin_angle: [-1, 1], angular_velocity: [-1, 1]}}}
            federation: [{fedhpd: {every: {rounds: 1}}}]
            """, environment: "pendulum")
        var cell = try SmallStudy.cell(plan)
        let path = "agents/a1/log_deviation/layers/0/bias"
        let before = try cell.tree()[path]
        // No rollout is full after 50 steps: every optimizer step is the exchange's.
        _ = cell.advance(1)
        let after = try cell.tree()[path]
        #expect(before != nil && after != nil && before != after)
    }
}
