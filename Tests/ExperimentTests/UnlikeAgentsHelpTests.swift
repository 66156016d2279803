import Config
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("Advice to agents that do not go together")
struct UnlikeAgentsHelpTests {
    private static let learners = Language.standard.learners.components.map(\.kind)

    private static func found(_ learner: String, in environment: String, agents: String) -> [Diagnostic] {
        let text = SpecText.text("federation: [{parameter_average: {every: {rounds: 2}}}]", agents: agents)
            .replacing("environment: cartpole", with: "environment: \(environment)")
            .replacing("learner: reinforce", with: "learner: \(learner)")
            .replacing("optimizer: adam", with: "optimizer: {sgd: {learning_rate: 0.1}}")
        return SpecText.compile(text).findings.diagnostics
    }

    @Test("Agents of unlike architectures are offered distributions where they have some")
    func architectures() throws {
        var offered: [Bool: Int] = [:]
        for learner in Language.standard.learners.examples where !learner.product.networks.isEmpty {
            for environment in ["cartpole", "pendulum"] {
                let found = Self.found(
                    learner.kind, in: environment, agents: "[{name: a}, {name: b, network: {hidden: [5]}}]")
                for unequal in found where unequal.code == .unequalParts {
                    let help = try #require(unequal.help)
                    let answers = learner.product is any Answering
                    #expect(help.contains("action_distributions (fedhpd)") == answers, "\(learner.kind): \(help)")
                    #expect(
                        help.contains("(frd)") == (answers && environment == "cartpole"), "\(learner.kind): \(help)")
                    offered[answers, default: 0] += 1
                }
            }
        }
        #expect(offered[true] ?? 0 > 2 && offered[false] ?? 0 > 2, "\(offered)")
    }

    @Test("Tables of unlike sizes are of unlike worlds: that is what is advised on")
    func tables() throws {
        let found = Self.found(
            "q_learning", in: "grid_world", agents: "[{name: a}, {name: b, environment: windy_cliff}]")
        let unequal = try #require(found.first { $0.code == .unequalParts }, "\(found.map(\.message))")
        #expect(unequal.help == "give all agents worlds and features of one size")
    }

    @Test(
        "Of worlds that do not go together both are shown, and only who evaluates a policy is told of one",
        arguments: [
            "td", "sarsa", "softmax_policy_gradient", "q_learning", "value_iteration", "ucbvi", "ucb_hoeffding",
        ])
    func worlds(learner: String) throws {
        let found = Self.found(
            learner, in: "grid_world", agents: "[{name: a}, {name: b}, {name: c, environment: dirichlet_mdp}]"
        ).filter { $0.code == .learnerUnfit }
        #expect(found.count == 1 && found.first?.span?.text == "dirichlet_mdp", "\(found.map(\.message))")
        #expect(found.first?.related?.span.text == "grid_world")
        #expect(found.first?.help?.contains("policy") == false, "\(found.first?.help ?? "")")
    }

    @Test("Where a method asks for what a world does not go with, the method is shown, or else the setting")
    func required() throws {
        func found(_ learner: String, _ method: String) throws -> Diagnostic {
            let text = SpecText.text("federation: [\(method)]").replacing(
                "learner: reinforce", with: "learner: \(learner)"
            )
            .replacing("environment: cartpole", with: "environment: {garnet: {actions: 5}}")
            .replacing("optimizer: adam", with: "optimizer: {sgd: {learning_rate: 0.1}}")
            let found = SpecText.compile(text).findings.diagnostics.filter { $0.code == .learnerUnfit }
            #expect(found.count == 1, "\(found.map(\.message))")
            return try #require(found.first)
        }
        let method = try found("softmax_policy_gradient", "brs_fedpg")
        #expect(method.span?.text == "brs_fedpg" && method.related?.span.text == "garnet", "\(method)")
        #expect(method.message.hasSuffix("there are 5; 'brs_fedpg' requires head: bits"), "\(method.message)")
        #expect(method.help == "choose a world of 2, 4, 8 … actions, or another method")
        let setting = try found("{softmax_policy_gradient: {head: bits}}", "fedpg")
        #expect(
            setting.span?.text == "bits"
                && setting.help?.hasPrefix("learner: {softmax_policy_gradient: {head: flat}}") == true)
    }

    @Test("Who cannot learn in its world is not told that it has nothing to share", arguments: learners)
    func misfits(learner: String) {
        for environment in Language.standard.environments.components.map(\.kind) {
            let found = Self.found(learner, in: environment, agents: "[{name: a}, {name: b}]")
            guard found.contains(where: { $0.code == .learnerUnfit }) else { continue }
            let others = found.filter { $0.code == .learnerTakesNoPart }.map(\.message)
            #expect(others.isEmpty, "\(learner) in \(environment): \(others)")
        }
    }
}
