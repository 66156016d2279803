import Config
import Determinism
import Numerics
import Testing

@testable import Learning

@Suite("Replay")
struct ReplayTests {
    /// Stores transitions whose numbers all say which one they are.
    private func memory(capacity: Int, storing numbers: Range<Int>) -> Replay {
        let spaces = Spaces(observation: ["x"], action: .discrete(count: 1000))
        var replay = Replay(spaces, capacity: capacity)
        let tape = Tape(spaces)
        for number in numbers {
            tape.clear()
            tape.reserve(1)
            tape.observations[0] = Float(number)
            tape.actions[0] = Int32(number)
            tape.rewards[0] = Double(number)
            tape.nextObservation[0] = Float(number + 1)
            tape.ends[0] = number.isMultiple(of: 3) ? .terminated : number.isMultiple(of: 5) ? .truncated : .none
            tape.recorded = 1
            replay.store(tape)
        }
        return replay
    }

    @Test("keeps the latest transitions, whole, and draws each about equally often")
    func ring() {
        let replay = memory(capacity: 10, storing: 0..<27)
        #expect(replay.count == 10 && replay.next == 7)
        let batch = Minibatch(Spaces(observation: ["x"], action: .discrete(count: 1000)), count: 10_000)
        var stream = StreamKey(seed: 1, owner: "agent/a").replayStream(0)
        replay.sample(into: batch, from: &stream)
        var drawn = [Int](repeating: 0, count: 27)
        for row in 0..<batch.count {
            let number = Int(batch.actions[row])
            drawn[number] += 1
            #expect(batch.observations[row] == Float(number) && batch.nextObservations[row] == Float(number + 1))
            // Terminal ends the value; a time limit does not.
            #expect(batch.rewards[row] == Float(number) && batch.goesOn[row] == (number.isMultiple(of: 3) ? 0 : 1))
        }
        #expect(drawn[..<17].allSatisfy { $0 == 0 })
        // 10 000 draws of ten: 1000 each, standard deviation 30.
        #expect(drawn[17...].allSatisfy { abs($0 - 1000) < 150 })
    }

    @Test("draws only what is stored")
    func filling() {
        let replay = memory(capacity: 100, storing: 0..<3)
        let batch = Minibatch(Spaces(observation: ["x"], action: .discrete(count: 1000)), count: 100)
        var stream = StreamKey(seed: 1, owner: "agent/a").replayStream(1)
        replay.sample(into: batch, from: &stream)
        #expect((0..<100).allSatisfy { batch.actions[$0] < 3 })
    }

    @Test("ε falls along its line and by its factor, never below the least")
    func exploration() {
        func epsilon(_ text: [(String, CanonicalValue)], _ counters: LearningCounters) -> Double {
            DeepQExploration(Choice(.object([.init("epsilon", .object(sorting: text))]))).epsilon(counters)
        }
        let line: [(String, CanonicalValue)] = [
            ("from", .number(0.9)), ("to", .number(0.1)), ("over", .object([.init("steps", .integer(100))])),
        ]
        #expect(abs(epsilon(line, LearningCounters(steps: 50)) - 0.5) < 1e-12)
        #expect(abs(epsilon(line, LearningCounters(steps: 1000)) - 0.1) < 1e-12)
        // 0.1 + 0.8 e^(−½), e^(−10): ever nearer to `to`.
        let curve = line + [("shape", .text("exponential"))]
        #expect(abs(epsilon(curve, LearningCounters(steps: 50)) - (0.1 + 0.8 * 0.6065306597126334)) < 1e-12)
        #expect(abs(epsilon(curve, LearningCounters(steps: 1000)) - (0.1 + 0.8 * 4.5399929762484854e-05)) < 1e-12)
        #expect(epsilon(curve, LearningCounters()) == 0.9)
        let factor: [(String, CanonicalValue)] = [("factor", .number(0.5))]
        #expect(epsilon(factor, LearningCounters(episodes: 9, updates: 3)) == 0.125)
        #expect(epsilon(factor + [("per", .text("episode"))], LearningCounters(episodes: 2, updates: 3)) == 0.25)
        #expect(epsilon(factor + [("to", .number(0.2))], LearningCounters(updates: 3)) == 0.2)
    }

    @Test("the noise has the variance of its process and starts anew with every episode")
    func noise() throws {
        let box = try #require(ControlBox(.box(low: [-2], high: [2])))
        let process = ControlNoise(
            Choice(
                .object([
                    .init("ornstein_uhlenbeck", .object(sorting: [("theta", .number(0.5)), ("sigma", .number(0.3))]))
                ])))
        var noise = Tensor<Double>(zeros: 1)
        var (sum, squares) = (0.0, 0.0)
        let key = StreamKey(seed: 1, owner: "agent/a")
        var control: Float = 0
        for step in 0..<20_000 {
            var stream = key.noiseStream(step)
            process.advance(&noise, in: box, from: &stream, into: &control)
            #expect(control == 2 * Float(noise.elements[0]))
            (sum, squares) = (sum + noise.elements[0], squares + noise.elements[0] * noise.elements[0])
        }
        // x′ = (1 − θ) x + σ n has variance σ² / (1 − (1 − θ)²) = 0.09 / 0.75 = 0.12.
        #expect(abs(sum / 20_000) < 0.02 && abs(squares / 20_000 - 0.12) < 0.01)
        ControlNoise.restart(&noise)
        #expect(noise.elements == [0])
    }
}
