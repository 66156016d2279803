import Federation
import Testing

/// Processes that a launcher starts; `tools/mpi-check` starts some.
@Suite("Processes that are to share a cell")
struct LaunchedTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    @Test("Without MPI the first refuses by name and the others say nothing", .disabled(if: Launch.isPossible))
    func refused() throws {
        let outcome = try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            try BuiltProgram.run(
                """
                for rank in 1 0; do
                    OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=$rank concord run tiny.yaml --cell d5/seed-1; echo $?
                    OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=$rank concord run --wrong; echo $?
                done
                ls checkpoints 2>/dev/null
                OMPI_COMM_WORLD_SIZE=1 OMPI_COMM_WORLD_RANK=0 concord run tiny.yaml --cell d5/seed-1 >/dev/null 2>&1; echo $?
                """, in: directory)
        }
        #expect(outcome.output == "0\n0\n64\n64\n0\n")
        #expect(
            outcome.errors.hasPrefix(
                "concord: 2 processes were started to share a cell, and this program was built without MPI: "
                    + "swift build -c release --traits MPI\n"))
        #expect(!outcome.errors.dropFirst(20).contains("processes were started"))
    }
}
