public import Determinism
public import Experiment

/// What evaluations brought, for people and programs.
public struct EvaluationReport: Sendable {
    private let results: [Evaluator.Result]
    private let replicas: Int
    private let isExact: Bool

    /// A report on evaluations of one checkpoint.
    ///
    /// - Parameter isExact: whether the values were computed instead of played for.
    public init(_ results: [Evaluator.Result], replicas: Int, isExact: Bool) {
        self.results = results
        self.replicas = replicas
        self.isExact = isExact
    }

    /// The numbers as members of an object: `rows` of every agent and replica, and `sets` where there are several worlds.
    public var members: [(String, CanonicalValue)] {
        let sets = sets
        return [("rows", rows.json)] + (sets.rows.isEmpty ? [] : [("sets", sets.json)])
    }

    /// For people: every agent, or its mean over the replicas; then the sets of several worlds.
    public var text: String {
        let (rows, sets) = replicas > 1 ? (summaryOfRows, summaryOfSets) : (rows, sets)
        return rows.plainText + (sets.rows.isEmpty ? "" : "\n" + sets.plainText)
    }

    private var showsWorst: Bool { results.contains { $0.worlds > 1 } }

    /// Every agent in every place; with sets of worlds, also the worst of its worlds.
    private var rows: Table {
        var table = Table(
            "Evaluation",
            columns: [.text("agent", key: "agent")] + replicaColumn + [
                .text("world", key: "world"), .numbers("return", keys: "mean_return"),
            ] + (showsWorst ? [.numbers("worst world", keys: "worst_return")] : [])
                + (isExact ? [] : [.numbers("length", keys: "mean_length")]))
        for result in results {
            for row in result.rows {
                table.append(
                    [.text(row.agent)] + (replicas > 1 ? [.label(row.replica)] : [])
                        + [.text(result.name), number(row.meanReturn)] + (showsWorst ? [number(row.worstReturn)] : [])
                        + (row.meanLength.map { [.number($0, decimals: 1)] } ?? []))
            }
        }
        return table
    }

    /// What the sets of several worlds say of the agents together.
    private var sets: Table {
        var table = Table(
            "Sets of worlds",
            columns: [.text("worlds", key: "world")] + replicaColumn + [
                .numbers("how many", keys: "worlds"), .numbers("mean", keys: "mean"),
                .numbers("worst", keys: "worst"),
            ])
        for result in results where result.worlds > 1 {
            for replica in 0..<replicas {
                table.append(
                    [.text(result.name)] + (replicas > 1 ? [.label(replica + 1)] : [])
                        + [.count(result.worlds), number(result.means[replica]), number(result.worsts[replica])])
            }
        }
        return table
    }

    private var replicaColumn: [Table.Column] { replicas > 1 ? [.numbers("replica", keys: "replica")] : [] }

    private func number(_ value: Double) -> Table.Cell {
        value.isFinite ? isExact ? .figure(value) : .number(value, decimals: 1) : .notFinite
    }
}

// Many replicas are read as their mean; `--json` has each.
extension EvaluationReport {
    private var summaryOfRows: Table {
        var table = Table(
            "Evaluation",
            columns: [
                .text("agent", key: "agent"), .text("world", key: "world"),
                .numbers("return", keys: "mean_return"),
                .numbers("standard error", keys: "standard_error"),
            ])
        for result in results {
            let count = result.rows.count / replicas
            for agent in 0..<count {
                let values = (0..<replicas).map { result.rows[$0 * count + agent].meanReturn }
                table.append([.text(result.rows[agent].agent), .text(result.name)] + summary(values))
            }
        }
        return table
    }

    private var summaryOfSets: Table {
        var table = Table(
            "Sets of worlds",
            columns: [
                .text("worlds", key: "world"), .numbers("how many", keys: "worlds"), .numbers("mean", keys: "mean"),
                .numbers("standard error", keys: "mean_standard_error"), .numbers("worst", keys: "worst"),
                .numbers("standard error", keys: "worst_standard_error"),
            ])
        for result in results where result.worlds > 1 {
            table.append(
                [.text(result.name), .count(result.worlds)] + summary(result.means) + summary(result.worsts))
        }
        return table
    }

    private func summary(_ values: [Double]) -> [Table.Cell] {
        [number(mean(values)), .figure(standardDeviation(values) / Double(values.count).squareRoot())]
    }
}
