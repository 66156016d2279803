import Testing

@testable import Federation

@Suite("What a launcher says")
struct LaunchTests {
    private static func launch(_ variables: [String: Int]) -> Launch? { Launch { variables[$0] } }

    @Test("Open MPI names rank, size, and how many are on a machine")
    func openMPI() throws {
        let launch = try #require(
            Self.launch([
                "OMPI_COMM_WORLD_RANK": 3, "OMPI_COMM_WORLD_SIZE": 4, "OMPI_COMM_WORLD_LOCAL_SIZE": 2,
                "SLURM_STEP_NUM_TASKS": 2, "PMIX_RANK": 1,
            ]))
        #expect(launch.rank == 3 && launch.size == 4 && launch.sizeHere == 2)
        #expect(Self.launch(["OMPI_COMM_WORLD_RANK": 0, "OMPI_COMM_WORLD_SIZE": 3])?.sizeHere == 3)
    }

    @Test("Who is alone, or whose numbers make no sense, is not launched")
    func alone() {
        for variables in [
            [:], ["OMPI_COMM_WORLD_RANK": 0, "OMPI_COMM_WORLD_SIZE": 1], ["OMPI_COMM_WORLD_SIZE": 2],
            ["OMPI_COMM_WORLD_RANK": 2, "OMPI_COMM_WORLD_SIZE": 2],
            ["OMPI_COMM_WORLD_RANK": -1, "OMPI_COMM_WORLD_SIZE": 2], ["SLURM_STEP_NUM_TASKS": 4, "SLURM_PROCID": 1],
        ] { #expect(Self.launch(variables) == nil) }
    }

    @Test("Slurm's own ranks count where they can be joined")
    func slurm() {
        let launch = Self.launch(["PMIX_RANK": 2, "SLURM_STEP_NUM_TASKS": 5, "SLURM_STEP_NUM_NODES": 2])
        #expect((launch != nil) == Launch.isPossible)
        if let launch { #expect(launch.rank == 2 && launch.size == 5 && launch.sizeHere == 3) }
    }
}
