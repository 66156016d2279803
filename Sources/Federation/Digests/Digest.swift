public import Config
import Learning

/// How agents take the server's result in, and so how often they are asked: one axis of an exchange.
public protocol Digest: Configurable {
    /// What the experiment must have for it.
    var needs: Needs { get }
    /// Runs one firing of the exchange.
    func run(_ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation)
    /// How many times an agent uploads for, and receives results on, every public state in one firing.
    var transfersPerFiring: Int { get }
    /// Optimizer steps of one agent in one firing, and the share of the public states each looks at.
    var stepsPerFiring: (count: Int, shareOfStates: Double) { get }
}
