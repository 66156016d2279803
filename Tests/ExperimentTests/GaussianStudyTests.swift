import Archive
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("Gaussian policies in a study")
struct GaussianStudyTests {
    private static let worlds = ["pendulum", "mountain_car_continuous", "inverted_pendulum"]

    private static func text(_ world: String, _ policy: String = "gaussian") -> String {
        SpecText.text("evaluation: {every: {rounds: 2}, episodes: 2, policy: stochastic}\nmeasure: [evaluation_return]")
            .replacing("environment: cartpole", with: "environment: {\(world): {maximum_steps: 50}}")
            .replacing("learner: reinforce", with: "learner: {reinforce: {policy: \(policy)}}")
    }

    @Test("run(n) equals run(k), checkpoint, resume(n − k), on one thread and on two, in every box", arguments: worlds)
    func resume(world: String) throws {
        let plan = try #require(SpecText.plans(Self.text(world)).first)
        try ResumeLaw.hold(rounds: 5, cuts: [3]) { try Cell(plan, publicStates: nil, initial: nil) }
    }

    @Test("A policy that does not fit the actions is refused where it stands, with the one that does")
    func refusals() {
        #expect(SpecText.found(Self.text("pendulum")) == [])
        #expect(SpecText.found(Self.text("pendulum", "categorical")) == ["7:31 learner/unfit-spaces"])
        let bare = Self.text("pendulum").replacing(
            "learner: {reinforce: {policy: gaussian}}", with: "learner: reinforce")
        #expect(SpecText.found(bare) == ["7:10 learner/unfit-spaces"])
        #expect(SpecText.compile(bare).findings.diagnostics.first?.help == "learner: {reinforce: {policy: gaussian}}")
        #expect(SpecText.found(Self.text("cartpole")) == ["7:31 learner/unfit-spaces"])
        #expect(SpecText.found(Self.text("pendulum", "{gaussian: {std: {head: exponential}}}")) != [])
        let noise = Self.text(
            "pendulum", "{gaussian: {std: {head: softplus}, offset: 1e-6, log_probability: mean_over_dimensions}}")
        #expect(SpecText.found(noise) == [])
    }

    @Test(
        "Memories of action probabilities are refused in boxes, by name",
        arguments: ["frd", "mixfrd", "policy_distillation"])
    func memories(method: String) {
        let text = Self.text("pendulum") + "federation: [{\(method): {every: {rounds: 2}}}]\n"
        let found = SpecText.compile(text).findings.diagnostics
        #expect(found.count == 1 && found.first?.message.contains("probabilities of actions") == true, "\(found)")
    }

    private static let federated = SpecText.text(
        """
        public_states:
          rollouts:
            of: [{name: v1}, {name: v2, network: {hidden: [8], activation: tanh}}]
            train: {rounds: 6}
            snapshots: {from: 4, to: 6, every: 2}
            episodes: 2
            policy: stochastic
            select: {clusters: {standardize: false, components: 2, count: 3, each: 8}}
        federation: [{fedhpd: {every: {rounds: 2}, passes: 2, divergence: agent_from_consensus, gaussian: average_parameters}}]
        measure: [training_return, bytes]
        """, agents: "[{name: a}, {name: b, network: {hidden: [6, 4], activation: [tanh, relu]}}, {name: c}]"
    )
    .replacing("environment: cartpole", with: "environment: {inverted_pendulum: {maximum_steps: 50}}")
    .replacing("learner: reinforce", with: "learner: {reinforce: {policy: gaussian}}")

    @Test(
        "FedHPD compares means and deviations at states that stochastic virtual agents visited, and resumes to the same bits"
    )
    func federation() throws {
        let plan = try #require(SpecText.plans(Self.federated).first, "\(SpecText.found(Self.federated))")
        let states = try StageStore.prepare(plan, 1)
        let whole = try ResumeLaw.hold(rounds: 10, cuts: [5]) {
            try Cell(plan, publicStates: states, initial: nil)
        }
        #expect(plan.costs.isLedgerExact && whole.ledger.total == plan.costs.ledger.total)
        // Five firings, two passes, three agents, 24 states of a mean and a deviation, 4 bytes each.
        #expect(whole.ledger.entries.first { $0.direction == .up }?.bytes == 5 * 2 * 3 * 24 * 2 * 4)
        let alone = try #require(
            SpecText.plans(Self.federated.replacing("every: {rounds: 2}, passes", with: "every: {rounds: 10}, passes"))
                .first)
        var quiet = try Cell(alone, publicStates: states, initial: nil)
        for _ in 1...9 { _ = quiet.advance(1) }
        var loud = try Cell(plan, publicStates: states, initial: nil)
        for _ in 1...9 { _ = loud.advance(1) }
        #expect(zip(quiet.trace(), loud.trace()).allSatisfy { $0 != $1 })
    }

    @Test("What makes a deviation, and what a mean of Gaussian policies is, change a run and no byte of it")
    func otherChoices() throws {
        func run(_ text: String) throws -> (trace: [UInt64], cell: Cell) {
            let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
            var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
            for _ in 1...10 { _ = cell.advance(2) }
            return (cell.trace(), cell)
        }
        let plain = try run(Self.federated)
        let texts = [
            Self.federated.replacing("gaussian: average_parameters", with: "gaussian: match_moments"),
            Self.federated.replacing("policy: gaussian}", with: "policy: {gaussian: {std: {head: exp}}}}"),
        ]
        for text in texts {
            let other = try run(text)
            #expect(zip(other.trace, plain.trace).allSatisfy { $0 != $1 })
            #expect(other.cell.ledger == plain.cell.ledger && other.cell.divergence == nil)
            #expect(other.cell.plan.costs.contradictions(by: other.cell.ledger) == [])
        }
    }

    @Test("Moments are matched of Gaussian policies alone, and the help helps")
    func moments() {
        let discrete = SpecText.text(
            """
            public_states: {uniform: {count: 8, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-1, 1], pole_angular_velocity: [-1, 1]}}}
            federation: [{fedhpd: {every: {rounds: 2}, gaussian: match_moments}}]
            """)
        let found = SpecText.compile(discrete).findings.diagnostics
        #expect(
            found.map(\.code) == [.unfitAxes] && found.first?.span != nil && found.first?.related != nil, "\(found)")
        let help = found.first?.help ?? ""
        #expect(SpecText.found(discrete.replacing("gaussian: match_moments", with: help)) == [])
        let masked = Self.federated.replacing(
            "gaussian: average_parameters", with: "gaussian: match_moments, protect: [mask]")
        #expect(SpecText.compile(masked).study == nil)
    }

    @Test("Controllers have no distributions to share, and Gaussian policies no other mean")
    func federationRefusals() {
        let ddpg = Self.federated.replacing("{reinforce: {policy: gaussian}}", with: "ddpg")
            .replacing("round: {episodes: 1}", with: "round: {episodes: 1}")
        let found = SpecText.compile(ddpg).findings.diagnostics
        #expect(found.contains { $0.message.contains("ddpg has no action distributions") }, "\(found)")
        let mixture = Self.federated.replacing("gaussian: average_parameters", with: "gaussian: mixture")
        #expect(SpecText.found(mixture).map { $0.split(separator: " ").last } == ["spec/unknown-word"])
    }
}
