public import Config

/// Who can send to whom: one line each.
public enum Topologies {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Topology>("topology")

    /// Every choice.
    static let all: [any Topology.Type] = [
        CentralServer.self,
        PeerToPeer.self,
    ]
}
