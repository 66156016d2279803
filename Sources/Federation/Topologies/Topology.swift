internal import Config

/// Who sends to whom: one axis of an exchange.
public protocol Topology: Axis {
    /// The agents from whom an agent gets uploads, itself among them, by their places in the group; nil where a server gets
    /// all of them and sends results.
    func neighbors(of agent: Int, among count: Int) -> [Int]?
    /// Whether there is a server.
    var hasServer: Bool { get }
}
