import Glibc

/// A scheduler's job that a process is part of, and which of its attempts.
///
/// A scheduler starts an attempt only when it counts the one before as ended; whether that has ended, only its own machine knows.
public struct ClusterJob: Hashable, Sendable, CustomStringConvertible {
    /// The cluster's name; empty where it has none.
    public let cluster: String
    /// The job's number, of an array with the task's: `4711_3`.
    public let identifier: String
    /// How often the scheduler has started it again.
    public let restart: Int

    /// A job.
    public init(cluster: String, identifier: String, restart: Int) {
        self.cluster = cluster
        self.identifier = identifier
        self.restart = restart
    }

    /// The job of this process, as Slurm says in its environment; nil outside. No result depends on it.
    public static var current: ClusterJob? {
        func word(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let number = word("SLURM_ARRAY_JOB_ID") ?? word("SLURM_JOB_ID") else { return nil }
        let task = word("SLURM_ARRAY_JOB_ID") == nil ? nil : word("SLURM_ARRAY_TASK_ID")
        return ClusterJob(
            cluster: word("SLURM_CLUSTER_NAME") ?? "", identifier: number + (task.map { "_\($0)" } ?? ""),
            restart: word("SLURM_RESTART_COUNT").flatMap { Int($0) } ?? 0)
    }

    /// Whether the scheduler started this attempt because it counts another one as ended.
    public func supersedes(_ other: ClusterJob) -> Bool {
        cluster == other.cluster && identifier == other.identifier && restart > other.restart
    }

    /// `job 4711_3, restart 1`.
    public var description: String {
        "job \(identifier)\(cluster.isEmpty ? "" : " of \(cluster)"), restart \(restart)"
    }
}
