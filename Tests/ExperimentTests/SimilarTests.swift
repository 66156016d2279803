import Config
import Determinism
import Learning
import TestSupport
import Testing

@testable import Experiment
@testable import Federation

/// Agents that learn from those that act most like them.
@Suite("Agents that learn from the nearest")
struct SimilarTests {
    /// Agents at poles of two kinds, or at pendulums.
    static func cell(_ exchange: String, seed: Int = 3, drawsControls: Bool = false, start: String = "common") throws
        -> Cell
    {
        let ground =
            drawsControls
            ? """
            environment: {pendulum: {length: {values: [0.8, 1.2]}, maximum_steps: 40}}
            public_states: {uniform: {seed: 1, count: 60, ranges: {cos_angle: [-1, 1], sin_angle: [-1, 1], angular_velocity: [-8, 8]}}}
            """
            : """
            environment: {cartpole: {pole_half_length: {values: [0.1, 3]}, maximum_steps: 40}}
            public_states:
              uniform: {seed: 1, count: 60, ranges: {cart_position: [-2, 2], cart_velocity: [-1, 1],
                        pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}}
            """
        let (study, findings) = SpecText.compile(
            """
            concord: 1
            name: similar
            seeds: [\(seed)]
            round: {steps: 20}
            rounds: 12
            \(ground)
            learner: {ppo: {rollout: 32, batch: 16, epochs: 2}}
            network: {hidden: [6]}
            optimizer: adam
            agents: [{name: a, count: 4, start: \(start)}]
            federation: [\(exchange)]
            measure: [training_return]

            """)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        return try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    private static func trace(_ exchange: String, drawsControls: Bool = false) throws -> [UInt64] {
        var cell = try cell(exchange, drawsControls: drawsControls)
        for _ in 1...12 { _ = cell.advance(1) }
        return cell.trace()
    }

    @Test("The nearest of all are all: one mean, bit for bit", arguments: [false, true])
    func everybody(drawsControls: Bool) throws {
        let some = try Self.trace("{similar: {name: x, count: 2}}", drawsControls: drawsControls)
        let all = try Self.trace("{similar: {name: x, count: 4}}", drawsControls: drawsControls)
        #expect(try all == Self.trace("{similar: {name: x, weights: uniform}}", drawsControls: drawsControls))
        #expect(all != some)
    }

    @Test("Without a step agents learn alone, bit for bit", arguments: [false, true])
    func alone(drawsControls: Bool) throws {
        let still = try Self.trace("{similar: {name: x, count: 2, step: 0}}", drawsControls: drawsControls)
        #expect(
            try still
                == Self.trace(
                    "{fedppo: {name: x, weights: identity, networks: [policy]}}", drawsControls: drawsControls))
        #expect(try still != Self.trace("{similar: {name: x, count: 2}}", drawsControls: drawsControls))
    }

    @Test("Before any training n steps leave (1 − 2τ)ⁿ of the way to the mean of all")
    func pull() throws {
        var cell = try Self.cell("{similar: {count: 4, step: 0.1, epochs: 3}}", start: "own")
        let before = try LogitTests.policies(cell)
        cell.exchange(after: Round(1, length: Duration(20, .steps)))
        let after = try LogitTests.policies(cell)
        for index in before[0].indices {
            let mean = before.reduce(0) { $0 + $1[index] } / 4
            for (own, found) in zip(before, after) {
                #expect(abs(found[index] - (mean + 0.512 * (own[index] - mean))) < 1e-6)
            }
        }
    }

    @Test("Who acts alike learns from one another, and from nobody else")
    func pairs() throws {
        // Agents 1 and 3 begin as one, 2 and 4 as another.
        var cell = try Self.cell("{similar: {count: 2, step: 0.25}}", start: "own")
        let first = try LogitTests.policies(cell)
        for (agent, model) in [(2, 0), (3, 1)] {
            let part = try #require(cell.population.parts(of: agent).first { $0.name == "policy" })
            let row = UnsafeMutableRawPointer.allocate(byteCount: part.width * 4, alignment: 64)
            defer { row.deallocate() }
            cell.population.read(part, from: [model], into: PartRows(part, row, count: 1))
            // A little apart.
            row.assumingMemoryBound(to: Float.self)[0] += 0.001
            let rows = PartRows(part, row, count: 1)
            cell.population.write(part, to: cell.population.participants([agent]), from: rows)
        }
        let before = try LogitTests.policies(cell)
        #expect(before[0] == first[0] && before[2] != first[2])
        cell.exchange(after: Round(1, length: Duration(20, .steps)))
        let after = try LogitTests.policies(cell)
        // Half the way to the mean of the pair.
        for (one, other) in [(0, 2), (1, 3)] {
            for index in before[0].indices {
                let mean = (before[one][index] + before[other][index]) / 2
                #expect(abs(after[one][index] - (before[one][index] + mean) / 2) < 1e-6)
                #expect(abs(after[other][index] - (before[other][index] + mean) / 2) < 1e-6)
            }
        }
    }

    @Test("Bytes are those of policies up and down, of distributions at the drawn states up, and of all states once")
    func bytes() throws {
        var cell = try Self.cell("{similar: {every: {rounds: 4}, count: 2, states: 25}}")
        for _ in 1...12 { _ = cell.advance(1) }
        let lines = cell.ledger.entries.map { "\($0.direction) \($0.kind) \($0.bytes)" }
        // 3 meetings of 4 agents: 4·6 + 6 + 6·2 + 2 = 44 parameters; 25 states of 2 actions; then 60 states of 4 numbers.
        let (policies, compared) = (3 * 4 * 44 * 4, 3 * 4 * 25 * 2 * 4)
        #expect(
            Set(lines) == [
                "up parameters \(policies)", "down parameters \(policies)", "up action_distributions \(compared)",
                "setup public_states \(4 * 60 * 16)",
            ])
        #expect(cell.plan.costs.contradictions(by: cell.ledger) == [])
    }
}
