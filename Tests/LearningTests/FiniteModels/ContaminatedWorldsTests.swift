import Config
import Determinism
import Testing

@testable import Learning

/// Worlds of which agents have contaminated copies.
@Suite("Contaminated finite worlds")
struct ContaminatedWorldsTests {
    static func model(_ kind: String, _ settings: [(String, CanonicalValue)]) throws -> FiniteModel {
        let made = Language.learning[Environments.name].make(
            Choice(.object([.init(kind, .object(sorting: settings))])))
        return try #require(made.model)
    }

    /// The kernel, `states × actions × states`.
    static func dense(_ model: FiniteModel) -> [Double] {
        var dense = [Double](repeating: 0, count: model.states * model.actions * model.states)
        for row in 0..<(model.states * model.actions) {
            for place in model.range(state: row / model.actions, action: row % model.actions) {
                dense[row * model.states + Int(model.successors[place])] = model.probabilities[place]
            }
        }
        return dense
    }

    @Test(
        "Instance 0 is the common kernel, others differ by at most ε in total variation, and rewards are alike",
        arguments: ["dirichlet_mdp", "grid_world"], [0, 0.1, 1])
    func contamination(kind: String, share: Double) throws {
        func world(_ instance: Int, _ share: Double) throws -> FiniteModel {
            try Self.model(
                kind, [("contamination", .number(share)), ("instance", .integer(instance)), ("seed", .integer(4))])
        }
        let common = try world(0, 0)
        #expect(Self.dense(try world(0, share)).elementsEqual(Self.dense(common)) { abs($0 - $1) < 1e-15 })
        let (first, second) = (try world(1, share), try world(2, share))
        #expect(first.rewards == common.rewards)
        let distance = ModelHeterogeneity([first, second]).kernels
        #expect(distance <= share + 1e-12 && (distance > 0) == (share > 0))
        for model in [common, first] {
            for row in 0..<(model.states * model.actions) {
                let range = model.range(state: row / model.actions, action: row % model.actions)
                #expect(abs(range.reduce(0) { $0 + model.probabilities[$1] } - 1) < 1e-12)
            }
        }
        #expect(try Self.model(kind, [("seed", .integer(5))]) != common || kind == "grid_world")
    }

    @Test("The grid's moves succeed with 0.8, share the rest over open neighbors, and stop at walls")
    func moves() throws {
        // 0 1 2 above, 3 and 4 beside the wall, 5 6 7 below.
        let kernel = Self.dense(try Self.model("grid_world", []))
        func row(_ state: Int, _ action: Int) -> [Double] {
            let start = (state * 4 + action) * 8
            return kernel[start..<(start + 8)].map { ($0 * 1e9).rounded() / 1e9 }
        }
        #expect(row(0, 1) == [0, 0.8, 0, 0.2, 0, 0, 0, 0])
        #expect(row(0, 2) == [0, 0.2, 0, 0.8, 0, 0, 0, 0])
        #expect(row(0, 0) == [1, 0, 0, 0, 0, 0, 0, 0] && row(0, 3) == [1, 0, 0, 0, 0, 0, 0, 0])
        #expect(row(1, 2) == [0, 1, 0, 0, 0, 0, 0, 0], "a wall below")
        #expect(row(1, 0) == [0.8, 0, 0.2, 0, 0, 0, 0, 0])
        #expect(row(6, 1) == [0, 0, 0, 0, 0, 0.2, 0, 0.8])
        let model = try Self.model("grid_world", [])
        #expect(model.rewards.enumerated().allSatisfy { $1 == ($0 / 4 == 7 ? 1 : 0) } && model.start[0] == 1)
        let own = [("contamination", CanonicalValue.number(1)), ("instance", .integer(3))]
        let local = Self.dense(try Self.model("grid_world", own))
        #expect((0..<32).allSatisfy { local[$0 * 8 + $0 / 4] == 0 }, "an own kernel leads to neighbors")
        let wide = try Self.model("grid_world", own + [("mixes_over", .text("states"))])
        #expect(wide.probabilities.count == 32 * 8)
    }

    @Test("Dirichlet rows have the moments of the flat distribution")
    func moments() throws {
        let model = try Self.model("dirichlet_mdp", [("actions", .integer(50)), ("states", .integer(40))])
        // Mean 1/S, second moment 2/(S (S + 1)).
        let squares: Double = model.probabilities.reduce(0) { $0 + $1 * $1 } / Double(model.probabilities.count)
        let ratio: Double = squares * 820
        #expect(abs(ratio - 1) < 0.02)
        #expect(abs(model.rewards.reduce(0, +) / 2000 - 0.5) < 0.03)
    }

    @Test("Where all reset weights are 0, every state is as likely")
    func resets() throws {
        let weights = CanonicalValue.list((0..<7).map { _ in .number(0) })
        #expect(try Self.model("two_type", [("reset_weights", weights)]).start == [Double](repeating: 1 / 7, count: 7))
    }
}
