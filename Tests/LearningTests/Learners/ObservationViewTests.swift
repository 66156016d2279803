import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// What networks are given of observations, against networks into whose first layer the same map is multiplied.
@Suite("Networks behind a normalizer")
struct ObservationViewTests {
    private static let moments = Tensor<Double>(shape: [1, 8], elements: [0.1, -0.2, 0.05, 0.3, 0.05, 0.3, 0.02, 0.5])

    private static func learner(_ view: String) -> ProximalPolicy {
        ProximalPolicy(
            Settings(
                ProximalPolicy.component.fields,
                .object(sorting: [
                    ("observations", .object([.init(view, .object([]))])), ("rollout", .integer(50)),
                    ("batch", .integer(50)), ("epochs", .integer(1)),
                ])))
    }

    private static func block() -> Block {
        let key = StreamKey(seed: 3, owner: "agent/a")
        let design = NetworkDesign(Settings(NetworkDesign.fields, .object([.init("hidden", .list([.integer(7)]))])))
        let world = CartPole(Settings(CartPole.component.fields, .object([]))).world(.training(key))
        let optimizer = Language.learning[Optimizers.name].make(
            Choice(.object([.init("adam", .object([.init("learning_rate", .number(1e-3))]))])))
        return Block(members: [
            Member(
                name: "a", key: key, world: world, designs: ["policy": design, "value": design],
                optimizers: ["policy": optimizer, "value": optimizer])
        ])
    }

    /// W′ = W/σ, b′ = b − W μ/σ in the first layer, 7 × 4.
    private static func folded(_ network: Network) -> Network {
        var flat = network.flatParameters.map(Double.init)
        let elements = moments.elements
        for output in 0..<7 {
            for input in 0..<4 {
                let variance = elements[4 + input] - elements[input] * elements[input]
                let weight = flat[output * 4 + input] / (variance + 1e-8).squareRoot()
                flat[output * 4 + input] = weight
                flat[28 + output] -= weight * elements[input]
            }
        }
        return Network(network.shape, parameters: flat.map(Float.init))
    }

    private static func answer(_ learner: ProximalPolicy, _ state: ProximalPolicy.State, _ states: [Float]) -> [Float] {
        let block = block()
        var scratch = learner.scratch(block)
        var row = [Float](repeating: 0, count: states.count / 2)
        states.withUnsafeBufferPointer { states in
            row.withUnsafeMutableBufferPointer { row in
                guard let base = states.baseAddress, let first = row.baseAddress else { return }
                learner.answer(
                    .actionDistributions(at: StateBatch(base, count: states.count / 4, width: 4)), by: state, member: 0,
                    block, into: Rows(first, count: 1, width: row.count), &scratch)
            }
        }
        return row
    }

    @Test("Answers, episodes and values are those of networks that hold the map themselves")
    func folds() throws {
        let (normalized, raw) = (Self.learner("normalized"), Self.learner("raw"))
        var state = normalized.initial(Self.block())
        state.observations = Self.moments
        state.observed = 40
        var plain = raw.initial(Self.block())
        plain.policy = Self.folded(state.policy)
        plain.value = Self.folded(state.value)
        let states: [Float] = (0..<40).map { Float($0 % 9) * 0.1 - 0.4 }
        let (one, other) = (Self.answer(normalized, state, states), Self.answer(raw, plain, states))
        #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(zip(one, Self.answer(raw, state, states)).contains { abs($0 - $1) > 1e-3 })

        var (blocks, scratches) = (
            (Self.block(), Self.block()), (normalized.scratch(Self.block()), raw.scratch(Self.block()))
        )
        scratches.0.room?.take(state.observations)
        for rule in [Actor.Rule.stochastic, .greedy] {
            let tapes = (Tape(blocks.0.members[0].world.spaces), Tape(blocks.1.members[0].world.spaces))
            _ = blocks.0.members[0].world.roll(
                normalized.actor(state, member: 0, rule, &scratches.0), until: .stepsOfEpisode(30), onto: tapes.0)
            _ = blocks.1.members[0].world.roll(
                raw.actor(plain, member: 0, rule, &scratches.1), until: .stepsOfEpisode(30), onto: tapes.1)
            #expect(tapes.0.count == tapes.1.count && tapes.0.count > 5)
            #expect((0..<tapes.0.count).allSatisfy { tapes.0.actions[$0] == tapes.1.actions[$0] })
            let values = (0..<tapes.0.count).map { step in
                (
                    normalized.judge(tapes.0.observations + 4 * step, state, scratches.0),
                    raw.judge(tapes.1.observations + 4 * step, plain, scratches.1)
                )
            }
            #expect(values.allSatisfy { abs($0.0 - $0.1) < 1e-5 })
        }
    }

    @Test("An action's probability as it was drawn is that which learning finds: ρ begins at 1")
    func ratio() {
        let learner = Self.learner("normalized")
        var block = Self.block()
        var state = learner.initial(block)
        var scratch = learner.scratch(block)
        // One rollout and a part of the next: the statistics have moved once.
        learner.train(&state, &block, Round(1, length: Duration(75, .steps)), &scratch)
        #expect(state.rollout.count == 25 && state.observed == 50)
        let seen = Array(state.rollout.observations.elements.prefix(100))
        let probabilities = Self.answer(learner, state, seen)
        for step in 0..<25 {
            let action = Int(state.rollout.actions?.elements[step] ?? 0)
            let found = Elementary.log(Double(probabilities[2 * step + action]))
            #expect(abs(found - Double(state.rollout.logProbabilities.elements[step])) < 1e-6)
        }
    }

    @Test("What lies far off counts as the limit, what is no number stays none and is not counted")
    func limits() {
        var (statistics, observed): (Tensor<Double>?, Int?) = (Self.moments, 10)
        let strange: [Float] = [1, .nan, 0, 0, .infinity, 0, 0, 0]
        ObservationNormalizer.absorb(strange, rows: 2, into: &statistics, &observed)
        #expect(statistics == Self.moments && observed == 10)
        let (means, inverses) = ([0.0, 1.0], [2.0, 0.5])
        var row: [Float] = [.nan, 0, 1e30, -1e30, 0.25, 2]
        row.withUnsafeMutableBufferPointer { row in
            means.withUnsafeBufferPointer { means in
                inverses.withUnsafeBufferPointer { inverses in
                    guard let base = row.baseAddress, let mean = means.baseAddress, let inverse = inverses.baseAddress
                    else { return }
                    ObservationScale(means: mean, inverses: inverse, width: 2, limit: 5).write(
                        UnsafePointer(base), rows: 3, to: base)
                }
            }
        }
        #expect(row[0].isNaN && Array(row.dropFirst()) == [-0.5, 5, -5, 0.5, 0.5])
        var broken: Tensor<Double>? = Tensor(shape: [1, 4], elements: [.nan, 2, 1, 1])
        ObservationNormalizer.settle(&broken)
        #expect(broken?.elements == [0, 2, 1, 4])
    }
}
