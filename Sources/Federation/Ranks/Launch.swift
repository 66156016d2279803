import Glibc

/// What a launcher says of this process: that it is one of several, which are to share a cell.
///
/// No result depends on it, as on no number of ranks.
public struct Launch: Sendable, Equatable {
    /// Which of them it is, from 0.
    public let rank: Int
    /// How many there are, at least two.
    public let size: Int
    /// How many of them are on this machine.
    public let sizeHere: Int

    /// Whether this program was built with MPI (the package's trait `MPI`), so that processes can share a cell.
    public static var isPossible: Bool {
        #if MPI
            true
        #else
            false
        #endif
    }

    /// What the environment says: Open MPI's `mpirun`, or `srun --mpi=pmix` where that can be joined; nil for a process that is alone.
    public static var current: Launch? {
        Launch { name in getenv(name).flatMap { Int(String(cString: $0)) } }
    }

    /// What variables say.
    ///
    /// - Parameter number: a variable's number; nil where it has none.
    init?(_ number: (String) -> Int?) {
        var (rank, size) = (number("OMPI_COMM_WORLD_RANK"), number("OMPI_COMM_WORLD_SIZE"))
        var here = number("OMPI_COMM_WORLD_LOCAL_SIZE")
        if size == nil, Self.isPossible, number("PMIX_RANK") != nil {
            (rank, size) = (number("PMIX_RANK"), number("SLURM_STEP_NUM_TASKS"))
            here = size.map { ($0 - 1) / max(1, number("SLURM_STEP_NUM_NODES") ?? 1) + 1 }
        }
        guard let rank, let size, size > 1, (0..<size).contains(rank) else { return nil }
        (self.rank, self.size, sizeHere) = (rank, size, min(max(1, here ?? size), size))
    }

    /// Joins the others. Signals that are to be waited for have to be blocked before: threads are started here.
    public func join() throws(RankLost) -> any ProcessCommunicator {
        #if MPI
            return try ProcessRanks()
        #else
            throw RankLost(reason: "this program was built without MPI")
        #endif
    }
}
