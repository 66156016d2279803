import Determinism
import Foundation
import Testing

@testable import ConcordCommand

/// How long a study takes, and what that is known from.
@Suite("Times of studies before they run")
struct StudyTimeTests {
    @Test("plan and check take times from the logs of such cells, where there are some, and say so")
    func logs() throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let before = try BuiltProgram.run("concord plan tiny.yaml -j1; concord check tiny.yaml", in: directory)
            #expect(before.errors.contains("at most") && before.errors.contains("rounds tried"), "\(before.errors)")
            // One arm has run; its log says that a round took an hour.
            let log = "checkpoints/tiny/d5/seed-1/run.log"
            let ran = try BuiltProgram.run(
                "concord run tiny.yaml --arm d5 --seed 1 -j1 >/dev/null 2>&1; sed -E 's/worked [0-9.e-]+ s/worked 72000 s/' -i \(log); "
                    + "grep -c 'worked 72000 s on rounds 1 to 20' \(log)", in: directory)
            try #require(ran.output == "1\n", "\(ran.output)\(ran.errors)")
            let plan = try BuiltProgram.run("concord plan tiny.yaml -j1", in: directory)
            #expect(
                plan.errors.contains("at most 40 h 00 min")
                    && plan.errors.contains("by the logs of such cells in checkpoints"))
            #expect(plan.errors.contains("of the other arms"), "\(plan.errors)")
            let arm = try BuiltProgram.run("concord plan tiny.yaml -j1 --arm d5", in: directory)
            #expect(arm.errors.contains("Time: about 40 h 00 min") && !arm.errors.contains("tried"), "\(arm.errors)")
            let check = try BuiltProgram.run("concord check tiny.yaml", in: directory)
            #expect(
                check.output.contains("study/long") && check.output.contains("logs in checkpoints"), "\(check.output)")
            // Cells of another plan say nothing, nor do those of another store.
            let other = try BuiltProgram.run(
                "concord check tiny.yaml --store elsewhere; sed 's/hidden: \\[12\\]/hidden: [24]/' tiny.yaml > b.yaml; concord check b.yaml",
                in: directory)
            #expect(other.output.isEmpty && other.exitCode == 0, "\(other.output)")
            // A log that cannot be read tells nothing, and a trial or the model speaks.
            let unread = try BuiltProgram.run(
                "rm \(log); mkdir \(log); sed 's/rounds: 20/rounds: 900000000/' tiny.yaml > long.yaml; concord plan tiny.yaml -j1 && "
                    + "concord cells tiny.yaml && concord check long.yaml", in: directory)
            #expect(unread.exitCode == 0 && unread.errors.contains("rounds tried"), "\(unread.errors)")
            #expect(unread.errors.contains("not done, at most ") && !unread.errors.contains("cannot read"))
            #expect(unread.output.contains("study/long"), "\(unread.output)")
        }
    }
}
