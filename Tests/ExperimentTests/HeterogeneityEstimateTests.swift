import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("How unlike worlds are whose kernels nobody knows, estimated")
struct HeterogeneityEstimateTests {
    static let environments = Language.standard.environments.examples.map(\.kind)
    static let key = StreamKey(seed: 1, owner: "measure/test")

    static func world(_ kind: String, _ settings: String = "{}") throws -> Choice {
        Choice(.object([.init(kind, try CanonicalValue(parsing: settings))]))
    }

    static func found(_ worlds: [Choice], samples: Int = 4) throws -> ProbedSteps.Found {
        try #require(
            ProbedSteps(worlds, in: .standard, most: 100).distances(probes: 40, samples: samples, key))
    }

    static func text(_ environment: String, agents: String = "[{name: a, count: 2}]", measure: String = "{probes: 30}")
        -> String
    {
        """
        concord: 1
        name: unlike
        seeds: [1]
        round: {episodes: 1}
        rounds: 2
        environment: \(environment)
        learner: ppo
        network: {hidden: [4]}
        agents: \(agents)
        measure: [heterogeneity_estimate: \(measure)]

        """
    }

    @Test("Agents whose worlds are equal are no step apart, whatever the world", arguments: environments)
    func equal(kind: String) throws {
        let worlds = [try Self.world(kind), try Self.world(kind)]
        let nothing = ProbedSteps.Found()
        #expect(try Self.found(worlds) == nothing)
        // Two of one kind that are not one in words.
        let component = try #require(Language.standard.environments[kind])
        let limit = try #require(component.fields.first { $0.key == "maximum_steps" || $0.key == "horizon" })
        let written = try #require(limit.defaultValue?.asInteger)
        guard limit.key == "maximum_steps" else { return }
        let other = try Self.world(kind, "{\"maximum_steps\": \(written + 1)}")
        #expect(try Self.found([worlds[0], other]) == nothing)
    }

    @Test("Worlds are the further apart the more a constant spans")
    func grows() throws {
        let constants = [
            ("pendulum", "length"), ("cartpole", "pole_half_length"), ("mountain_car", "force"),
            ("acrobot", "link_length_1"), ("mountain_car_continuous", "power"), ("inverted_pendulum", "gear"),
        ]
        for (kind, constant) in constants {
            guard let component = Language.standard.environments[kind],
                let size = component.field(constant)?.defaultValue?.asNumber
            else {
                Issue.record("\(kind) has no \(constant)")
                continue
            }
            let distances = try [0.1, 0.2, 0.4].map { share in
                try Self.found(
                    [-1.0, 1].map { try Self.world(kind, "{\"\(constant)\": \(size * (1 + $0 * share))}") }
                ).observations
            }
            #expect(distances[0].mean > 0 && distances[0].largest >= distances[0].mean, "\(kind)")
            #expect(
                distances[0].mean < distances[1].mean && distances[1].mean < distances[2].mean, "\(kind): \(distances)")
            #expect(distances[0].largest < distances[2].largest, "\(kind)")
        }
    }

    @Test(
        "Rewards are apart by what they differ in, observations not at all, and pairs of agents count as often as they are"
    )
    func rewards() throws {
        // The reward of a garnet's jitter is added to every state; its kernel is that of the other.
        let worlds = try ["{\"observation\": \"state\"}", "{\"observation\": \"state\", \"reward_sign\": 0}"].map {
            try Self.world("garnet", $0)
        }
        let two = try Self.found(worlds)
        #expect(two.observations == ProbedSteps.Distance())
        #expect(two.rewards.largest > 0.3 && two.rewards.largest < 1 && two.rewards.mean < two.rewards.largest)
        // Of three agents, two of three pairs are unlike.
        let three = try Self.found(worlds + [worlds[1]])
        #expect(three.rewards.largest == two.rewards.largest)
        #expect(abs(three.rewards.mean - two.rewards.mean * 2 / 3) < 1e-12)
    }

    @Test("Random steps are compared by the same draws, more of them where more are asked for")
    func random() throws {
        let worlds = try [0, 1].map {
            try Self.world("garnet", "{\"observation\": \"state\", \"kernels\": 2, \"kernel\": \($0)}")
        }
        let (few, many) = (try Self.found(worlds, samples: 2), try Self.found(worlds, samples: 200))
        #expect(few != many && many.observations.mean > 0 && few.rewards == ProbedSteps.Distance())
        #expect(try Self.found(worlds, samples: 200) == many)
    }

    @Test("What is recorded names the constants that differ, by their default")
    func constants() throws {
        var cell = try RegretTests.cell(Self.text("{pendulum: {mass: {values: [0.5, 1.5]}, length: {values: [2, 2]}}}"))
        let estimate = try #require(cell.advance(1)?["heterogeneity_estimate"])
        let constants = try #require(estimate["constants"])
        #expect(constants.members.map(\.key) == ["mass"])
        #expect(constants["mass"]?["range"]?.asNumber == 1)
        #expect(constants["mass"]?["deviation"]?.asNumber == 0.5)
        // What a torque costs is paid before it moves anything.
        #expect(estimate["rewards_largest"]?.asNumber == 0)
        #expect(try #require(estimate["observations_mean"]?.asNumber) > 0)
        #expect(cell.advance(1)?["heterogeneity_estimate"] == estimate)
        #expect(cell.plan.seedLedger.entries.contains { $0.owner == "measure/heterogeneity_estimate" && $0.seed == 1 })
        var alike = try RegretTests.cell(Self.text("pendulum"))
        let none = try #require(alike.advance(1)?["heterogeneity_estimate"])
        #expect(none["constants"] == nil)
        #expect(none["observations_largest"]?.asNumber == 0 && none["rewards_mean"]?.asNumber == 0)
    }

    @Test("Worlds of two kinds are refused at the measure")
    func refused() {
        let text = Self.text("cartpole", agents: "[{name: a}, {name: b, environment: acrobot}]")
        let (study, findings) = LiarTests.study(text)
        #expect(study == nil)
        #expect(findings.contains { $0.code == .measureUnfit && $0.message.contains("two kinds") && $0.span != nil })
    }
}
