import Config
import Determinism
import Learning
import Numerics
import TestSupport
import Testing

@Suite("Optimizers")
struct OptimizerTests {
    private func optimizer(_ json: String) throws -> any Optimizer {
        Language.learning[Optimizers.name].make(Choice(try CanonicalValue(parsing: json)))
    }

    /// A network without hidden layers that holds just these parameters.
    private func holder(_ parameters: [Float]) -> Network {
        Network(
            NetworkShape(inputs: parameters.count - 1, hidden: [], activation: .relu, outputs: 1),
            parameters: parameters)
    }

    private static let parameters: [Float] = [0.5, -1.25, 0, 3, -0.01]
    private static let gradients: [[Float]] = [
        [0.1, -2, 0, 1e-3, 5], [-0.3, 0.5, 0, 2e-3, 5], [0.2, 0.25, 1, -1e-3, -4], [0, -1, 0, 4e-3, 0.5],
    ]

    /// What torch.optim (2.13, Float64) makes of `parameters` after one step on each of `gradients`, at lr 0.05.
    static let pyTorch: [(String, [Double])] = [
        (
            #"{"adam": {"learning_rate": 0.05}}"#,
            [0.473000624121, -1.13929083754, -0.0581045403953, 2.84697259357, -0.144319967585]
        ),
        (
            #"{"adam": {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4, "weight_decay": 0.1}}"#,
            [0.441397266249, -1.13377619989, -0.0612591858001, 2.80038204571, -0.136789192638]
        ),
        (
            #"{"adamw": {"learning_rate": 0.05}}"#,
            [0.472052102749, -1.13689822392, -0.0580885700556, 2.84111080272, -0.14416608304]
        ),
        (
            #"{"adamw": {"learning_rate": 0.05, "weight_decay": 0.2}}"#,
            [0.454301353957, -1.09212965992, -0.0577851336012, 2.73141605193, -0.141266887017]
        ),
        (#"{"sgd": {"learning_rate": 0.05}}"#, [0.5, -1.1375, -0.05, 2.9997, -0.335]),
        (
            #"{"sgd": {"learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.1}}"#,
            [0.481995369688, -0.895438778906, -0.09475, 2.86475568726, -1.17680534288]
        ),
    ]

    @Test("take PyTorch's steps", arguments: pyTorch)
    func steps(json: String, expected: [Double]) throws {
        let optimizer = try optimizer(json)
        var network = holder(Self.parameters)
        var state = optimizer.initialState(for: network)
        for gradient in Self.gradients {
            optimizer.step(&network, gradient: holder(gradient), state: &state, rate: optimizer.rate(after: 0))
        }
        #expect(state.updates == 4)
        for (found, value) in zip(network.flatParameters, expected) {
            #expect(abs(Double(found) - value) <= 1e-6 * (0.1 + abs(value)), "\(json): \(found), not \(value)")
        }
    }

    @Test("Adam follows PyTorch over ten decades of gradients and changing rates, on every instruction set")
    func decades() throws {
        let fixture = try Fixture("adam")
        let start = try fixture.floats("parameters")
        let gradients = try fixture.floats("gradients").chunks(of: start.count)
        let updated = try fixture.doubles("updated").chunks(of: start.count)
        let adam = try optimizer(#"{"adam": {}}"#)
        var bitsOfSets: Set<[UInt32]> = []
        for kernels in everyInstructionSet {
            var network = holder(start)
            var state = adam.initialState(for: network)
            for (step, rate) in try fixture.doubles("learning_rates").enumerated() {
                adam.step(
                    &network, gradient: holder(gradients[step]), state: &state, rate: rate, kernels: kernels)
                for (found, value) in zip(network.flatParameters, updated[step]) {
                    #expect(abs(Double(found) - value) <= 1e-6 * (1 + abs(value)))
                }
            }
            let first = try #require(state.firstMoment).flatParameters
            for (found, value) in zip(first, try fixture.doubles("first_moment")) {
                #expect(abs(Double(found) - value) <= 3e-6 * abs(value))
            }
            let second = try #require(state.secondMoment).flatParameters
            for (found, value) in zip(second, try fixture.doubles("second_moment")) {
                #expect(abs(Double(found) - value) <= 1e-6 * abs(value))
            }
            bitsOfSets.insert(bits(network) + bits(first) + bits(second))
        }
        #expect(bitsOfSets.count == 1)
    }

    @Test("give equal bits on every instruction set", arguments: pyTorch.map(\.0))
    func equalBits(json: String) throws {
        let optimizer = try optimizer(json)
        var bitsOfSets: Set<[UInt32]> = []
        for kernels in everyInstructionSet {
            let sample = NetworkSample(networkShapes[4], rows: 9)
            var network = sample.network
            var state = optimizer.initialState(for: network)
            for _ in 0..<5 {
                optimizer.step(
                    &network, gradient: sample.results(kernels).gradient, state: &state, rate: 0.01, kernels: kernels)
            }
            bitsOfSets.insert(bits(network) + bits(state.firstMoment ?? network) + bits(state.secondMoment ?? network))
        }
        #expect(bitsOfSets.count == 1)
    }

    @Test("Adam counts tiny gradients and moments as zero, and never leaves a subnormal")
    func flushing() throws {
        let adam = try optimizer(#"{"adam": {}}"#)
        var network = holder([1, 1, 0])
        var state = adam.initialState(for: network)
        adam.step(&network, gradient: holder([0x1p-51, -0x1p-51, 0x1p-50]), state: &state, rate: 1e-3)
        let first = try #require(state.firstMoment).flatParameters
        #expect(first[0] == 0 && first[1] == 0 && first[2] > 0)
        #expect(network.flatParameters[0] == 1 && network.flatParameters[2] < 0)
        for _ in 0..<2000 { adam.step(&network, gradient: holder([0, 0, 0]), state: &state, rate: 1e-3) }
        #expect(try #require(state.firstMoment).flatParameters == [0, 0, 0])
        adam.step(&network, gradient: holder([.nan, 1, 1]), state: &state, rate: 1e-3)
        #expect(network.flatParameters[0].isNaN && !network.flatParameters[1].isNaN)
    }

    @Test(
        "leave padding zero and change moments in place",
        arguments: Language.learning[Optimizers.name].examples.map(\.kind))
    func padding(kind: String) throws {
        let optimizer = try optimizer("{\"\(kind)\": {}}")
        let sample = NetworkSample(networkShapes[6], rows: 9)
        let gradient = sample.results(.active).gradient
        var network = sample.network
        var state = optimizer.initialState(for: network)
        let before = state.firstMoment?.parameters.pointer
        for _ in 0..<3 { optimizer.step(&network, gradient: gradient, state: &state, rate: 0.1) }
        #expect(state.firstMoment?.parameters.pointer == before)
        // Whoever takes no step has no rate.
        #expect((network == sample.network) == (optimizer.rate(after: 0) == 0))
        #expect(bits(Network(network.shape, parameters: network.flatParameters)) == bits(network))
    }

    /// What torch.optim.lr_scheduler (2.13) makes of a rate of 1 after these rounds.
    static let schedules: [(String, [Double])] = [
        (#"{"none": {}}"#, [1, 1, 1, 1, 1, 1, 1]),
        (#"{"step": {}}"#, [1, 1, 1, 0.95, 0.95, 0.9025, 0.5987369392383786]),
        (
            #"{"exponential": {"factor": 0.999}}"#,
            [
                1, 0.999, 0.9056978449586682, 0.9047921471137096, 0.9038873549665959, 0.7787033741169904,
                0.3676954247709635,
            ]
        ),
        (#"{"linear": {"over": {"rounds": 250}, "end": 0.1}}"#, [1, 0.9964, 0.6436, 0.64, 0.6364, 0.1, 0.1]),
        (
            #"{"cosine": {"over": {"rounds": 1000}, "end": 0.1}}"#,
            [
                1, 0.9999977793408362, 0.9784101821255538, 0.9779754323328185, 0.9775364585953465, 0.8681980515339466,
                0.1,
            ]
        ),
    ]

    @Test("decay as PyTorch's schedulers do", arguments: schedules)
    func decay(json: String, expected: [Double]) throws {
        let adam = try optimizer("{\"adam\": {\"learning_rate\": 0.5, \"decay\": \(json)}}")
        for (rounds, factor) in zip([0, 1, 99, 100, 101, 250, 1000], expected) {
            #expect(abs(adam.rate(after: rounds) - 0.5 * factor) < 1e-12, "after \(rounds) rounds")
        }
    }
}
