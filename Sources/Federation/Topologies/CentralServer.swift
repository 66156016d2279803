import Config

/// Agents send to a server, and get what it makes of it.
struct CentralServer: Topology {
    static let component = Component("server", "Agents send to a server, and get what it makes of it.", fields: [])

    init(_ settings: Settings) {}

    let hasServer = true
    func links(among peers: [Facts.Peer]) -> Links? { nil }
}
