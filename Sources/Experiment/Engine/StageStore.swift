import Archive
import Config
import Determinism
import Learning
import Numerics

/// Prepared stages, content-addressed: `<store>/stages/<recipe fingerprint>.h5`, shared by all that ask for the same.
struct StageStore {
    private let directory: String
    private let files: any FileSystem

    init(store: String, on files: any FileSystem = LocalFileSystem()) {
        directory = store + "/stages"
        self.files = files
    }

    /// The public states of a plan: read where they have been made before, else made and kept; nil where it has none.
    func publicStates(of plan: CellPlan, _ workers: Int) throws(StageError) -> PublicStates? {
        guard let fingerprint = plan.stageFingerprint else { return nil }
        let file = ArchiveFile("\(directory)/\(fingerprint.hexadecimal).h5", on: files)
        do {
            if let states = try kept(file) { return states }
            try files.makeDirectory(directory)
            let lock = try StageLock(directory: directory)
            defer { withExtendedLifetime(lock) {} }
            // Another process may have made it while this one waited.
            return try kept(file) ?? make(plan, file, workers)
        } catch let error as StageError {
            throw error
        } catch {
            throw StageError("\(error)")
        }
    }

    /// What was made before; nil where there is nothing, or nothing sound: then it is made again, as the recipe says.
    private func kept(_ file: ArchiveFile) throws(ArchiveError) -> PublicStates? {
        guard try files.length(file.path) != nil else { return nil }
        do throws(ArchiveError) { return try Self.read(file) } catch {
            guard case .system = error.reason else { return nil }
            throw error
        }
    }

    /// Follows a plan's recipe without looking at, or leaving, anything on disk.
    static func prepare(_ plan: CellPlan, _ workers: Int) throws(StageError) -> PublicStates? {
        guard let recipe = plan.publicStates else { return nil }
        let states = try PublicStateSources.catalogue.make(recipe).states(
            in: Environments.catalogue.make(plan.nominalEnvironment), round: plan.round, workers)
        if let objection = states.objection { throw StageError("public_states: \(objection)") }
        return states
    }

    private func make(_ plan: CellPlan, _ file: ArchiveFile, _ workers: Int) throws -> PublicStates? {
        guard let states = try Self.prepare(plan, workers) else { return nil }
        var tree = ArchiveTree([("states", .array(ArchiveArray(states.tensor)))])
        tree.annotate("states", "about", .text("public states, [count, observation]"))
        tree.annotate("", "recipe", .text(plan.stageRecipe?.json ?? ""))
        try file.write(tree, entries: [.init("kind", "stage")])
        return states
    }

    private static func read(_ file: ArchiveFile) throws(ArchiveError) -> PublicStates {
        guard case .array(let array) = try file.read("states"), array.shape.count == 2,
            let numbers = array.elements(as: Float.self), !numbers.isEmpty
        else { throw ArchiveError(file.path, "read", .mismatch("it holds no states")) }
        let states = PublicStates(numbers, width: array.shape[1])
        if let objection = states.objection { throw ArchiveError(file.path, "read", .mismatch(objection)) }
        return states
    }
}
