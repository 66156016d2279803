import Experiment
import Report

/// How the cells of many seeds ended, an arm a line.
enum ArmOutcomes {
    /// The table; an outcome that no cell has gets no column.
    ///
    /// - Parameter diverged: which cells did.
    static func table(_ plans: [CellPlan], _ outcomes: [CellOutcome], _ diverged: Set<Int>, store: String) -> Table {
        var arms: [(name: String, cells: [Int])] = []
        var places: [String: Int] = [:]
        for (index, plan) in plans.enumerated() {
            let place = places[plan.arm] ?? arms.count
            if place == arms.count {
                places[plan.arm] = place
                arms.append((plan.arm, []))
            }
            arms[place].cells.append(index)
        }
        var words: [String] = []
        for outcome in outcomes where !words.contains(outcome.word) { words.append(outcome.word) }
        var table = Table(
            "Arms",
            columns: [.text("arm", key: "arm"), .numbers("cells", keys: "cells")]
                + words.map { .numbers($0, keys: $0) }
                + (diverged.isEmpty ? [] : [.numbers("diverged", keys: "diverged")])
                + [.numbers("steps", keys: "steps"), .text("directory", key: "directory")])
        for (name, cells) in arms {
            let steps = cells.reduce(0) { sum, cell in
                if case .finished(_, let steps) = outcomes[cell] { sum + steps } else { sum }
            }
            var row: [Table.Cell] = [.text(name), .count(cells.count)]
            row += words.map { word in .count(cells.count { outcomes[$0].word == word }) }
            if !diverged.isEmpty { row.append(.count(cells.count(where: diverged.contains))) }
            row += [.count(steps), .text("\(store)/\(plans[cells[0]].experiment)/\(name)")]
            table.append(row)
        }
        return table
    }
}
