import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// To what tables QAvg and FedRQ converge at a constant rate, as `concord explain qavg` has it: five winds on one cliff.
@Suite("Where exact tabular federation converges to")
struct TabularLimitTests {
    private static let discount = 0.95
    private static let models: [FiniteModel] = [0, 0.25, 0.5, 0.75, 1].compactMap { wind in
        let settings = CanonicalValue.object([.init("wind", .number(wind))])
        return Language.federation[Environments.name].make(Choice(.object([.init("windy_cliff", settings)]))).model
    }

    /// A case of the rule: who moves, how pessimistic, how fast.
    struct Case: Sendable, CustomTestStringConvertible {
        let moves: String
        let omega: Double
        let rate: Double
        var updates = 1
        var testDescription: String { "\(moves) ω \(omega) η \(rate) E \(updates)" }
    }

    /// Q̄ after so many exchanges that it has stopped.
    private static func limit(_ item: Case) throws -> [Double] {
        var settings: [(String, CanonicalValue)] = [("moves", .text(item.moves)), ("discount", .number(discount))]
        if item.omega > 0 { settings.append(("robust", .object([.init("omega", .number(item.omega))]))) }
        var federation = try TabularFederation(
            models, learner: "value_iteration", .object(sorting: settings), rate: item.rate,
            method: item.omega > 0 ? "fedrq" : "qavg", length: Duration(item.updates, .updates))
        // Contraction by 1 − η(1 − γ) per update: e⁻³² of the first error is left.
        for _ in 0..<Int(32 / (item.rate * (1 - discount))) / item.updates {
            federation.train()
            federation.exchange()
        }
        let rows = federation.rows
        #expect(rows.allSatisfy { $0 == rows[0] })
        return rows[0]
    }

    // MARK: The same by plain loops over dense kernels, apart from the learner's own

    /// `B_k(V)`, by state and action, with the union of the agents' neighbors.
    private static func backup(_ model: FiniteModel, _ values: [Double], omega: Double) -> [Double] {
        (0..<model.states * model.actions).map { row in
            let own = Int(model.starts[row])..<Int(model.starts[row + 1])
            let mean = own.reduce(0.0) { $0 + model.probabilities[$1] * values[Int(model.successors[$1])] }
            let state = row / model.actions
            let lowest = omega == 0 ? 0 : followers[state].map { values[$0] }.min() ?? 0
            return model.rewards[row] + discount * ((1 - omega) * mean + omega * lowest)
        }
    }

    /// The states that can follow each one, under any action of any agent.
    private static let followers: [[Int]] = (0..<models[0].states).map { state in
        models.flatMap { model in
            model.successors[Int(model.starts[state * model.actions])..<Int(model.starts[(state + 1) * model.actions])]
        }.map(Int.init)
    }

    private static func best(_ table: [Double]) -> [Double] {
        let actions = models[0].actions
        return stride(from: 0, to: table.count, by: actions).map { table[$0..<$0 + actions].max() ?? 0 }
    }

    private static func mean(_ tables: [[Double]]) -> [Double] {
        tables[0].indices.map { index in tables.reduce(0) { $0 + $1[index] } / Double(tables.count) }
    }

    /// The optimum in the mean world: the backup is linear in the kernel, so its mean over the agents is that world's.
    private static func optimum(omega: Double) -> [Double] {
        var table = [Double](repeating: 0, count: models[0].states * models[0].actions)
        for _ in 0..<1000 {
            let values = best(table)
            table = mean(models.map { backup($0, values, omega: omega) })
        }
        return table
    }

    /// The solution of Q = mean of B_k(V + η (max_a B_k(V) − V)), V = max_a Q.
    private static func solution(rate: Double, omega: Double) -> [Double] {
        var table = [Double](repeating: 0, count: models[0].states * models[0].actions)
        for _ in 0..<4000 {
            let values = best(table)
            table = mean(
                models.map { model in
                    let moved = zip(values, best(backup(model, values, omega: omega))).map { $0 + rate * ($1 - $0) }
                    return backup(model, moved, omega: omega)
                })
        }
        return table
    }

    private static func distance(_ one: [Double], _ other: [Double]) -> Double {
        zip(one, other).map { abs($0 - $1) }.max() ?? .infinity
    }

    @Test(
        "Where action values move and every update is shared, it is the optimum in the mean world (FedRQ's Theorem 1)",
        arguments: [0, 0.05, 0.1, 0.2].flatMap { omega in
            [0.2, 1].map { Case(moves: "actions", omega: omega, rate: $0) }
        })
    func actions(item: Case) throws {
        #expect(Self.distance(try Self.limit(item), Self.optimum(omega: item.omega)) <= 1e-9)
    }

    @Test(
        "Where state values move, it is the solution of another equation",
        arguments: [0, 0.1].flatMap { omega in
            [0.2, 0.1].map { Case(moves: "values", omega: omega, rate: $0) }
        })
    func values(item: Case) throws {
        let limit = try Self.limit(item)
        #expect(Self.distance(limit, Self.solution(rate: item.rate, omega: item.omega)) <= 1e-9)
        #expect(Self.distance(limit, Self.optimum(omega: item.omega)) > 0.1)
    }

    /// The errors `concord explain` names, computed with tools/fixtures/tabular.py.
    @Test(
        "How far it is from the optimum is what the explanation says",
        arguments: [
            (Case(moves: "values", omega: 0, rate: 0.2), 1.29), (Case(moves: "values", omega: 0, rate: 0.01), 0.07),
            (Case(moves: "values", omega: 0, rate: 0.2, updates: 4), 3.60),
            (Case(moves: "actions", omega: 0, rate: 0.2, updates: 4), 2.07),
            (Case(moves: "values", omega: 0.1, rate: 0.2), 1.25),
        ])
    func bias(item: Case, stated: Double) throws {
        // At a small rate the equation's solution, which `values` compares with the product's limit, is found sooner.
        let limit = item.rate < 0.1 ? Self.solution(rate: item.rate, omega: item.omega) : try Self.limit(item)
        let error = Self.distance(limit, Self.optimum(omega: item.omega))
        #expect(abs(error - stated) <= 0.005)
        #expect(abs((Self.optimum(omega: item.omega).max() ?? 0) - (item.omega == 0 ? 227.27 : 135.76)) < 0.01)
        let name = item.omega == 0 ? "qavg" : "fedrq"
        let details = try #require(Language.federation[Methods.name][name]?.details)
        #expect(details.contains(stated.formatted(digits: 2)), "\(name) does not say \(stated)")
    }
}

extension Double {
    fileprivate func formatted(digits: Int) -> String {
        let hundredths = String(Int((self * 100).rounded()))
        let padded = String(repeating: "0", count: Swift.max(0, 3 - hundredths.count)) + hundredths
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}
