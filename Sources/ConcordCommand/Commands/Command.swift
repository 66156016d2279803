/// One word after `concord`: its table, its values, and what it does.
protocol Command: Sendable {
    /// Name, operands, options and help.
    static var table: CommandTable { get }
    /// Reads its values from words that were checked against the table.
    init(_ arguments: ParsedArguments) throws(UsageError)
    /// Calls what lies below, prints, and says how it went.
    func run(_ console: Console) throws -> ExitCode
}
