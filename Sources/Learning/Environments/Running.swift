extension Environment {
    /// This world with nothing played yet.
    ///
    /// - Parameter episode: the number of the first episode to be played, from 0: what came before it shapes nothing of it.
    public func world(_ streams: WorldStreams, from episode: Int = 0) -> any World {
        Running(self, streams, from: episode)
    }
}

/// An environment being played: `Environment` + where it stands.
struct Running<E: Environment>: World {
    private let environment: E
    private let streams: WorldStreams
    private var progress = Progress<E.State>()
    /// The number of the first episode played here.
    private let first: Int

    init(_ environment: E, _ streams: WorldStreams, from episode: Int = 0) {
        self.environment = environment
        self.streams = streams
        first = episode
        progress.episodes = episode
    }

    var spaces: Spaces { environment.spaces }
    var maximumSteps: Int { environment.maximumSteps }
    var model: FiniteModel? { environment.model }

    var hasBegun: Bool { progress.episodes != first || progress.episode != nil }

    func fresh(_ streams: WorldStreams) -> any World { Running(environment, streams) }

    func encode<Key: CodingKey>(into container: inout KeyedEncodingContainer<Key>, forKey key: Key) throws {
        try container.encode(progress, forKey: key)
    }

    mutating func restore<Key: CodingKey>(from container: KeyedDecodingContainer<Key>, forKey key: Key) throws {
        let found = try container.decode(Progress<E.State>.self, forKey: key)
        if let flaw = environment.flaw(of: found) { throw flaw.under("environment_state") }
        progress = found
    }

    mutating func roll(_ actor: Actor, until limit: Limit, onto tape: Tape) -> Score {
        var score = Score()
        switch limit {
        case .episodes(let count):
            while score.episodes < count {
                score += environment.play(&progress, streams, actor, atMost: environment.maximumSteps, onto: tape)
            }
        case .stepsOfEpisode(let count):
            score = environment.play(&progress, streams, actor, atMost: count, onto: tape)
        case .steps(let count):
            while score.steps < count {
                score += environment.play(&progress, streams, actor, atMost: count - score.steps, onto: tape)
            }
        }
        return score
    }
}
