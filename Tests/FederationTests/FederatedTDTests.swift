import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Federation
@testable import Learning

@Suite("Federated TD against numpy and closed forms")
struct FederatedTDTests {
    static let features = ["linear", "tabular"]
    static let methods = ["fedlsa", "scafflsa"]

    private static func settings(
        _ features: String, sampling: String, offset: Double? = 1
    ) -> CanonicalValue {
        let initial = offset.map { CanonicalValue.object([.init("optimum", .object([.init("offset", .number($0))]))]) }
        return .object(
            sorting: [
                ("discount", .number(0.9)), ("sampling", .text(sampling)),
                ("features", .text(features == "linear" ? "environment" : "one_hot")),
                ("initial", initial ?? .object([.init("zeros", .object([]))])),
            ])
    }

    /// The fixture's worlds with the actions its policy never takes cut away, so that the uniform policy is the fixture's.
    private static func models(_ fixture: Fixture) throws -> [FiniteModel] {
        let policy = try fixture.doubles("policy")
        return try FixtureModels.garnet(fixture).map { model in
            let taken = (0..<model.states).map { state in
                (0..<model.actions).filter { policy[state * model.actions + $0] > 0 }
            }
            let actions = taken[0].count
            var rows: [[(successor: Int, probability: Double)]] = []
            var rewards: [Double] = []
            for state in 0..<model.states {
                for action in taken[state] {
                    rows.append(
                        model.range(state: state, action: action).map {
                            (Int(model.successors[$0]), model.probabilities[$0])
                        })
                    rewards.append(model.rewards[state * model.actions + action])
                }
            }
            return FiniteModel(
                states: model.states, actions: actions, kernel: rows, rewards: rewards, start: model.start,
                features: model.features)
        }
    }

    private static func points(_ models: [FiniteModel], _ features: String) throws -> LinearFixedPoints {
        let uniform = [Double](repeating: 1 / Double(models[0].actions), count: models[0].states * models[0].actions)
        return try #require(
            LinearFixedPoints(
                models.map { .init($0, policy: uniform, discount: 0.9, isTabular: features == "tabular") }))
    }

    @Test("Fixed points, bias and the limits of control variates are the fixture's", arguments: features)
    func closedForms(features: String) throws {
        let fixture = try Fixture("federated-td")
        let points = try Self.points(Self.models(fixture), features)
        let width = points.width
        #expect(TabularFederation.agree(points.matrices.flatMap(\.self), try fixture.doubles("\(features)/a")))
        #expect(TabularFederation.agree(points.targets.flatMap(\.self), try fixture.doubles("\(features)/b")))
        let optimum = try #require(points.optimum)
        #expect(TabularFederation.agree(optimum, try fixture.doubles("\(features)/optimum"), within: 1e-10))
        let own = try fixture.doubles("\(features)/own_optima")
        let found = try (0..<4).flatMap { try #require(points.optimum(of: $0)) }
        #expect(TabularFederation.agree(found, own, within: 1e-10))
        let biases = try fixture.doubles("\(features)/bias")
        for (index, steps) in [1, 10, 100].enumerated() {
            let bias = try #require(points.bias(rates: [0.5, 0.5, 0.5, 0.5], steps: steps))
            let expected = Array(biases[(index * width)..<((index + 1) * width)])
            #expect(zip(bias, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "H = \(steps)")
        }
    }

    @Test("Mean updates follow the fixture step by step, control variates too", arguments: features, methods)
    func expected(features: String, method: String) throws {
        let fixture = try Fixture("federated-td")
        var federation = try TabularFederation(
            Self.models(fixture), learner: "td", Self.settings(features, sampling: "expected"), rate: 0.5,
            method: method, length: Duration(10, .steps))
        let path = "\(features)/\(method)/exact"
        let (thetas, locals) = (try fixture.doubles("\(path)/theta"), try fixture.doubles("\(path)/local"))
        let controls = method == "scafflsa" ? try fixture.doubles("\(path)/control_variates") : []
        let width = federation.rows[0].count
        for round in 1...12 {
            federation.train()
            let local = Array(locals[((round - 1) * 4 * width)..<(round * 4 * width)])
            #expect(TabularFederation.agree(federation.rows.flatMap(\.self), local, within: 1e-10))
            federation.exchange()
            let theta = Array(thetas[(round * width)..<((round + 1) * width)])
            for row in federation.rows { #expect(TabularFederation.agree(row, theta, within: 1e-10)) }
            guard method == "scafflsa" else { continue }
            let control = Array(controls[(round * 4 * width)..<((round + 1) * 4 * width)])
            #expect(TabularFederation.agree(federation.pulls.flatMap(\.self), control, within: 1e-9))
        }
    }

    @Test("Samples move weights and control variates as in the fixture", arguments: features, methods)
    func sampled(features: String, method: String) throws {
        let fixture = try Fixture("federated-td")
        let models = try Self.models(fixture)
        let (states, nexts) = (
            try fixture.integers("samples/states"), try fixture.integers("samples/next_states")
        )
        let rewards = try fixture.doubles("rewards")
        var federation = try TabularFederation(
            models, learner: "td", Self.settings(features, sampling: "expected"), rate: 0.1, method: method,
            length: Duration(5, .steps))
        let path = "\(features)/\(method)/sampled"
        let (thetas, locals) = (try fixture.doubles("\(path)/theta"), try fixture.doubles("\(path)/local"))
        let width = federation.rows[0].count
        for round in 0..<6 {
            // Walkers whose only transition at each step is the fixture's sample.
            var rows = federation.rows
            let pulls = federation.pulls
            for step in 0..<5 {
                let walks = (0..<4).map { agent in
                    let index = (round * 5 + step) * 4 + agent
                    return Walk(
                        key: StreamKey(seed: 1, owner: "a\(agent)"),
                        rows: [
                            [
                                WalkTransition(
                                    from: states[index], to: nexts[index],
                                    reward: rewards[agent * 8 + states[index]], probability: 1)
                            ]
                        ])
                }
                let group = TransitionWalkers(
                    walks, features: features == "linear" ? models.map(\.features) : nil, width: width, discount: 0.9)
                var flat = rows.flatMap(\.self)
                flat.withUnsafeMutableBufferPointer { flat in
                    guard let base = flat.baseAddress else { return }
                    for agent in 0..<4 {
                        let pull = pulls.isEmpty ? [Double](repeating: 0, count: width) : pulls[agent]
                        pull.withUnsafeBufferPointer {
                            group.prepare(agent, rate: 0.1, pull: pulls.isEmpty ? nil : $0.baseAddress)
                        }
                        group.take(base + agent * width, for: agent)
                    }
                    group.walk(1, .sampling, round: 1)
                    for agent in 0..<4 { group.giveBack(base + agent * width, of: agent) }
                }
                for agent in 0..<4 { rows[agent] = Array(flat[(agent * width)..<((agent + 1) * width)]) }
            }
            let local = Array(locals[(round * 4 * width)..<((round + 1) * 4 * width)])
            #expect(TabularFederation.agree(rows.flatMap(\.self), local, within: 1e-11))
            federation.train()
            federation.set(rows)
            federation.exchange()
            let theta = Array(thetas[((round + 1) * width)..<((round + 2) * width)])
            for row in federation.rows { #expect(TabularFederation.agree(row, theta, within: 1e-11)) }
        }
    }

    @Test(
        "FedLSA ends at the predicted bias, SCAFFLSA at the fixed point with its control variates", arguments: methods)
    func limits(method: String) throws {
        let fixture = try Fixture("federated-td")
        let models = try Self.models(fixture)
        let points = try Self.points(models, "linear")
        var federation = try TabularFederation(
            models, learner: "td", Self.settings("linear", sampling: "expected"), rate: 0.5, method: method,
            length: Duration(10, .steps))
        for _ in 0..<40_000 {
            federation.train()
            federation.exchange()
        }
        let optimum = try #require(points.optimum)
        let bias = try #require(points.bias(rates: [0.5, 0.5, 0.5, 0.5], steps: 10))
        let goal = method == "fedlsa" ? zip(optimum, bias).map { $0 + $1 } : optimum
        #expect(zip(federation.rows[0], goal).allSatisfy { abs($0 - $1) < 1e-6 })
        guard method == "scafflsa" else { return }
        let limit = try fixture.doubles("linear/control_variates")
        #expect(zip(federation.pulls.flatMap(\.self), limit).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("Σξ = 0, and with one local step SCAFFLSA is FedLSA path by path", arguments: ["stationary", "markovian"])
    func oneStep(sampling: String) throws {
        let models = try Self.models(Fixture("federated-td"))
        func federation(_ method: String, _ steps: Int) throws -> TabularFederation {
            try TabularFederation(
                models, learner: "td", Self.settings("linear", sampling: sampling), rate: 0.5, method: method,
                length: Duration(steps, .steps))
        }
        var (plain, controlled, long) = (
            try federation("fedlsa", 1), try federation("scafflsa", 1), try federation("scafflsa", 7)
        )
        for _ in 0..<500 {
            plain.train()
            plain.exchange()
            controlled.train()
            controlled.exchange()
            long.train()
            long.exchange()
        }
        // Bound: control variates cancel in the mean up to a few roundings of θ per round.
        let scale = plain.rows[0].map(abs).max() ?? 1
        #expect(zip(plain.rows[0], controlled.rows[0]).allSatisfy { abs($0 - $1) < 500 * 0x1p-50 * scale })
        #expect(controlled.pulls.contains { $0.contains { abs($0) > 1e-3 } })
        for federation in [controlled, long] {
            let pulls = federation.pulls
            for column in pulls[0].indices {
                #expect(abs(pulls.reduce(0) { $0 + $1[column] }) < 1e-11)
            }
        }
    }

    @Test("The noise floor falls as 1/N")
    func speedUp() throws {
        let model = try Self.models(Fixture("federated-td"))[0]
        let points = try Self.points([model], "linear")
        let optimum = try #require(points.optimum)
        func floor(_ agents: Int, _ sampling: String) throws -> Double {
            var federation = try TabularFederation(
                (0..<agents).map { _ in model }, learner: "td", Self.settings("linear", sampling: sampling, offset: 0),
                rate: 0.1, method: "fedlsa", length: Duration(10, .steps))
            var sum = 0.0
            for round in 1...3000 {
                federation.train()
                federation.exchange()
                guard round > 1000 else { continue }
                sum += zip(federation.rows[0], optimum).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            return sum / 2000
        }
        // Independent transitions: a ratio of 10, within the spread of fixed seeds.
        let ratio = try floor(2, "stationary") / floor(20, "stationary")
        #expect((6...16).contains(ratio), "\(ratio)")
        let correlated = try floor(2, "markovian") / floor(20, "markovian")
        #expect((5...20).contains(correlated), "\(correlated)")
    }
}
