import Diagnostics
import TestSupport
import Testing

@testable import Experiment

@Suite("The order of arms")
struct ArmOrderTests {
    private static let text = """
        concord: 1
        name: order
        seeds: [1]
        round: {episodes: 1}
        rounds: 2
        environment: cartpole
        learner: reinforce
        network: {hidden: [4]}
        optimizer: {adam: {learning_rate: 1e-3}}
        agents: [{name: a, count: 2}]
        federation: [{parameter_average: {every: {rounds: 1}}}]
        worlds: {near: {count: 1}}
        adaptation: {worlds: [near], rounds: 2, variants: {zero: {}, every: {}}}
        arms: {nofed: {federation: []}, zeta: {}, alpha: {}}
        sweep:
          every: {federation.parameter_average.every.rounds: [2, 1, 10]}
          rate: {slow: {optimizer.adam.learning_rate: 1e-3}, fast: {optimizer.adam.learning_rate: 1e-2}}
        """

    @Test("is that of the plan, with sweep levels as they are written, and second stages behind their parents")
    func order() throws {
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "spec", text: Self.text), beside: "", in: .standard, into: &findings)
        let arms = try #require(study, "\(findings.diagnostics.map(\.message))").arms
        let order = try #require(ArmOrder(Self.text, in: .standard))
        let places = try arms.map { try #require(order.place(of: $0), "\($0)") }
        #expect(arms.count > 20 && Set(places).count == places.count)
        for (one, next) in zip(places, places.dropFirst()) { #expect(one.lexicographicallyPrecedes(next)) }
        for stranger in ["beta", "zeta,every=3", "zeta,other=1", ""] { #expect(order.place(of: stranger) == nil) }
        #expect(ArmOrder("not: [a spec", in: .standard) == nil)
    }
}
