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
    ///
    /// - Parameter tell: what a person should know of what stood there.
    func publicStates(
        of plan: CellPlan, _ workers: Int, _ tell: (String) -> Void = { _ in }
    ) throws(StageError) -> PublicStates? {
        guard let fingerprint = plan.stageFingerprint else { return nil }
        let file = ArchiveFile("\(directory)/\(fingerprint.hexadecimal).h5", on: files)
        do {
            if let states = try kept(file, of: plan, { _ in }) { return states }
            try files.makeDirectory(directory)
            let lock = try StageLock(directory: directory)
            defer { withExtendedLifetime(lock) {} }
            // Another process may have made it while this one waited.
            let states = try kept(file, of: plan) { flaw throws(ArchiveError) in
                let aside = try files.aside(file.path, mark: RunDirectory.damagedMark)
                try files.rename(file.path, to: aside)
                tell("\(flaw); it is kept as \(aside), and the stage is made again")
            }
            return try states ?? make(plan, file, workers)
        } catch let error as StageError {
            throw error
        } catch {
            throw StageError("\(error)")
        }
    }

    /// What was made before; nil where there is nothing, or nothing sound: then it is made again, as the recipe says.
    ///
    /// - Parameter setAside: called with the reason where it is not sound.
    private func kept(
        _ file: ArchiveFile, of plan: CellPlan, _ setAside: (ArchiveError) throws(ArchiveError) -> Void
    ) throws(ArchiveError) -> PublicStates? {
        guard try files.length(file.path) != nil else { return nil }
        do throws(ArchiveError) { return try Self.read(file, of: plan) } catch {
            if case .system = error.reason { throw error }
            try setAside(error)
            return nil
        }
    }

    /// Follows a plan's recipe without looking at, or leaving, anything on disk.
    static func prepare(_ plan: CellPlan, _ workers: Int) throws(StageError) -> PublicStates? {
        guard let recipe = plan.publicStates else { return nil }
        let states = try plan.language.publicStateSources.make(recipe).states(
            in: plan.makeNominalEnvironment(), round: plan.round, workers)
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

    /// The states of a stage, which are those of the plan's recipe as far as anybody can tell who does not follow it.
    private static func read(_ file: ArchiveFile, of plan: CellPlan) throws(ArchiveError) -> PublicStates {
        func misfit(_ words: String) -> ArchiveError { ArchiveError(file.path, "read", .mismatch(words)) }
        let tree = try file.read().tree
        guard tree.attributes["recipe"] == .text(plan.stageRecipe?.json ?? "") else {
            throw misfit("it is not the stage of this recipe")
        }
        guard case .array(let array)? = tree["states"], array.shape.count == 2,
            let numbers = array.elements(as: Float.self), !numbers.isEmpty
        else { throw misfit("it holds no states") }
        let width = plan.makeNominalEnvironment().spaces.observation.count
        guard array.shape[1] == width else {
            throw misfit("its states have \(array.shape[1]) numbers, and an observation here has \(width)")
        }
        if let recipe = plan.publicStates {
            let (count, isExact) = plan.language.publicStateSources.make(recipe).count
            // A file's count is unknown where the file is gone; its stage is kept for that.
            guard count == 0 || (isExact ? array.shape[0] == count : array.shape[0] <= count) else {
                throw misfit(
                    "it holds \(array.shape[0]) states, and its recipe makes \(isExact ? "" : "up to ")\(count)")
            }
        }
        let states = PublicStates(numbers, width: width)
        if let objection = states.objection { throw misfit(objection) }
        return states
    }
}
