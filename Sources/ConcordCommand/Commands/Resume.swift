import Archive
import Config
import Determinism
import Diagnostics
import Experiment
import Report

/// Continues one cell from its newest checkpoint.
struct Resume: Command {
    static let table = CommandTable(
        "resume", "Continue one cell to the end of its plan, or list what would be restored.",
        details: """
            The plan is the one in the checkpoint, so the spec need not be at hand. The checkpoint must be the newest of its \
            directory; of an older one only --explain is possible. For more rounds or seeds, edit the spec and run it.
            """,
        examples: [
            "resume checkpoints/study/d5/seed-20", "resume checkpoints/study/d5/seed-20/round-000500.h5 --explain",
        ],
        operands: [.init("CHECKPOINT", .checkpoint, "A checkpoint, or a run directory.")],
        options: [
            .flag("explain", "List every item that is restored, and run nothing."),
            RunSelection.inputsOption,
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."),
            MemorySize.option,
            .json,
        ])

    private let subject: String
    private let explains: Bool
    private let inputs: String
    private let jobs: Int
    private let memory: Double?
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        subject = arguments.required("CHECKPOINT")
        explains = arguments.flag("explain")
        inputs = arguments.value("inputs") ?? ""
        jobs = arguments.integer("jobs") ?? SharedRun.processors
        memory = try MemorySize.bytes(arguments, table: Self.table)
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        guard explains else {
            return try SharedRun(console, table: Self.table).run(isJSON: isJSON) { try session(console) }
        }
        let (_, plan, header, tree) = try found(console)
        explain(plan, header, tree, console)
        return .done
    }

    /// The checkpoint, with its plan and what is in it.
    private func found(_ console: Console) throws -> (ArchiveFile, CellPlan, ArchiveHeader, ArchiveTree) {
        let file = try CheckpointPath.find(subject, in: console.program.language)
        let content = try file.read()
        for remark in try RunDirectory.confirm(file, content.header, content.tree, in: console.program.language) {
            console.note(remark)
        }
        let stored = try StoredPlan(file, in: console.program.language)
        let plan = try CellPlan(canonical: stored.plan, beside: inputs, in: console.program.language)
        return (file, plan, content.header, content.tree)
    }

    private func session(_ console: Console) throws -> RunSession {
        let (file, plan, header, tree) = try found(console)
        let directory = RunDirectory(LocalFileSystem.directory(of: file.path), in: console.program.language)
        let round = header["round"].flatMap { Int($0) } ?? 0
        if let newest = try directory.rounds().last, newest > round {
            throw CommandFailure(
                "\(file.path) is not the newest checkpoint: \(directory.checkpoint(round: newest).path) is there")
        }
        guard case .text(let spec)? = tree["spec"], let text = spec.values.first,
            let store = directory.store(of: plan)
        else {
            throw CommandFailure(
                "\(directory.path) is not where a store keeps this cell: STORE/\(plan.directory)")
        }
        return RunSession(plans: [plan], spec: text, store: store, jobs: jobs, startsOver: false, memory: memory)
    }

    private func explain(_ plan: CellPlan, _ header: ArchiveHeader, _ tree: ArchiveTree, _ console: Console) {
        var state = ArchiveTree()
        for member in tree.members where !["spec", "plan", "record"].contains(member.name) {
            state.insert(member.node, at: member.name)
        }
        let listing = ArchiveListing(state)
        if isJSON {
            console.print(listing.table.json.prettyJSON + "\n")
            return
        }
        let round = header["round"] ?? "0"
        console.print(
            "\(VisibleText.line(plan.title)): round \(round) of \(plan.rounds) is restored from these items, to the bit.\n"
        )
        console.print(
            "Random streams have no state: each number follows from seed, owner, purpose, round and position.\n\n")
        console.print(listing.indented.plainText)
    }
}
