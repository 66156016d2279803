/// What can be done.
enum Commands {
    /// Every command, in the order of the help screen.
    static let all: [any Command.Type] = [
        Check.self,
        Plan.self,
        Run.self,
        Cells.self,
        Submit.self,
        Status.self,
        Resume.self,
        Evaluate.self,
        Verify.self,
        Bundle.self,
        Cite.self,
        Inspect.self,
        Export.self,
        Diff.self,
        WriteReport.self,
        DrawReplay.self,
        New.self,
        Explain.self,
        List.self,
        Schema.self,
        Bench.self,
        Completions.self,
    ]
}

extension Program {
    /// Every command's table, as this program has it.
    var tables: [CommandTable] { Commands.all.map(table) }

    /// A command's table, as this program has it.
    func table(of command: any Command.Type) -> CommandTable { command.table.spoken(by: self) }
}
