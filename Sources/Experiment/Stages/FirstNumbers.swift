import Federation

/// Numbers from elsewhere that agents begin with, in place of those they drew.
protocol FirstNumbers: Sendable {
    /// Gives agents what is theirs.
    ///
    /// - Parameter isTaker: by place among the plan's agents, whether the agent begins so, in every replica.
    /// - Throws: ``StageError`` where there is nothing for one that does, or nothing of its shape.
    func adopt(into population: inout Population, _ cell: CellPlan, by isTaker: [Bool]) throws(StageError)
}

extension FirstNumbers {
    /// Gives every agent what is its.
    func adopt(into population: inout Population, _ cell: CellPlan) throws(StageError) {
        try adopt(into: &population, cell, by: Array(repeating: true, count: cell.agents.count))
    }
}

/// Numbers from several places, each for some agents.
struct FirstNumbersByAgent: FirstNumbers {
    private var sources: [(numbers: any FirstNumbers, isTaker: [Bool])] = []

    /// Adds a place, and which of the plan's agents begin as it has them.
    mutating func add(_ numbers: any FirstNumbers, by isTaker: [Bool]) { sources.append((numbers, isTaker)) }

    func adopt(into population: inout Population, _ cell: CellPlan, by isTaker: [Bool]) throws(StageError) {
        for source in sources {
            let takers = zip(source.isTaker, isTaker).map { $0 && $1 }
            try source.numbers.adopt(into: &population, cell, by: takers)
        }
    }
}
