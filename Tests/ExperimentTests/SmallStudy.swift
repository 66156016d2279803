import Archive
import Config
import Determinism
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Experiment

/// A study small enough to run many times in a test: three unlike agents, distillation every second round.
enum SmallStudy {
    static let text = SampleSpec.small

    /// The plans of the spec, with some lines replaced.
    static func plans(_ edits: (String, String)...) throws -> [CellPlan] { try plans(edits) }

    /// The plan of the spec's first cell, with some lines replaced.
    static func plan(_ edits: (String, String)...) throws -> CellPlan { try #require(try plans(edits).first) }

    private static func plans(_ edits: [(String, String)]) throws -> [CellPlan] {
        var text = Self.text
        for (old, new) in edits {
            try #require(text.contains(old), "the spec has no '\(old)'")
            text = text.replacingOccurrences(of: old, with: new)
        }
        var findings = Findings()
        let study = Study.compile(
            SourceFile(name: "small.yaml", text: text), beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.cells.map { compiled.plan(of: $0) }
    }

    /// The cell before its first round.
    static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    static func run(
        _ plans: [CellPlan], in scratch: TemporaryDirectory, jobs: Int = 1, stop: StopRequest = StopRequest(),
        _ tell: @escaping @Sendable (Int, RunEvent) -> Void = { _, _ in }
    ) throws -> [CellOutcome] {
        // One cell's plan is a spec, whatever was edited to make it.
        let spec = plans.count == 1 ? plans[0].canonical.json : text
        return try StudyRunner(plans, spec: spec, store: scratch.path, jobs: jobs, stop: stop).run(tell)
    }
}

extension TemporaryDirectory {
    /// SHA-256 of every file below, by path; logs and locks, which hold clocks, left out.
    func fingerprints() throws -> [String: String] {
        var found: [String: String] = [:]
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        for name in names where !name.hasSuffix("run.log") && !name.hasSuffix("lock") {
            guard let bytes = FileManager.default.contents(atPath: path + "/" + name) else { continue }
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isDirectory)
            if !isDirectory.boolValue { found[name] = Fingerprint(of: bytes).hexadecimal }
        }
        return found
    }
}
