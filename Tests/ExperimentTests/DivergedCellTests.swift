import Archive
import Determinism
import Learning
import TestSupport
import Testing

@testable import Experiment

@Suite("Cells that have diverged, resumed")
struct DivergedCellTests {
    private static func cell(_ spec: DivergingSpec) throws -> Cell {
        let (study, findings) = SpecText.compile(spec.text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        return try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    @Test(
        "go on to the same bits: nothing that matters is left out of a checkpoint, and every NaN in it has one form",
        arguments: DivergingSpec.all)
    func resume(spec: DivergingSpec) throws {
        let whole = try ResumeLaw.hold(rounds: spec.rounds, cuts: [1, 2, 4]) { try Self.cell(spec) }
        #expect(whole.divergence != nil, "nothing diverged, so nothing was tested")
        try whole.tree().visit { path, node in
            guard case .array(let array) = node else { return }
            let singles = Set(array.elements(as: Float.self).map { $0.filter(\.isNaN).map(\.bitPattern) } ?? [])
            let doubles = Set(array.elements(as: Double.self).map { $0.filter(\.isNaN).map(\.bitPattern) } ?? [])
            #expect(singles.isSubset(of: [0x7FC0_0000]), "\(path)")
            #expect(doubles.isSubset(of: [0x7FF8_0000_0000_0000]), "\(path)")
        }
    }
}
