import Foundation
import TestSupport
import Testing

@Suite("Cells that have diverged")
struct DivergedBitsTests {
    /// Interpreters of instruction sets and sanitizers are slow; one of these is enough.
    private static let sets = ["base", "avx2", "avx512"]

    @Test(
        "have the same bits under every instruction set: records, traces and checkpoints", .timeLimit(.minutes(5)),
        arguments: DivergingSpec.all)
    func sameBits(spec: DivergingSpec) throws {
        try BuiltProgram.withScratchDirectory { directory in
            try spec.text.write(toFile: directory + "/spec.yaml", atomically: true, encoding: .utf8)
            // A set that this machine lacks is refused, which is no difference; the first one every machine has.
            let text = """
                for isa in \(Self.sets.joined(separator: " ")); do
                    CONCORD_ISA=$isa concord list methods >/dev/null 2>&1 || continue
                    CONCORD_ISA=$isa concord run spec.yaml -j1 --store $isa >$isa.log 2>&1 || { cat $isa.log; exit 1; }
                    (cd $isa && find . -type f ! -name run.log ! -name lock | sort | xargs sha256sum) >$isa.sums
                    cmp base.sums $isa.sums && echo $isa equal
                done
                grep -c diverged base/*/*/*/metrics.jsonl
                """
            let outcome = try BuiltProgram.run(text, in: directory)
            #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count >= 2, "\(outcome.output)\(outcome.errors)")
            #expect(lines.dropLast().allSatisfy { $0.hasSuffix(" equal") }, "\(outcome.output)\(outcome.errors)")
            // Something was not finite, or nothing was shown.
            #expect(lines.last.flatMap { Int($0) } ?? 0 >= 1)
        }
    }
}
