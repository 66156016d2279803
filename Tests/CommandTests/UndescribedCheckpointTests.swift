import Foundation
import Testing

/// A run that a version before checkpoints described themselves has left after 15 of 20 rounds.
@Suite("Checkpoints of before there were descriptions")
struct UndescribedCheckpointTests {
    private static let files = BuiltProgram.repository + "/Tests/Fixtures/checkpoint-undescribed"

    @Test("verify as they did, are read by every command, and go on to the bits of a run from the start")
    func goesOn() throws {
        try BuiltProgram.withScratchDirectory(files: Self.files) { directory in
            let run = "checkpoints/tiny/d5/seed-1"
            let text = """
                concord verify \(run) -j1 | head -1 | cut -d' ' -f1
                concord inspect \(run)/round-000015.h5 >inspected && grep -c environment_settings inspected
                concord evaluate \(run)/round-000015.h5 --episodes 1 >/dev/null && echo evaluated
                sed 's/^rounds: 20/rounds: 15/' tiny.yaml >short.yaml
                concord run short.yaml -j1 --store again >/dev/null 2>&1
                cmp -s again/tiny/d5/seed-1/round-000015.h5 \(run)/round-000015.h5 || echo other bytes
                concord diff again/tiny/d5/seed-1/round-000015.h5 \(run)/round-000015.h5 | cut -d' ' -f1
                concord diff again/tiny/d5/seed-1 \(run) >/dev/null; echo $?
                concord run tiny.yaml -j1 >/dev/null 2>&1; echo $?
                concord run tiny.yaml -j1 --store fresh >/dev/null 2>&1
                cmp fresh/tiny/d5/seed-1/round-000020.h5 \(run)/round-000020.h5 && echo same
                cmp fresh/tiny/d5/seed-1/metrics.jsonl \(run)/metrics.jsonl && echo same
                concord verify \(run) -j1 | head -1 | cut -d' ' -f1
                """
            let outcome = try BuiltProgram.run(text, in: directory)
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "MATCH", "3", "evaluated", "other bytes", "EQUAL", "0", "0", "same", "same",
                    "MATCH",
                ], "\(outcome.output)\(outcome.errors)")
        }
    }
}
