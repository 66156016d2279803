import Determinism
import Federation
import Learning
import Numerics

/// What a whole cell costs: the published FedHPD study's rounds, and the engine's own share of a round.
struct CellSpeed {
    /// Which share of the usual time to spend.
    let effort: Double
    private let plan = BenchmarkStudy.published

    /// Figures, on one thread.
    func figures() throws -> [SpeedFigure] {
        try training() + temporalDifference() + finiteWorlds() + engine()
    }

    /// The ten published agents for 300 rounds at full effort: training and the exchange apart.
    private func training() throws -> [SpeedFigure] {
        let publicStates = try StageStore.prepare(plan, 1)
        let members = plan.agents.map { $0.member(seed: plan.seed) }
        var population = Population(plan.agents.map { $0.makeLearner() }, members)
        guard let composition = plan.compositions.first else {
            preconditionFailure("the benchmark's method has an exchange")
        }
        var exchange = Exchange(composition, period: 5, among: population)
        var ledger = Ledger()
        var trained = (seconds: 0.0, steps: 0)
        var firings: [Double] = []
        for number in 1...max(10, Int(300 * effort)) {
            let round = Round(number, length: plan.round)
            let start = Stopwatch.threadSeconds
            population.train(round, 1)
            let middle = Stopwatch.threadSeconds
            trained = (trained.seconds + middle - start, trained.steps + population.scores.reduce(0) { $0 + $1.steps })
            guard exchange.fires(after: number) else { continue }
            exchange.run(&population, &ledger, publicStates: publicStates?.batch, round, 1)
            firings.append(Stopwatch.threadSeconds - middle)
        }
        let perStep = trained.seconds / Double(trained.steps)
        return [
            SpeedFigure(
                .cell, "ten published agents, training per environment step", perStep * 1e6, "µs",
                note: "\(SpeedFigure.rounded(1 / perStep)) steps/s"),
            SpeedFigure(
                .cell, "ten published agents, one distillation phase", firings.sorted()[firings.count / 2] * 1e3, "ms",
                note: "5000 states, 10 optimizer steps each"),
        ]
    }

    /// A hundred agents' TD(0) with the exchange that averages them, by the steps between two averages.
    private func temporalDifference() throws -> [SpeedFigure] {
        try [10, 100, 1000, 10_000].map { steps in
            var cell = try Cell(BenchmarkStudy.temporalDifference(steps: steps), publicStates: nil, initial: nil)
            let seconds = Stopwatch.least(filling: 0.3 * effort) {
                let round = cell.trainAlone()
                cell.exchange(after: round)
            }
            return SpeedFigure(
                .cell, "federated td of 100 agents, \(steps) steps a round, per agent step",
                seconds / Double(100 * steps) * 1e9, "ns", note: "30 states, one-hot; the exchange included")
        }
    }

    /// Whole cells of learners of finite worlds, their rounds and exchanges, by agent step.
    private func finiteWorlds() throws -> [SpeedFigure] {
        let gradients = BenchmarkStudy.sampledGradients
        let cells =
            [
                (
                    "sampled softmax gradients of 2 agents, 5 updates a round", gradients,
                    2 * 5 * 20 * 20 * gradients.rounds
                )
            ]
            + [1, 100].map {
                (
                    "fed_ucbvi of 10 agents, \($0) episodes a round", BenchmarkStudy.optimisticPlans(episodes: $0),
                    10 * 2000 * 4
                )
            }
            + [100].map {
                ("fedsarsa of 100 agents, \($0) steps a round", BenchmarkStudy.sarsa(steps: $0), 100 * 20_000)
            }
        return try cells.map { name, plan, steps in
            var (least, spent) = (Double.infinity, 0.0)
            repeat {
                var cell = try Cell(plan, publicStates: nil, initial: nil)
                let start = Stopwatch.threadSeconds
                while !cell.isFinished { _ = cell.advance(1) }
                let seconds = Stopwatch.threadSeconds - start
                (least, spent) = (min(least, seconds), spent + seconds)
            } while spent < 0.3 * effort
            return SpeedFigure(
                .cell, "\(name), per agent step", least / Double(steps) * 1e9, "ns", note: "the exchange included")
        }
    }

    /// Rounds of one-step episodes, with their rows written as JSON: by agents, so that growth can be seen.
    private func engine() throws -> [SpeedFigure] {
        try [10, 100, 1000].map { agents in
            var cell = try Cell(BenchmarkStudy.crowd(of: agents), publicStates: nil, initial: nil)
            var bytes = 0
            let seconds = Stopwatch.least(filling: 0.1 * effort) {
                if let row = cell.advance(1) { bytes += row.json.utf8.count }
            }
            precondition(bytes > 0, "a round has a row")
            return SpeedFigure(
                .cell, "one round of \(agents) agents with one-step episodes, per agent",
                seconds / Double(agents) * 1e6, "µs", note: "row and trace of the record included")
        }
    }
}
