import Config
import Diagnostics

/// Crosses arms and sweep: every tree that a cell is made of, under the name of its directory.
struct Variation {
    /// One arm with one level of every factor that applies to it.
    struct Variant {
        /// `d`, or `d,every=10`.
        let name: String
        let tree: Node
    }

    /// More variants than this are refused.
    static let maximum = 10_000

    private(set) var variants: [Variant] = []
    private(set) var findings = Findings()
    /// What is written and written over at once.
    private(set) var remarks = Findings()
    private let spec: SpecTree
    /// By factor: whether any of its edits met something in any arm.
    private var applied: [Bool]
    /// Paths that lead to no list entry, by the code they would be reported with.
    private var missed: [(Diagnostic, factor: Int)] = []

    /// All variants of a spec.
    init(_ spec: SpecTree) {
        self.spec = spec
        applied = spec.factors.map { _ in false }
        var count = spec.arms.count
        for factor in spec.factors where count <= Self.maximum { count *= max(factor.levels.count, 1) }
        guard count <= Self.maximum else {
            findings.add(
                .tooManyArms, "arms and sweep make more than \(Self.maximum) combinations",
                at: spec.factors.last?.span, help: "split the study")
            return
        }
        for arm in spec.arms { cross(edited(arm), name: arm.name, factor: 0) }
        reportUnapplied()
        if let long = variants.first(where: { $0.name.utf8.count > CheckpointNames.longestDirectory }) {
            findings.add(
                .longName,
                "'\(VisibleText.beginning(of: long.name, atMost: 41))' is to be a directory's name of "
                    + "\(long.name.utf8.count) letters, more than \(CheckpointNames.longestDirectory)",
                at: spec.factors.last?.span, help: "name the levels: {factor: {short: {path: value}}}")
        }
    }

    private mutating func edited(_ arm: SpecTree.Arm) -> Node {
        var normalizer = Normalizer(layer: .arm(arm.name))
        var tree: Node? = spec.body
        noteOverwritten(arm.edits)
        for edit in arm.edits {
            let outcome = edit.apply(to: &tree, as: .table(spec.editable), normalizer: &normalizer)
            if let diagnostic = Self.diagnostic(outcome, edit) { findings.add(diagnostic) }
        }
        findings.add(normalizer.findings)
        return tree ?? spec.body
    }

    private mutating func cross(_ tree: Node, name: String, factor index: Int) {
        guard index < spec.factors.count else {
            variants.append(Variant(name: name, tree: tree))
            return
        }
        let factor = spec.factors[index]
        var branches: [(label: String, tree: Node)] = []
        var meetsSomething = false
        for level in factor.levels {
            var normalizer = Normalizer(layer: .sweep(factor: factor.name))
            var branch: Node? = tree
            noteOverwritten(level.edits)
            for edit in level.edits {
                let outcome = edit.apply(to: &branch, as: .table(spec.editable), normalizer: &normalizer)
                if case .applied = outcome {
                    meetsSomething = true
                } else if let diagnostic = Self.diagnostic(outcome, edit) {
                    switch outcome {
                    case .unknown, .severalEntries, .noDefault: findings.add(diagnostic)
                    default: missed.append((diagnostic, index))
                    }
                }
            }
            findings.add(normalizer.findings)
            branches.append((level.label, branch ?? tree))
        }
        guard meetsSomething else { return cross(tree, name: name, factor: index + 1) }
        applied[index] = true
        for branch in branches {
            cross(branch.tree, name: "\(name),\(factor.name)=\(branch.label)", factor: index + 1)
        }
    }

    /// Of two paths of one arm or level, one is written over where the other leads to the same place, or around it, behind it.
    private mutating func noteOverwritten(_ edits: [Edit]) {
        for (index, edit) in edits.enumerated() {
            guard let later = edits[(index + 1)...].first(where: { edit.path.starts(with: $0.path) }) else { continue }
            let (path, other) = (edit.path.joined(separator: "."), later.path.joined(separator: "."))
            remarks.add(
                .withoutEffect, "'\(path)' is written over by '\(other)' behind it", at: edit.span,
                related: later.span.map { .init($0, "what holds") }, help: "delete it, or write it behind '\(other)'")
        }
    }

    /// A factor must meet something somewhere; where it does not, its paths say why.
    private mutating func reportUnapplied() {
        for (index, factor) in spec.factors.enumerated() where !applied[index] && !factor.levels.isEmpty {
            let reasons = missed.filter { $0.factor == index }.map(\.0)
            if let reason = reasons.first(where: { $0.code == .unknownPath }) {
                findings.add(reason)
            } else if !reasons.isEmpty {
                findings.add(
                    .sweepNeverApplies, "the factor '\(factor.name)' meets nothing in any arm", at: factor.span,
                    related: reasons[0].span.map { .init($0, reasons[0].message) },
                    help: "give at least one arm what the path names, or delete the factor")
            }
        }
    }

    /// Why an edit did not happen; nil where it did.
    private static func diagnostic(_ outcome: Edit.Outcome, _ edit: Edit) -> Diagnostic? {
        let path = VisibleText.beginning(of: edit.path.joined(separator: "."))
        switch outcome {
        case .applied, .occupied: return nil
        case .unknown(let part, let candidates):
            let words = VisibleText.beginning(of: part)
            let help =
                candidates.isEmpty
                ? "what stands before '\(words)' has no parts"
                : Suggestion.help(for: part, among: candidates, noun: "here could stand")
            return Diagnostic(.unknownPath, "the language has no path '\(path)': '\(words)'", at: edit.span, help: help)
        case .otherKind(let kind, let chosen, let span):
            return Diagnostic(
                .editMeetsNothing, "'\(path)' belongs to '\(kind)', but '\(chosen)' is chosen", at: edit.span,
                related: span.map { .init($0, "chosen here") }, help: "set the whole choice, or edit '\(chosen)'")
        case .severalEntries(let part, let span):
            return Diagnostic(
                .editMeetsNothing, "'\(path)' does not say which '\(part)' it means: the list has several",
                at: edit.span,
                related: span.map { .init($0, "the last one") }, help: "give the whole list instead")
        case .noDefault(let key):
            return Diagnostic(
                .missingKey, "'\(path)' restores no default: '\(key)' has none", at: edit.span,
                help: "give it a value, or delete it here")
        case .noEntry(let part, let isKind, let entries, let kinds):
            guard !isKind else {
                return Diagnostic(
                    .editMeetsNothing, "'\(path)' meets nothing: the list has no '\(part)'", at: edit.span,
                    help: "give the whole list instead")
            }
            return Diagnostic(
                .unknownPath, "'\(path)' meets nothing: no entry is called '\(VisibleText.beginning(of: part))'",
                at: edit.span,
                help: Suggestion.nearest(to: part, among: entries + kinds).map { "did you mean '\($0)'?" }
                    ?? (entries.isEmpty
                        ? "the list is empty: give the whole list instead"
                        : Suggestion.help(for: part, among: entries, noun: "there are")))
        }
    }
}
