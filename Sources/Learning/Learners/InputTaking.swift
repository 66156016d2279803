import Numerics

/// A learner whose networks may take numbers of the agent's own in front of the observation (``InputDesign``).
public protocol InputTaking: Learner {
    /// By network: what an embedding that it takes is called among the agent's parts and optimizers, and in checkpoints. A
    /// network that is not named takes the observation alone.
    var embeddings: [(network: String, name: String)] { get }
}

extension Learner {
    /// What the embedding of a network is called; nil where the network takes none.
    public func embedding(of network: String) -> String? {
        (self as? any InputTaking)?.embeddings.first { $0.network == network }?.name
    }

    /// What embeddings are called that agents can have.
    public var embeddingNames: [String] { (self as? any InputTaking)?.embeddings.map(\.name) ?? [] }

    /// Whether anything of an agent is trained: a network, or what stands in front of one.
    func trains(_ member: Member) -> Bool {
        networks.contains { member.optimizer($0).learningRate > 0 }
            || embeddingNames.contains { (member.embeddingOptimizer($0)?.learningRate ?? 0) > 0 }
    }
}

extension Member {
    /// The optimizer of an embedding; nil where the agent has none of this name.
    func embeddingOptimizer(_ name: String) -> (any Optimizer)? { optimizers[name] }

    /// The numbers of the agent's own in front of a network's observation, before training; nil where the network's design has
    /// none that are trained.
    ///
    /// Drawn from the agent's own stream under the embedding's name, whoever draws its networks.
    func initialEmbedding(of role: NetworkRole, called name: String) -> Network? {
        guard case .embedding(let size, let bounds) = inputs(of: role) else { return nil }
        var stream = key.stream(.initialization, episode: Self.episodeWord(of: name))
        let (low, high) = (Float(bounds[0]), Float(bounds[1]))
        return Network(
            Self.embeddingShape(size),
            parameters: (0..<size).map { _ in
                let share = stream.uniformFloat()
                return low * (1 - share) + high * share
            })
    }

    /// The embedding of a network as a part; nil where there is none.
    func embeddingPart(of role: NetworkRole, called name: String) -> Part? {
        embedded(role).map { Part(name, network: $0, isOwn: true) }
    }

    /// The shape of a network's embedding; nil where it has none that is trained.
    fileprivate func embedded(_ role: NetworkRole) -> NetworkShape? {
        guard case .embedding(let size, _) = inputs(of: role) else { return nil }
        return Self.embeddingShape(size)
    }

    /// A vector that depends on nothing: the biases of an only layer.
    private static func embeddingShape(_ size: Int) -> NetworkShape {
        NetworkShape(inputs: 0, hidden: [], activations: [], outputs: size)
    }
}

extension Footprint {
    /// Adds what stands in front of a network's observations, and room to join it to so many.
    mutating func addEmbedding(of role: NetworkRole, _ member: Member, called name: String?, rows: Int) {
        add(.activations, 4 * Double(LeadingInputs.floats(member, role, capacity: rows)))
        guard let shape = member.embedded(role), let optimizer = name.flatMap({ member.embeddingOptimizer($0) }) else {
            return
        }
        addNetwork(shape, optimizer)
    }
}
