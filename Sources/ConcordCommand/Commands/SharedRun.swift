import Archive
import Determinism
import Diagnostics
import Experiment
import Federation
import Report

/// A run of this process alone, or the run of a cell that several processes share which a launcher has started.
///
/// Each of those compiles the spec and has its agents. The first one writes, speaks, and says how it went by its exit code; the
/// others say nothing and exit with 0, so that no launcher ends the first one while it still speaks.
struct SharedRun {
    /// The commands that processes can share: under a launcher the others say nothing at all.
    static let commands = ["run", "resume"]

    /// Whether a launcher has started several processes.
    static var isShared: Bool { Launch.current != nil }

    /// The threads of a process that was not told: all processors, where it is alone.
    static var processors: Int { isShared ? 1 : Processors.count }

    private let console: Console
    private let table: CommandTable

    init(_ console: Console, table: CommandTable) {
        self.console = console
        self.table = table
    }

    /// Prepares the cells and runs them.
    ///
    /// - Throws: where processes share it, on the first of them alone.
    func run(isJSON: Bool, _ prepare: () throws -> RunSession) throws -> ExitCode {
        guard let launch = Launch.current else { return try prepare().run(console, isJSON: isJSON) }
        guard Launch.isPossible else {
            guard launch.rank == 0 else { return .done }
            throw UsageError(
                "\(launch.size) processes were started to share a cell, and this program was built without MPI: "
                    + "swift build -c release --traits MPI", table: table)
        }
        Interruption.block()
        let ranks = try launch.join()
        let council = RankCouncil(ranks)
        do {
            let code = try run(Company(council: council, launch: launch), isJSON: isJSON, prepare)
            console.flush()
            ranks.leave()
            return council.isFirst ? code : .done
        } catch {
            guard council.hasFailed else {
                // The others wait, and cannot be told.
                Console.talk("\(console.program.name): \(VisibleText.line("\(council.title): \(words(of: error))"))\n")
                ranks.abort(ExitCode.failed.rawValue)
            }
            ranks.leave()
            guard council.isFirst else { return .done }
            throw error
        }
    }

    private func run(
        _ company: Company, isJSON: Bool, _ prepare: () throws -> RunSession
    ) throws -> ExitCode {
        let council = company.council
        try council.confirmAlike(
            try council.agree { try ProgramFacts().program.hexadecimal },
            "this is another build of the program than the first rank's: all have to be started from the same one")
        let session = try council.agree(words) { try prepare() }
        try council.confirmAlike(
            session.spec, "the spec's text is another one here than on the first rank: all have to read the same file")
        try council.confirmAlike(
            Fingerprint(of: session.plans.map(\.canonical.json).joined(separator: "\n")).hexadecimal,
            "the plan is another one here than on the first rank: other cells are chosen, or a file that it names differs"
        )
        try council.agree {
            guard session.plans.count != 1 else { return }
            throw UsageError(
                "\(company.launch.size) processes share one cell, and there are \(session.plans.count): "
                    + "--cell says which", table: table)
        }
        let plan = session.plans[0]
        let agents = plan.agents.count * plan.replicas
        if agents < company.launch.size {
            console.note(
                "\(company.launch.size) processes share \(StudyWords.count(agents, "agent")): "
                    + "\(company.launch.size - agents) of them have none")
        }
        return try session.run(console, isJSON: isJSON, with: company)
    }

    /// What the first rank says of an error of another: also what that one would have said before it.
    private func words(of error: any Error) -> String {
        if let error = error as? UsageError { return error.message }
        guard error is SpecMistakes else { return "\(error)" }
        let said = console.unsaid.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        return said.isEmpty ? "the spec has mistakes" : said
    }
}
