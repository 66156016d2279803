/// What can be done.
enum Commands {
    /// The commands in the order of the help screen, under headings.
    static let groups: [(heading: String, commands: [any Command.Type])] = [
        ("Start here", [New.self, Check.self, Run.self, WriteReport.self]),
        ("A study", [Plan.self, Cells.self, Submit.self, Status.self, Resume.self]),
        ("What came out", [Evaluate.self, Inspect.self, Export.self, Diff.self, DrawReplay.self]),
        ("Proof", [Verify.self, Attest.self, Bundle.self, Cite.self]),
        ("The language of specs", [Explain.self, List.self, Schema.self]),
        ("This machine", [Bench.self, Completions.self]),
    ]

    /// Every command, in that order.
    static let all: [any Command.Type] = groups.flatMap(\.commands)
}

extension Program {
    /// Every command's table, as this program has it.
    var tables: [CommandTable] { Commands.all.map(table) }

    /// The same in their groups.
    var tableGroups: [CommandGroup] {
        Commands.groups.map { CommandGroup(heading: $0.heading, tables: $0.commands.map(table)) }
    }

    /// A command's table, as this program has it.
    func table(of command: any Command.Type) -> CommandTable { command.table.spoken(by: self) }
}
