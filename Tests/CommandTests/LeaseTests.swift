import Testing

@Suite("Two processes, one cell")
struct LeaseTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
    /// A run of one cell that is stopped in the middle, as a node is that its scheduler has lost sight of.
    private static let stopped = """
        sed -i 's/^rounds: 20/rounds: 4000/' tiny.yaml
        export SLURM_CLUSTER_NAME=local SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=3
        concord run tiny.yaml --cell d5/seed-1 -j1 >out 2>err & first=$!
        until ls checkpoints/tiny/d5/seed-1/round-*.h5 >/dev/null 2>&1; do sleep 0.01; done
        kill -STOP $first

        """

    @Test("a live lease is named, nothing is changed, and the exit code says that the cell may be had later")
    func live() throws {
        let outcome = try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            try BuiltProgram.run(
                Self.stopped + """
                    SLURM_ARRAY_TASK_ID=4 concord run tiny.yaml --cell d5/seed-1 -j1 2>&1; echo $?
                    kill -KILL $first; wait $first
                    """, in: directory)
        }
        #expect(outcome.output.contains("another run is writing here: process "))
        #expect(outcome.output.contains("(job 7_3 of local, restart 0)"))
        #expect(outcome.output.contains(" held "))
        #expect(outcome.output.hasSuffix("\n75\n"))
    }

    @Test("the job's next attempt ends the cell, and the attempt before, let go, writes nothing: the same bytes")
    func zombie() throws {
        let outcome = try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            try BuiltProgram.run(
                Self.stopped + """
                    SLURM_RESTART_COUNT=1 concord run tiny.yaml --cell d5/seed-1 -j1 >out2 2>&1; echo $?
                    kill -CONT $first; wait $first; echo $?
                    grep -c 'another run has taken over this directory' err
                    concord run tiny.yaml --cell d5/seed-1 -j1 --store undisturbed >out3 2>&1
                    diff -r -x run.log -x lock checkpoints/tiny undisturbed/tiny && echo equal
                    grep -c 'taken over from process' checkpoints/tiny/d5/seed-1/run.log
                    """, in: directory)
        }
        #expect(outcome.output == "0\n1\n1\nequal\n1\n", "\(outcome.errors)")
    }
}
