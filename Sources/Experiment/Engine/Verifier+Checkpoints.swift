import Archive
import Determinism

/// Holds every kept checkpoint of a cell against what a rerun would have written: all leaves, attributes and header lines.
///
/// Where a checkpoint says the one before it was scheduled is taken from the file, because the period may have been changed
/// between two runs; that the record and the columns since then are those of the rerun is compared.
struct KeptComparison {
    /// One kept checkpoint.
    private struct Kept {
        let round: Int
        /// The round since which it has rows and columns.
        let previous: Int
    }

    /// What cannot be compared, in sentences.
    private(set) var omissions: [String] = []
    /// Whether the newest checkpoint is the end of the plan.
    private(set) var isEnd = false
    private let directory: RunDirectory
    private let plan: CellPlan
    private let inputs: String
    private var kept: [Kept] = []
    /// The spec and plan that were examined last, and what came of it.
    private var examined: (spec: String, plan: CanonicalValue, claim: SpecClaim)?

    /// How often checkpoints are listed where a run that goes on has removed the newest one before it was read.
    private static let listings = 20

    /// Looks at all checkpoints of a directory. A run may go on meanwhile, which removes old ones.
    ///
    /// - Throws: `ArchiveError` where the newest one is damaged, or one is another cell's.
    init(_ directory: RunDirectory, _ plan: CellPlan, inputs: String) throws(ArchiveError) {
        self.directory = directory
        self.plan = plan
        self.inputs = inputs
        for listing in 1...Self.listings {
            do throws(ArchiveError) {
                try list()
                return
            } catch {
                guard error.reason == .notFound, listing < Self.listings else { throw error }
            }
        }
    }

    private mutating func list() throws(ArchiveError) {
        (kept, omissions) = ([], [])
        let rounds = try directory.rounds()
        for round in rounds {
            let file = directory.checkpoint(round: round)
            do throws(ArchiveError) {
                let content = try CheckpointContent(file, in: directory.language)
                guard let own = content.plan, own.cell == plan.cellFingerprint else {
                    throw ArchiveError(
                        file.path, "verify",
                        .refused(StoredPlan.foreign(content.plan, in: StoredPlan(plan.canonical, in: plan.language))))
                }
                kept.append(Kept(round: round, previous: content.previousScheduled ?? 0))
                isEnd = CellPlan.isEnd(of: plan.canonical, round: round, stopRule: content.stopRule)
            } catch {
                if error.reason == .notFound, round != rounds.last { continue }
                // An older one whose bytes are damaged is no evidence, and none is missing for what the others show. One that
                // is whole and contradicts itself was made to.
                guard error.isDamage, round != rounds.last else { throw error }
                omissions.append("\(error)")
            }
        }
    }

    /// The round of the newest checkpoint.
    var newest: Int? { kept.last?.round }

    /// Whether there is a checkpoint of this round to compare.
    func contains(_ round: Int) -> Bool { position(of: round) != nil }

    /// Whether the rows and columns that checkpoints hold begin anew after the cell's round.
    func startsExcerpt(after cell: Cell) -> Bool {
        let round = cell.round
        // The first checkpoint after this round knows since when it has them.
        var (low, high) = (0, kept.count)
        while low < high {
            let middle = (low + high) / 2
            if kept[middle].round <= round { low = middle + 1 } else { high = middle }
        }
        guard low < kept.count else { return cell.isCheckpointScheduled }
        return kept[low].previous == round || kept[low].previous > round && cell.isCheckpointScheduled
    }

    /// The kept checkpoint of a round; nil where there is none, or none any more.
    mutating func checkpoint(of round: Int) throws(ArchiveError) -> (header: ArchiveHeader, tree: ArchiveTree)? {
        guard contains(round) else { return nil }
        let file = directory.checkpoint(round: round)
        do throws(ArchiveError) { return try file.read() } catch {
            guard error.reason == .notFound else { throw error }
            omissions.append("\(file.path): the run that goes on has removed it meanwhile")
            return nil
        }
    }

    /// Where the rerun and the kept checkpoint of its round differ; nil where they are equal.
    mutating func difference(
        from cell: Cell, _ kept: (header: ArchiveHeader, tree: ArchiveTree), _ excerpt: MetricsExcerpt
    ) throws -> TreeDifference? {
        guard let position = position(of: cell.round) else { return nil }
        let file = directory.checkpoint(round: cell.round)
        let (header, tree) = kept
        let found = try CheckpointContent(header, tree, of: file.path, in: plan.language)
        guard let stored = found.plan, case .text(let text)? = tree["spec"], let spec = text.values.first else {
            throw ArchiveError(file.path, "verify", .mismatch("it holds no spec or no plan"))
        }
        // How far the run was to go, and what was to be kept, may have been changed since; what shapes states and rows not.
        let isSameRecord = stored.record == plan.recordFingerprint
        let own =
            try isSameRecord && stored.plan != plan.canonical
            ? CellPlan(canonical: stored.plan, beside: inputs, in: plan.language) : plan
        let previous = self.kept[position].previous
        let rule = cell.isStopped(under: own) ? own.stopRule : nil
        let expected = CheckpointContent(
            state: try cell.tree(), round: cell.round, isScheduled: cell.round.isMultiple(of: own.checkpointPeriod),
            stopRule: rule, previousScheduled: previous == 0 ? nil : previous,
            metrics: excerpt)
        let record = header["record"].flatMap(Fingerprint.init(hexadecimal:))
        let identity = RunIdentity(
            experiment: plan.experiment, arm: plan.arm, seed: plan.seed, cell: plan.cellFingerprint,
            record: isSameRecord ? record ?? stored.record : plan.recordFingerprint,
            plan: isSameRecord ? stored.plan : plan.canonical, spec: spec, in: plan.language)
        if let difference = try difference(expected, identity, from: tree, file.path) { return difference }
        if let difference = difference(expected.entries(for: identity), header.entries) { return difference }
        return try specDifference(spec, own, file.path)
    }

    /// The agent whose item differs, also where it is a row of several agents'; nil where it is nobody's.
    func agent(of difference: TreeDifference, in round: Int) throws(ArchiveError) -> String? {
        let parts = difference.path.split(separator: "/").map(String.init)
        guard parts.count > 2 else { return nil }
        if parts[0] == "agents" { return parts[1] }
        guard parts[0] == "cohorts", case .element(let index, _, _, _, _) = difference.kind, let row = index.first,
            case .text(let names)? = try directory.checkpoint(round: round).read().tree["cohorts/\(parts[1])/agents"],
            names.values.indices.contains(row)
        else { return nil }
        return names.values[row]
    }

    /// Where a file and what a rerun would have written differ. Which version wrote it is no part of that; its description is held to
    /// the file's edition, where that is known.
    private mutating func difference(
        _ expected: CheckpointContent, _ identity: RunIdentity, from tree: ArchiveTree, _ path: String
    ) throws(ArchiveError) -> TreeDifference? {
        let edition = TreeDescription.edition(of: tree)
        let isKnown = edition == nil || edition == TreeDescription.edition
        if let edition, !isKnown {
            omissions.append(
                "\(path): what it says about itself (units, meanings, defaults) is of edition \(edition), which this version "
                    + "does not know")
        }
        let own = try expected.tree(for: identity, edition: isKnown ? edition : nil)
        return CheckpointComparison.differences(own, tree, limit: 1).first
    }

    private func position(of round: Int) -> Int? {
        var (low, high) = (0, kept.count)
        while low < high {
            let middle = (low + high) / 2
            if kept[middle].round < round { low = middle + 1 } else { high = middle }
        }
        return low < kept.count && kept[low].round == round ? low : nil
    }

    private func difference(
        _ expected: [ArchiveHeader.Entry], _ found: [ArchiveHeader.Entry]
    ) -> TreeDifference? {
        guard expected != found else { return nil }
        let keys = expected.map(\.key) + found.map(\.key)
        func value(_ entries: [ArchiveHeader.Entry], _ key: String) -> String {
            entries.filter { $0.key == key }.map(\.value).joined(separator: ", ")
        }
        let key = keys.first { value(expected, $0) != value(found, $0) } ?? "order"
        func shown(_ entries: [ArchiveHeader.Entry]) -> String {
            let text = key == "order" ? entries.map(\.key).joined(separator: " ") : value(entries, key)
            return text.isEmpty ? "–" : text
        }
        return TreeDifference(path: "header", kind: .attribute(name: key, shown(expected), shown(found)))
    }

    /// What the embedded spec says against the plan beside it.
    private mutating func specDifference(
        _ spec: String, _ plan: CellPlan, _ path: String
    ) throws(ArchiveError) -> TreeDifference? {
        if examined?.spec != spec || examined?.plan != plan.canonical {
            examined = (spec, plan.canonical, SpecClaim(spec, for: plan, beside: inputs))
        }
        switch examined?.claim {
        case .agrees, nil: return nil
        case .needsFiles:
            omissions.append("\(path): its /spec names files that are not here, so it was not held against its plan")
            return nil
        case .agreed(let line):
            omissions.append(
                "\(path): its /spec as it reads today: it was written before methods set '\(line.prefix { $0 != ":" })', and "
                    + "gives its plan with '\(line)'")
            return nil
        case .differs(let words):
            return TreeDifference(path: "/spec", kind: .shape("a spec of this plan", words))
        }
    }
}
