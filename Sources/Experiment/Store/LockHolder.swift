/// Who is writing in a run directory, by its own account.
public struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    /// The process on that host.
    public let process: Int
    /// The host's name.
    public let host: String
    /// When it took the directory, in UTC.
    public let since: String

    /// `process 4711 on node3 since 2026-01-31T12:00:00Z`.
    public var description: String { "process \(process) on \(host) since \(since)" }
}
