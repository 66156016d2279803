/// Who is writing in a run directory, by its own account.
public struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    /// The process on that host.
    public let process: Int
    /// The host's name.
    public let host: String
    /// When it took the directory, in UTC.
    public let since: String
    /// The scheduler's job that it is part of; nil where it is part of none.
    public let job: ClusterJob?

    init(process: Int, host: String, since: String, job: ClusterJob? = nil) {
        self.process = process
        self.host = host
        self.since = since
        self.job = job
    }

    /// `process 4711 on node3 since 2026-01-31T12:00:00Z`, and its job.
    public var description: String {
        "process \(process) on \(host) since \(since)" + (job.map { " (\($0))" } ?? "")
    }
}
