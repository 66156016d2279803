import Federation

/// Numbers from elsewhere that agents begin with, in place of those they drew.
protocol FirstNumbers: Sendable {
    /// Gives every agent what is its.
    ///
    /// - Throws: ``StageError`` where there is nothing for it, or nothing of its shape.
    func adopt(into population: inout Population, _ cell: CellPlan) throws(StageError)
}
