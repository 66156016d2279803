internal import Config

/// Who sends to whom: one axis of an exchange.
public protocol Topology: Axis {
    /// Who is linked with whom where agents send to one another, each making its own result; nil where a server gets all
    /// uploads and sends results.
    func links(among peers: [Facts.Peer]) -> Links?
    /// Whether there is a server.
    var hasServer: Bool { get }
}
