import Determinism
import Diagnostics

/// What the text of a spec that a checkpoint embeds says about the plan beside it.
///
/// A text cannot be computed from a rerun. What can be checked is that it is a spec of which this plan is a cell; its
/// comments and other words say nothing that a plan could contradict, and nothing is claimed about them.
enum SpecClaim: Equatable {
    /// Compiled for the plan's arm and seed, it gives the plan.
    case agrees
    /// It does not; why, in words.
    case differs(String)
    /// It names files that are not here, so that it cannot be compiled.
    case needsFiles
    /// It does with this line more: it was written when the line was what silence meant.
    case agreed(with: String)

    /// Top-level lines that spell out what a silent spec meant before methods set it.
    private static let onceSilent = ["start: own"]

    /// Compiles a spec's text beside `inputs`, and looks for the plan among its cells.
    init(_ spec: String, for plan: CellPlan, beside inputs: String) {
        self.init(only: spec, for: plan, beside: inputs)
        guard case .differs = self else { return }
        let line = Self.onceSilent.first {
            SpecClaim(only: spec + "\n" + $0 + "\n", for: plan, beside: inputs) == .agrees
        }
        if let line { self = .agreed(with: line) }
    }

    private init(only spec: String, for plan: CellPlan, beside inputs: String) {
        var findings = Findings()
        let study = Study.compile(
            SourceFile(name: "spec", text: spec), beside: inputs, in: plan.language, into: &findings)
        guard let study else {
            let errors = findings.diagnostics.filter { $0.severity == .error }
            let isAboutFiles = { (code: DiagnosticCode) in code == .missingInput || code == .fileChanged }
            if !errors.isEmpty, errors.allSatisfy({ isAboutFiles($0.code) }) {
                self = .needsFiles
            } else {
                self = .differs("it is no spec that can run: \(errors.first?.message ?? "it cannot be compiled")")
            }
            return
        }
        guard let cell = study.cells.first(where: { $0.arm == plan.arm && $0.seed == plan.seed }) else {
            self = .differs("it has no cell \(plan.identifier)")
            return
        }
        let other = study.plan(of: cell)
        guard other.canonical != plan.canonical else {
            self = .agrees
            return
        }
        let value = PlanDifference.values(from: plan.canonical, to: other.canonical, in: plan.language).first
        self = .differs("it gives another plan for \(plan.identifier)" + (value.map { ", by \($0.path)" } ?? ""))
    }
}
