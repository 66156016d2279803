import Archive
import Determinism
import Diagnostics
import Learning
import TestSupport
import Testing

@testable import Experiment

@Suite("Rates that follow the federation's return")
struct PlateauTests {
    /// A variant of the fixture in our words.
    struct Variant: Sendable, CustomTestStringConvertible {
        let name: String, learner: String, method: String, rate: Double, factor: Double
        var testDescription: String { name }
    }

    static let variants = [
        Variant(name: "values", learner: "value_iteration: {discount: 0.95}", method: "qavg", rate: 0.125, factor: 0.5),
        Variant(
            name: "softmax", learner: "exact_policy_gradient: {discount: 0.95}", method: "softpavg", rate: 0.125,
            factor: 0.5),
        Variant(
            name: "project", learner: "exact_policy_gradient: {discount: 0.95, parametrization: direct}",
            method: "projpavg", rate: 0.015625, factor: 0.875),
    ]

    @Test(
        "Tables, returns and stalls are numpy's, with one update per exchange and with four, however late it looks",
        arguments: variants, [(1, 0), (1, 1), (1, 3), (4, 0), (4, 1), (4, 3)])
    func fixture(variant: Variant, shape: (steps: Int, lag: Int)) throws {
        let fixture = try Fixture("plateau")
        let worlds = (fixture.facts["wind"]?.elements ?? []).compactMap(\.asNumber)
        let meetings = try #require(fixture.facts["meetings"]?.asInteger)
        let agents = worlds.enumerated().map { "  - {name: a\($0), environment: {windy_cliff: {wind: \($1)}}}" }
        let decay = "{plateau: {below: 0.001, factor: \(variant.factor), lag: \(shape.lag)}}"
        var cell = try DeltaTests.cell(
            """
            concord: 1
            name: plateau
            seeds: [1]
            round: {updates: 1}
            rounds: \(meetings * shape.steps)
            learner: {\(variant.learner)}
            optimizer: {sgd: {learning_rate: \(variant.rate), decay: \(decay)}}
            agents:
            \(agents.joined(separator: "\n"))
            federation: [{\(variant.method): {every: {rounds: \(shape.steps)}}}]
            measure: [exact_return: {reduce: [mean]}]

            """)
        let name = "\(variant.name)/\(shape.steps)/\(shape.lag)"
        let returns = try fixture.doubles("\(name)/returns")
        let stalls = try fixture.integers("\(name)/stalls")
        for meeting in 0..<meetings {
            var row: CanonicalValue?
            for _ in 0..<shape.steps { row = cell.advance(1) }
            let found = try #require(row?["exact_return"]?["own"]?["mean"]?.asNumber)
            #expect(abs(found - returns[meeting]) < 1e-9)
            #expect(cell.plateau?.state.stalls == [stalls[meeting]])
        }
        let table = try fixture.doubles("\(name)/table")
        let own = Array(DeltaTests.numbers(cell).prefix(table.count))
        #expect(own.count == table.count && zip(own, table).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
    }

    /// Three federations of three unlike winds.
    static func text(
        _ decay: String = "{factor: 0.5}", federation: String = "[softpavg]", measure: String = "[exact_return]",
        more: String = ""
    ) -> String {
        """
        concord: 1
        name: plateau
        seeds: [1]
        replicas: 3
        round: {updates: 1}
        rounds: 40
        environment: {windy_cliff: {wind: {uniform: [0, 1]}}}
        learner: {exact_policy_gradient: {discount: 0.95, initial: uniform}}
        optimizer: {sgd: {learning_rate: 0.1, decay: {plateau: \(decay)}}}
        agents: [{name: a, count: 3}]
        federation: \(federation)
        measure: \(measure)
        \(more)

        """
    }

    @Test("A run continued in the middle has the same bits, on any number of threads", arguments: [1, 3, 17, 39])
    func resumes(after rounds: Int) throws {
        var whole = try DeltaTests.cell(Self.text())
        var first = try DeltaTests.cell(Self.text())
        for _ in 0..<40 { _ = whole.advance(3) }
        for _ in 0..<rounds { _ = first.advance(1) }
        var second = try DeltaTests.cell(Self.text())
        try second.restore(first.tree(), round: rounds, isScheduled: false)
        for _ in rounds..<40 { _ = second.advance(2) }
        #expect(second.trace() == whole.trace())
        #expect(second.plateau?.state == whole.plateau?.state)
        let stalls = try #require(whole.plateau?.state.stalls)
        #expect(Set(stalls).count > 1, "every replica has a rate of its own: \(stalls)")
    }

    @Test("What no run can have left is refused")
    func flaws() throws {
        var cell = try DeltaTests.cell(Self.text())
        for _ in 0..<9 { _ = cell.advance(1) }
        var tree = try cell.tree()
        tree.insert(.array(ArchiveArray([1, 10, 2])), at: "federation/followed_returns/stalls")
        var other = try DeltaTests.cell(Self.text())
        #expect(throws: ArchiveError.self) { try other.restore(tree, round: 9, isScheduled: false) }
    }

    /// How many federations, and how many returns.
    @Test(
        "Looks and returns of other numbers than the plan's are refused",
        arguments: [(2, 6), (4, 12), (3, 3), (3, 7), (0, 0)])
    func counts(federations: Int, returns: Int) throws {
        var cell = try DeltaTests.cell(Self.text("{factor: 0.5, lag: 0}"))
        for _ in 0..<9 { _ = cell.advance(1) }
        #expect(cell.plateau?.state.returns.count == 6)
        var tree = try cell.tree()
        let path = "federation/followed_returns/"
        for name in ["looks", "stalls"] {
            tree.insert(.array(ArchiveArray([Int](repeating: 1, count: federations))), at: path + name)
        }
        tree.insert(.array(ArchiveArray([Double](repeating: 1, count: returns))), at: path + "returns")
        var other = try DeltaTests.cell(Self.text("{factor: 0.5, lag: 0}"))
        #expect(throws: ArchiveError.self) { try other.restore(tree, round: 9, isScheduled: false) }
    }

    @Test("Without an exchange nothing looks")
    func alone() throws {
        var alone = try DeltaTests.cell(Self.text("{factor: 0.001, lag: 0, below: 1}", federation: "[]"))
        var constant = try DeltaTests.cell(
            Self.text(federation: "[]").replacing("decay: {plateau: {factor: 0.5}}", with: "decay: none"))
        for _ in 0..<6 {
            _ = alone.advance(1)
            _ = constant.advance(1)
        }
        #expect(alone.trace() == constant.trace())
    }

    @Test("Networks follow the returns of training: stalls are those of the record")
    func networks() throws {
        let text = """
            concord: 1
            name: plateau
            seeds: [3]
            round: {episodes: 2}
            rounds: 12
            environment: {cartpole: {maximum_steps: 50}}
            learner: reinforce
            network: {hidden: [8]}
            optimizer: {adam: {learning_rate: 0.01, decay: {plateau: {returns: training, factor: 0.25, lag: 0}}}}
            agents: [{name: a, count: 3}]
            federation: [{parameter_average: {every: {rounds: 2}}}]
            measure: [training_return]

            """
        var cell = try DeltaTests.cell(text)
        var constant = try DeltaTests.cell(text.replacing("factor: 0.25", with: "factor: 1"))
        var (returns, stalls, haveParted) = ([Double](), 0, false)
        for round in 1...12 {
            let next = cell.advance(1)
            let row = try #require(next)
            _ = constant.advance(1)
            // A stall changes the next round's rate.
            #expect((cell.trace() != constant.trace()) == haveParted)
            guard round.isMultiple(of: 2) else { continue }
            let own = (row["training_return"]?.elements ?? []).compactMap(\.asNumber)
            returns.append(own.reduce(0, +) / 3)
            if let last = returns.dropLast().last, returns[returns.count - 1] - last < 1e-3 * last { stalls += 1 }
            haveParted = stalls > 0
            #expect(cell.plateau?.state.stalls == [stalls])
        }
        #expect(stalls > 0, "\(returns)")
    }

    @Test("Tables follow the returns of the trajectories that they sample")
    func trajectories() throws {
        var cell = try DeltaTests.cell(
            """
            concord: 1
            name: plateau
            seeds: [1]
            round: {updates: 2}
            rounds: 6
            environment: two_type
            learner: {softmax_policy_gradient: {batch: 5, horizon: 7}}
            optimizer: {sgd: {learning_rate: 0.1, decay: {plateau: {returns: training, factor: 0.5, lag: 0}}}}
            agents: [{name: a, count: 3}]
            federation: [{fedpg: {every: {rounds: 1}}}]
            measure: [training_return]

            """)
        for _ in 1...6 {
            let row = cell.advance(1)
            let own = (row?["training_return"]?.elements ?? []).compactMap(\.asNumber)
            #expect(own.count == 3 && cell.plateau?.state.returns.last == own.reduce(0, +) / 3)
        }
    }

    @Test(
        "What no rate can follow is refused, with both places",
        arguments: [
            (text(measure: "[heterogeneity]"), "a rate follows 'exact_return', which is not recorded", true),
            (
                text(federation: "[softpavg, {parameter_average: {every: {rounds: 2}}}]"),
                "a rate follows returns after meetings, and both 'softpavg' and 'parameter_average' have some", true
            ),
            (
                text().replacing("replicas: 3\n", with: "").replacing(
                    "[softpavg]", with: "[{softpavg: {when: asynchronous}}]"),
                "a rate follows returns after meetings, and in 'softpavg' nobody meets", true
            ),
            (
                text().replacing(
                    "agents: [{name: a, count: 3}]",
                    with: "agents: [{name: a}, {name: b, optimizer: {sgd: {decay: {plateau: {lag: 0}}}}}]"),
                "a federation's returns are looked at in one way, and two rates ask for two", true
            ),
            (
                text(measure: "[training_return]").replacing(
                    "{plateau: {factor: 0.5}}", with: "{plateau: {returns: training, factor: 0.5}}"),
                "a rate follows returns of training, and rounds of exact_policy_gradient end no episodes", true
            ),
            (
                text(measure: "[training_return]").replacing(
                    "{plateau: {factor: 0.5}}", with: "{plateau: {returns: training, factor: 0.5}}"
                ).replacing(
                    "{exact_policy_gradient: {discount: 0.95, initial: uniform}}",
                    with: "{softmax_policy_gradient: {gradient: exact}}"),
                "a rate follows returns of training, and rounds of softmax_policy_gradient end no episodes", true
            ),
        ])
    func refusals(text: String, message: String, isRelated: Bool) {
        let (study, findings) = SpecText.compile(text)
        #expect(study == nil)
        let found = findings.diagnostics.filter { $0.code == .decayUnfit }
        #expect(found.map(\.message) == [message])
        #expect(found.allSatisfy { $0.span != nil && ($0.related != nil) == isRelated })
    }
}
