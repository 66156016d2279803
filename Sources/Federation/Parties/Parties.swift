public import Learning

/// Those who talk in an exchange, as a conversation reaches them: the agents of a run, or a plan that stands for them.
///
/// The programs of exchanges are written once, over a conversation with any parties; so what a plan predicts and what a run
/// does cannot drift apart.
public protocol Parties {
    /// Whether there are numbers: not in a forecast.
    static var hasNumbers: Bool { get }
    /// Has every participant answer into its row, after the step that is due; a task per agent does both.
    ///
    /// - Returns: what is remembered, by participant, where that is asked for.
    mutating func answer(
        _ request: Request, after due: Due?, at meeting: Meeting, into rows: UnsafeMutableRawPointer?
    ) -> [VisitTable]
    /// Has every participant take the step that is due.
    mutating func fit(_ due: Due, at meeting: Meeting)
    /// Gives every participant a lesson of its own, which looks at so many rows at most.
    mutating func teach(_ lesson: @escaping Lesson, rows: Int, at meeting: Meeting)
    /// Has every participant go on from its row of a part, or from the only row.
    mutating func assign(_ batch: Batch, at meeting: Meeting)
    /// Tells every participant that what it remembers was sent.
    mutating func endPeriod(at meeting: Meeting)
    /// Makes one row of all rows of a batch, where each of its columns is made of that column of the rows, and of sums over all of
    /// them: whoever has some columns of all rows makes those, and gathers the rest.
    ///
    /// - Parameters:
    ///   - unit: what stays together.
    ///   - body: gets columns of all rows, which these are, and room for theirs of the result.
    func overColumns(
        of batch: Batch, at meeting: Meeting, unit: ColumnUnit, into result: inout Batch,
        _ body: (_ some: Batch, _ columns: Range<Int>, _ result: inout Batch) -> Void)
    /// Adds the step sizes of each participant's updates of a part since the meeting before to its row of `sums`.
    func addRates(of part: Part, at meeting: Meeting, to sums: UnsafeMutablePointer<Double>)
}

/// What of a row stays together where ranks share its columns.
public enum ColumnUnit: Sendable {
    /// So many neighboring numbers.
    case numbers(Int)
    /// The real columns that are summed together, ``Batch/blockColumns`` of them.
    case blocks
}
