import Determinism
import Federation
import TestSupport
import Testing

@testable import Experiment

/// What methods of the survey have to come to where their own idea has nothing to do.
@Suite("Methods of the survey, where they are averaging or nothing")
struct SurveyMethodTests {
    private static let deepQ = """
        environment: {cartpole: {pole_half_length: {values: [0.3, 0.9]}, maximum_steps: 40}}
        learner: {double_dqn: {batch: 8, replay: 200, learning_starts: 20, target: {soft: 0.05}}}
        """
    private static let controls = """
        environment: {pendulum: {length: {values: [0.8, 1.2]}, maximum_steps: 40}}
        learner: {ddpg: {batch: 8, learning_starts: 20, replay: 200}}
        """
    private static let proximal = """
        environment: {cartpole: {pole_half_length: {values: [0.3, 0.9]}, maximum_steps: 40}}
        learner: {ppo: {rollout: 32, batch: 16}}
        """

    private static let tables = """
        environment: {corridor: {cells: 5, reward_sign: {values: [1, -1]}}}
        learner: {online_table: {initial: normal, behavior: {epsilon_greedy: 0.3}}}
        optimizer: {sgd: {learning_rate: 0.2}}
        """

    private static func cell(_ ground: String, _ federation: String) throws -> Cell {
        let (study, findings) = SpecText.compile(
            """
            concord: 1
            name: survey
            seeds: [3]
            round: {steps: 20}
            rounds: 12
            \(ground)
            \(ground.contains("optimizer") ? "" : "network: {hidden: [6]}\noptimizer: adam")
            agents: [{name: a, count: 4, start: common}]
            federation: \(federation)
            measure: [training_return]

            """)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        return try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    private static func trace(_ ground: String, _ federation: String) throws -> [UInt64] {
        var cell = try cell(ground, federation)
        for _ in 1...12 { _ = cell.advance(1) }
        return cell.trace()
    }

    /// Two federations of one ground that come to the same bits.
    struct Identity: Sendable, CustomTestStringConvertible {
        let ground: String
        let one: String
        let other: String
        var testDescription: String { one }
    }

    static let identities = [
        // One group, by whatever it is made, is everybody.
        Identity(
            ground: deepQ, one: "[{grouped: {name: x, weights: {groups: {count: 1}}}}]",
            other: "[{dqnavg: {name: x, every: {rounds: 5}}}]"),
        Identity(
            ground: deepQ, one: "[{grouped: {name: x, weights: {groups: {label: [[a1, a2, a3, a4]]}}}}]",
            other: "[{dqnavg: {name: x, every: {rounds: 5}}}]"),
        // Whoever is alone in a group learns alone.
        Identity(
            ground: deepQ, one: "[{grouped: {name: x, weights: {groups: {label: [[a1], [a2], [a3], [a4]]}}}}]",
            other: "[{dqnavg: {name: x, weights: identity}}]"),
        // A bandit that chooses everybody.
        Identity(
            ground: deepQ, one: "[{selected: {name: x, participation: {ucb: 4}}}]", other: "[{dqnavg: {name: x}}]"),
        // All the way toward the mean, and no way.
        Identity(
            ground: controls, one: "[{flddpg: {name: x, share: 1}}]",
            other: "[{parameter_average: {name: x, every: {rounds: 5}, networks: [actor, critic]}}]"),
        Identity(
            ground: controls, one: "[{flddpg: {name: x, share: 0}}]",
            other: "[{parameter_average: {name: x, every: {rounds: 5}, weights: identity}}]"),
        Identity(
            ground: proximal, one: "[{fedppo: {name: x}}]",
            other: "[{parameter_average: {name: x, every: {rounds: 5}}}]"),
        // What nobody reads on the way changes nothing.
        Identity(
            ground: deepQ, one: "[{hfrl: {name: x}}]",
            other: "[{hfrl: {name: x, protect: [{clip: 1}, {gaussian: 0.01}, mask]}}]"),
        Identity(
            ground: deepQ, one: "[{hfrl: {name: x, protect: []}}]",
            other: "[{parameter_average: {name: x, every: {rounds: 5}, upload: {delta: [q]}}}]"),
        // Nothing has been learned at the first meeting, and nothing is tried around it: all count alike, in shares.
        Identity(
            ground: deepQ, one: "[{dpfed: {name: x, every: {rounds: 12}, by: bandit}}]",
            other: "[{dqnavg: {name: x, every: {rounds: 12}, weights: {similarity: {sharpness: 0}}}}]"),
        // Whoever contributes, all count alike.
        Identity(
            ground: deepQ, one: "[{contribution: {name: x, steepness: 0}}]",
            other: "[{dqnavg: {name: x, upload: {delta: [q, q_target]}}}]"),
        // Probabilities that never move are 0, and whoever learns from nobody learns alone; without probabilities and episodes that
        // are played for others everybody learns from all.
        Identity(
            ground: tables, one: "[{caesar: {name: x, weights: {caesar: {step: 0}}}}]",
            other: "[{caesar: {name: x, weights: identity}}]"),
        Identity(
            ground: tables, one: "[{caesar: {name: x, weights: {caesar: {converging: false, better: false}}}}]",
            other: "[{parameter_average: {name: x, every: {rounds: 1}, digest: {soft: 0.1}}}]"),
        Identity(
            ground: tables, one: "[{imavg: {name: x, weights: uniform}}]",
            other: "[{parameter_average: {name: x, every: {rounds: 1}}}]"),
    ]

    @Test("Bits are those of averaging, or of nothing", arguments: identities)
    func identity(_ identity: Identity) throws {
        #expect(try Self.trace(identity.ground, identity.one) == Self.trace(identity.ground, identity.other))
    }

    @Test("What a method is about changes what agents become")
    func difference() throws {
        let (deepQ, controls) = (Self.deepQ, Self.controls)
        let average = try Self.trace(deepQ, "[{dqnavg: {name: x}}]")
        for method in [
            "grouped: {every: {rounds: 1}}", "selected", "dpfed", "dpfed: {by: bandit}",
        ] {
            let federation = method.contains(":") ? "[{\(method)}]" : "[\(method)]"
            #expect(try Self.trace(deepQ, federation) != average, "\(method)")
        }
        for (usual, without) in [
            ("contribution: {name: x}", "contribution: {name: x, steepness: 0}"),
            ("hfrl: {name: x}", "hfrl: {name: x, protect: []}"),
        ] {
            #expect(try Self.trace(deepQ, "[{\(usual)}]") != Self.trace(deepQ, "[{\(without)}]"), "\(usual)")
        }
        let alone = try Self.trace(Self.tables, "[{caesar: {weights: identity}}]")
        for method in [
            "caesar: {weights: {caesar: {converging: false}}}", "caesar: {weights: {caesar: {better: false}}}", "imavg",
        ] {
            let federation = method.contains(":") ? "[{\(method)}]" : "[\(method)]"
            #expect(try Self.trace(Self.tables, federation) != alone, "\(method)")
        }
        let replaced = "[{parameter_average: {every: {rounds: 5}, networks: [actor, critic]}}]"
        #expect(try Self.trace(controls, "[flddpg]") != Self.trace(controls, replaced))
    }
}
