public import Archive
public import Config
public import Determinism
internal import Diagnostics
public import Experiment

/// How to cite a study: BibTeX of what it rests on, and the fingerprints by which others know the same plans and states.
public struct Citation: Sendable {
    /// A run that is cited, by its fingerprints.
    private struct Cell {
        let experiment: String
        let arm: String
        let seed: Int
        let round: Int
        /// SHA-256 of the plan, and of the newest valid checkpoint's content; nil where none is kept.
        let plan: String
        let checkpoint: String?
        /// What the record is worth: `verified`, `damaged` …
        let record: String
    }

    private var experiments: [(name: String, engine: Int)] = []
    private var cells: [Cell] = []
    private var references = ReferenceList()
    /// What a person should know of the runs: damaged records and checkpoints, changed plans.
    public private(set) var remarks: [String] = []
    /// Records that no checkpoint vouches for, in words.
    public private(set) var unvouched: [String] = []
    /// Whether a record is not what its checkpoints say.
    public private(set) var hasDamage = false
    /// Whether a newest checkpoint cannot be read, so that an older one is named, or none.
    public private(set) var lacksCheckpoint = false
    /// The verdict of a rerun by cell, in the cells' order; empty where there was none.
    public var verdicts: [String] = []
    private let vocabulary: Vocabulary

    /// Nothing to cite yet, of runs in a language.
    public init(in language: Language) { vocabulary = Vocabulary(language.spec) }

    /// Adds a run.
    ///
    /// - Throws: `ArchiveError` where its plan or newest checkpoint cannot be read.
    public mutating func add(_ directory: RunDirectory) throws(ArchiveError) {
        guard let audit = try RecordAudit(directory, everyCheckpoint: true) else {
            throw ArchiveError(directory.path, "cite", .mismatch("no run was ever started there"))
        }
        remarks += audit.remarks + (audit.damage.map { ["\($0)"] } ?? [])
        if audit.damage != nil { hasDamage = true }
        if audit.checkpoint == nil, let words = audit.unvouched { unvouched.append(words) }
        if audit.newestFault != nil { lacksCheckpoint = true }
        let stored = audit.stored
        let plan = stored.plan
        let name = plan["name"]?.asText ?? ""
        let round = audit.checkpoint
        cells.append(
            Cell(
                experiment: name, arm: plan["arm"]?.asText ?? "",
                seed: plan["seeds"]?.elements.first?.asInteger ?? 0, round: round ?? 0,
                plan: stored.cell.hexadecimal,
                checkpoint: try round.map { round throws(ArchiveError) in
                    try directory.checkpoint(round: round).header().content.hexadecimal
                }, record: audit.words))
        if !experiments.contains(where: { $0.name == name }) {
            experiments.append((name, plan["engine"]?.asInteger ?? 0))
        }
        let methods = (plan["federation"]?.elements ?? []).compactMap { $0.members.first?.key }
        let agents = plan["agents"]?.elements ?? []
        for kind in methods { cite(kind, as: "method") }
        for part in ["learner", "environment"] {
            for kind in agents.compactMap({ $0[part]?.members.first?.key }) { cite(kind, as: part) }
        }
    }

    private mutating func cite(_ kind: String, as noun: String) {
        guard let component = vocabulary.components(named: kind).first(where: { $0.noun == noun })?.component else {
            return
        }
        references.add(component, noun: noun)
    }

    /// SHA-256 of an experiment's cell fingerprints, one a line, sorted: however the cells were found.
    private func fingerprint(of experiment: String) -> String {
        let lines = cells.filter { $0.experiment == experiment }.map { $0.plan + "\n" }.sorted().joined()
        return Fingerprint(of: Array(lines.utf8)).hexadecimal
    }

    /// Concord's own entry.
    public static func concord(version: String, year: Int) -> String { BibTeX.concord(version: version, year: year) }

    /// BibTeX; what stands outside its entries is a comment there.
    ///
    /// - Parameters:
    ///   - version: Concord's.
    ///   - year: the version's.
    public func text(version: String, year: Int) -> String {
        var text = Self.concord(version: version, year: year)
        for experiment in experiments {
            let own = cells.filter { $0.experiment == experiment.name }
            text += BibTeX.entry(
                "misc", experiment.name,
                [
                    ("title", experiment.name), ("howpublished", "Concord, engine \(experiment.engine)"),
                    (
                        "note",
                        "\(own.count) cell\(own.count == 1 ? "" : "s"); SHA-256 of the sorted list of their fingerprints: "
                            + fingerprint(of: experiment.name)
                    ),
                ])
        }
        text += references.bibTeX
        text += "% Cells: fingerprint of the plan; SHA-256 of the newest checkpoint's content\n"
        for (index, cell) in cells.enumerated() {
            let verdict = index < verdicts.count ? "  \(verdicts[index])" : ""
            let checkpoint = cell.checkpoint.map { "round \(cell.round) \($0)" } ?? "no checkpoint"
            let round = checkpoint + (cell.record == "verified" ? "" : "  record \(cell.record)")
            text +=
                "%   \(VisibleText.line(cell.experiment)) \(VisibleText.line(cell.arm)) seed \(cell.seed)  plan \(cell.plan)  \(round)\(verdict)\n"
        }
        guard !verdicts.isEmpty else {
            return text + "% Not verified here: --verify reruns every cell and compares to the bit\n"
        }
        let matches = verdicts.count { $0 == "MATCH" }
        return text + "% Rerun from their plans by Concord \(version), and compared to the bit: "
            + "\(matches) of \(cells.count) match\n"
    }

    /// The same as data.
    public var json: CanonicalValue {
        .object(sorting: [
            (
                "experiments",
                .list(
                    experiments.map { experiment in
                        .object(sorting: [
                            ("name", .text(experiment.name)), ("engine", .integer(experiment.engine)),
                            ("fingerprint", .text(fingerprint(of: experiment.name))),
                        ])
                    })
            ),
            ("works", references.value), ("publications", references.publications),
            (
                "cells",
                .list(
                    cells.enumerated().map { index, cell in
                        .object(sorting: [
                            ("experiment", .text(cell.experiment)), ("arm", .text(cell.arm)),
                            ("seed", .integer(cell.seed)), ("round", .integer(cell.round)),
                            ("plan", .text(cell.plan)),
                            ("checkpoint", cell.checkpoint.map(CanonicalValue.text) ?? .null),
                            ("record", .text(cell.record)),
                            ("verdict", index < verdicts.count ? .text(verdicts[index]) : .null),
                        ])
                    })
            ),
        ])
    }
}
