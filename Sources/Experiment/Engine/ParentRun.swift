import Archive
import Config
import Determinism

/// The run that a cell goes on from: what its agents begin with is what that run's agents ended with.
struct ParentRun {
    /// Where it is kept.
    private let directory: RunDirectory
    /// Its cell in one line.
    private let title: String
    /// Covers the state it ends in.
    private let end: String

    fileprivate init(_ plan: CellPlan, _ initial: CellPlan.InitialPlan, in store: String) {
        directory = RunDirectory(
            store: store, experiment: plan.experiment, arm: initial.path, seed: plan.seed, in: plan.language)
        title = "\(initial.path) seed \(plan.seed)"
        end = initial.content
    }

    /// The path of the checkpoint with which it ended; nil where there is none, with why.
    ///
    /// - Throws: `ArchiveError` where the file system does not say.
    func ending() throws(ArchiveError) -> (path: String?, reason: String) {
        do throws(ArchiveError) {
            guard let stored = try directory.storedPlan() else { return (nil, "\(title) has not begun") }
            guard PlanFingerprints.end(stored.plan, in: directory.language).hexadecimal == end else {
                return (nil, "\(directory.path) holds another run than the one of this plan")
            }
            let last = stored.plan["rounds"]?.asInteger ?? 0
            for round in try directory.rounds().reversed() where round <= last {
                let file = directory.checkpoint(round: round)
                let content = try CheckpointContent(file, in: directory.language)
                if let objection = stored.objection(to: content.plan) {
                    throw ArchiveError(file.path, "begin as it ends", .mismatch(objection))
                }
                guard CellPlan.isEnd(of: stored.plan, round: round, stopRule: content.stopRule) else {
                    return (nil, "\(title) is after round \(round) of \(last)")
                }
                return (file.path, "")
            }
            return (nil, "\(title) has no checkpoint yet")
        } catch {
            guard error.isAboutContent else { throw error }
            return (nil, "\(error)")
        }
    }
}

extension CellPlan {
    /// What a cell's agents begin with.
    enum Beginning {
        /// What they draw, or what was read for them; nil where they draw all of it.
        case ready((any FirstNumbers)?)
        /// What another run ends with, which has not: why.
        case waits(String)
    }

    /// The arm of the run that the cell goes on from, at its own seed; nil where it goes on from none.
    public var parentArm: String? { initial.flatMap { $0.kind == .end ? $0.path : nil } }

    /// Why a directory is not this cell's whose plan differs in nothing but the run it goes on from; nil where other things differ.
    ///
    /// - Parameter stored: the directory's plan.
    public func otherBeginning(than stored: CanonicalValue) -> String? {
        func end(_ plan: CanonicalValue) -> CanonicalValue? { plan["initial"]?[InitialSpec.parent]?["end"] }
        func rest(_ plan: CanonicalValue) -> Fingerprint {
            PlanFingerprints.cell(plan.setting("initial", to: nil), in: language)
        }
        guard let parentArm, let former = end(stored), former != end(canonical), rest(stored) == rest(canonical) else {
            return nil
        }
        return "it goes on from what '\(parentArm)' ends with, and that is to be another run now, "
            + "longer, shorter or of other settings: what is here began with the former end"
    }

    /// Reads what agents begin with.
    ///
    /// - Parameter store: where the run is kept that the cell goes on from, if it goes on from one.
    /// - Throws: ``StageError`` where a file is not what the plan says.
    func beginning(in store: String?) throws(StageError) -> Beginning {
        guard let initial, ownInitials.count < agents.count else { return .ready(try firstNumbers(beside: nil)) }
        guard initial.kind == .end else { return .ready(try firstNumbers(beside: initial.read())) }
        guard let store else {
            return .waits("this directory is in no store, where '\(initial.path)' would be kept beside it")
        }
        do {
            let (path, reason) = try ParentRun(self, initial, in: store).ending()
            guard let path else { return .waits(reason) }
            let ended = try StoredAgents(reading: path, chosen: initial.agent, parts: initial.parts)
            return .ready(try firstNumbers(beside: ended))
        } catch let error as StageError {
            throw error
        } catch {
            throw StageError("\(error)")
        }
    }
}
