import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Federation
@testable import Learning

@Suite("Federated SARSA against numpy, and its two fixed points")
struct FederatedSarsaTests {
    static let features = ["one_hot", "environment"]

    static func settings(_ features: String, sampling: String = "markovian", temperature: Double = 0.7)
        -> CanonicalValue
    {
        .object(
            sorting: [
                ("discount", .number(0.9)), ("temperature", .number(temperature)), ("sampling", .text(sampling)),
                ("features", .text(features)),
            ])
    }

    static func learner(_ settings: CanonicalValue) throws -> any Converging {
        let learner = Language.federation[Learners.name].make(Choice(.object([.init("sarsa", settings)])))
        return try #require(learner as? any Converging)
    }

    /// The fixture's worlds, whose rewards are each agent's own.
    static func models(_ fixture: Fixture) throws -> [FiniteModel] {
        let (shape, kernels) = (try fixture.shape("kernels"), try fixture.doubles("kernels"))
        let (rewards, features) = (try fixture.doubles("rewards"), try fixture.doubles("features"))
        let pairs = shape[1] * shape[2]
        return (0..<shape[0]).flatMap { agent in
            FixtureModels.models(
                kernels: Array(kernels[(agent * pairs * shape[1])..<((agent + 1) * pairs * shape[1])]),
                shape: [1, shape[1], shape[2], shape[1]],
                rewards: Array(rewards[(agent * pairs)..<((agent + 1) * pairs)]), isByAgent: false, features: features)
        }
    }

    static func federation(
        _ models: [FiniteModel], _ settings: CanonicalValue, rate: Double = 0.2, steps: Int, method: String = "fedsarsa"
    ) throws -> TabularFederation {
        try TabularFederation(
            models, learner: "sarsa", settings, rate: rate, method: method, length: Duration(steps, .steps))
    }

    /// The largest distance of two rows' numbers.
    static func distance(_ one: [Double], _ other: [Double]) -> Double {
        zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    @Test("Both fixed points are where numpy's mean updates end", arguments: features)
    func fixedPoints(features: String) throws {
        let fixture = try Fixture("federated-sarsa")
        let models = try Self.models(fixture)
        let learner = try Self.learner(Self.settings(features))
        for (which, name) in [(FixedPoint.federation, "federation"), (.meanWorld, "mean_world")] {
            let found = try #require(learner.fixedPoint(which, of: models))
            #expect(TabularFederation.agree(found, try fixture.doubles("\(features)/\(name)"), within: 1e-9), "\(name)")
        }
    }

    @Test("Policies are the fixture's, and mean updates follow it", arguments: features)
    func expected(features: String) throws {
        let fixture = try Fixture("federated-sarsa")
        var federation = try Self.federation(
            Self.models(fixture), Self.settings(features, sampling: "expected"), steps: 10)
        federation.set(try fixture.doubles("\(features)/start"))
        let policy = try #require(federation.population.tabularPolicy(of: 2))
        #expect(TabularFederation.agree(policy, try fixture.doubles("\(features)/policy")))
        federation.train()
        let expected = try fixture.doubles("\(features)/expected")
        #expect(TabularFederation.agree(federation.rows.flatMap(\.self), expected, within: 1e-11))
    }

    @Test("Walks are numpy's, draw by draw, over rounds that average", arguments: features)
    func walks(features: String) throws {
        let fixture = try Fixture("federated-sarsa")
        var federation = try Self.federation(Self.models(fixture), Self.settings(features), steps: 7)
        let walk = try fixture.doubles("\(features)/walk")
        let width = walk.count / 6
        for round in 0..<6 {
            federation.train()
            let expected = Array(walk[(round * width)..<((round + 1) * width)])
            #expect(TabularFederation.agree(federation.rows.flatMap(\.self), expected, within: 1e-12), "\(round)")
            federation.exchange()
        }
    }

    @Test("One agent, or agents alike, have one fixed point: their own", arguments: features)
    func alike(features: String) throws {
        let models = try Self.models(Fixture("federated-sarsa"))
        let learner = try Self.learner(Self.settings(features))
        for model in models {
            let own = try #require(learner.fixedPoint(.federation, of: [model]))
            for which in [FixedPoint.federation, .meanWorld] {
                for count in [1, 4] {
                    let copies = [FiniteModel](repeating: model, count: count)
                    let found = try #require(learner.fixedPoint(which, of: copies))
                    #expect(Self.distance(found, own) < 1e-8)
                }
            }
        }
        let federation = try #require(learner.fixedPoint(.federation, of: models))
        let mean = try #require(learner.fixedPoint(.meanWorld, of: models))
        #expect(Self.distance(federation, mean) > 0.1)
        // Twice as many agents of every kind tend to the same.
        let twice = try #require(learner.fixedPoint(.federation, of: models + models))
        #expect(Self.distance(federation, twice) < 1e-8)
    }

    @Test(
        "Without noise and with H = 1 the mean ends at the federation's fixed point; with longer H at another, unless alike"
    )
    func limits() throws {
        let models = try Self.models(Fixture("federated-sarsa"))
        let settings = Self.settings("one_hot", sampling: "expected")
        let optimum = try #require(Self.learner(settings).fixedPoint(.federation, of: models))
        func end(_ models: [FiniteModel], steps: Int, from start: [Double], method: String = "fedsarsa") throws
            -> [Double]
        {
            var federation = try Self.federation(models, settings, rate: 0.5, steps: steps, method: method)
            federation.set(start)
            for _ in 0..<(40_000 / steps) {
                federation.train()
                federation.exchange()
            }
            return federation.rows[0]
        }
        #expect(Self.distance(try end(models, steps: 1, from: optimum.map { $0 + 1 }), optimum) < 1e-6)
        let (ten, hundred) = (
            Self.distance(try end(models, steps: 10, from: optimum), optimum),
            Self.distance(try end(models, steps: 100, from: optimum), optimum)
        )
        #expect(ten > 0.01 && hundred > 2 * ten, "\(ten), \(hundred)")
        // Control variates take the bias away.
        let controlled = Self.distance(try end(models, steps: 10, from: optimum, method: "scafflsa"), optimum)
        #expect(controlled < 0.01 * ten, "\(controlled)")
        let alike = [FiniteModel](repeating: models[0], count: 3)
        let own = try #require(Self.learner(settings).fixedPoint(.federation, of: alike))
        #expect(Self.distance(try end(alike, steps: 100, from: own), own) < 1e-8)
    }

    @Test("Whatever is found is a fixed point, for cold policies too; what is not found is refused")
    func cold() throws {
        let models = try Self.models(Fixture("federated-sarsa"))
        var (found, refused) = (0, 0)
        for features in Self.features {
            for temperature in [1, 0.1, 0.01, 0.001] {
                for chosen in [models, [models[0]], [models[1]], [models[2]]] {
                    let settings = Self.settings(features, sampling: "expected", temperature: temperature)
                    guard let point = try Self.learner(settings).fixedPoint(.federation, of: chosen) else {
                        refused += 1
                        continue
                    }
                    found += 1
                    var federation = try Self.federation(chosen, settings, rate: 1, steps: 1)
                    federation.set(point)
                    federation.train()
                    federation.exchange()
                    #expect(Self.distance(federation.rows[0], point) < 1e-8)
                }
            }
        }
        #expect(found >= 16, "\(found) found, \(refused) refused")
    }

    @Test("A walk of many steps moves as the mean update does")
    func consistent() throws {
        let models = try Self.models(Fixture("federated-sarsa"))
        let settings = Self.settings("one_hot")
        let optimum = try #require(Self.learner(settings).fixedPoint(.federation, of: [models[0]]))
        var federation = try Self.federation([models[0]], settings, rate: 0.001, steps: 100_000)
        federation.set(optimum.map { $0 + 1 })
        var mean = [Double](repeating: 0, count: optimum.count)
        for round in 1...60 {
            federation.train()
            guard round > 20 else { continue }
            for (index, weight) in federation.rows[0].enumerated() { mean[index] += weight / 40 }
        }
        let error = Self.distance(mean, optimum)
        // The noise of η = 0.001 leaves some hundredths in a row, and thousandths in the mean of forty.
        #expect(error < 0.05, "\(error)")
    }
}
