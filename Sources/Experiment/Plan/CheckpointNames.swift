import Federation

/// What items of a checkpoint and members of a row are called beside the names that a spec gives: a spec may use none of them.
enum CheckpointNames {
    /// Members of rows of the record.
    static let row = ["round", "steps", "trace", divergence, time]
    /// The member of rows that tells what is not finite.
    static let divergence = "diverged"
    /// The member of rows that tells the virtual time.
    static let time = "time"
    /// Members of `/metrics` beside the columns of measures.
    static let metrics = ["steps", "crossings", "rounds", "divergence", "not_finite", "running_sums"]
    /// Members of `/federation` beside the exchanges and what agents remember.
    static let publicStates = "public_states"
    /// Where agents stand on the virtual clock, beside the exchanges.
    static let clock = "clock"
    /// How often federations have been found stalled, beside the exchanges.
    static let followed = "followed_returns"
    /// The longest name of a directory that Linux takes.
    static let longestDirectory = 255

    /// What the server made of a group's memories, beside the memories of the agents.
    static func shared(group: Int) -> String { group == 0 ? global : "\(global)_\(group + 1)" }

    /// Whether an agent's memory would stand where the server's table does. Groups are replicas, whose agents are `a1@2`.
    static func isShared(_ agent: String) -> Bool { agent == global }

    /// Where in `/federation` the memories of an exchange stand: `proxy_memory`, or under the exchange's name too where another
    /// one has memories of that kind.
    static func memories(of exchange: Composition, among exchanges: [Composition]) -> String {
        let kind = exchange.upload.kind
        let alike = exchanges.filter { $0.remembers && $0.upload.kind == kind }
        return alike.count > 1 ? "\(exchange.name)_\(kind)" : kind
    }

    private static let global = "global"
}
