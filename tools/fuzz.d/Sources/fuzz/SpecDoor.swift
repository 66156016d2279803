import Diagnostics
import Experiment
import Report

/// `check` and `plan` without their files: every spec is refused with a reason or has a plan that reads back.
enum SpecDoor {
    static func enter(_ bytes: [UInt8]) {
        var findings = Findings()
        let study = Study.compile(
            SourceFile(name: "spec.yaml", bytes: bytes), beside: "/nowhere", in: .standard, into: &findings)
        precondition(!DiagnosticRenderer().render(findings).isEmpty || findings.isEmpty, "findings print nothing")
        _ = findings.json
        guard let study else { return precondition(findings.hasErrors, "a spec is refused in silence") }
        precondition(!findings.hasErrors, "a spec with errors is a study")
        guard let cell = study.cells.first else { return }
        let plan = study.plan(of: cell)
        _ = study.values(of: cell)
        _ = PlanPage(about: study.about, plans: [plan], store: "checkpoints").text
        do {
            let again = try CellPlan(canonical: plan.canonical, in: .standard)
            precondition(again.cellFingerprint == plan.cellFingerprint, "a plan read back is another plan")
        } catch {
            preconditionFailure("a plan does not read back: \(error)")
        }
    }
}
