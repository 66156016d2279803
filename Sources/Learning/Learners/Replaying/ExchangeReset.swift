import Config
import Numerics

/// What learners from replayed transitions make anew when an exchange has replaced their networks, as Jin et al.'s program does.
struct ExchangeReset: OptionSet {
    let rawValue: Int

    static let replay = ExchangeReset(rawValue: 1)
    static let optimizer = ExchangeReset(rawValue: 2)
    static let target = ExchangeReset(rawValue: 4)
    static let exploration = ExchangeReset(rawValue: 8)

    private static let key = "reset_each_exchange"
    private static let replayWord = (
        "replay", "The replay memory: empty, so that `learning_starts` counts from 0 again"
    )
    private static let optimizerWord = ("optimizer", "The optimizers' moments: zero")
    private static let targetWord = ("target", "The target networks: copies of the networks just taken in")
    private static let explorationWord = (
        "exploration", "ε: as if `factor` had multiplied it once per episode until then, whatever `per` says"
    )

    /// The field of a learner, with or without exploration of a kind that falls with time.
    static func field(explores: Bool) -> Field {
        Field(
            key,
            .list(
                of: explores
                    ? .words(replayWord, optimizerWord, targetWord, explorationWord)
                    : .words(replayWord, optimizerWord, targetWord)),
            "What is made anew when an exchange has replaced something of an agent"
        ).defaults(to: .list([])).distinct
    }

    /// Reads the field.
    init(_ settings: Settings) {
        let told = settings.list(Self.key).compactMap(\.asText)
        let all: [(String, ExchangeReset)] = [
            (Self.replayWord.0, .replay), (Self.optimizerWord.0, .optimizer), (Self.targetWord.0, .target),
            (Self.explorationWord.0, .exploration),
        ]
        self.init(all.filter { told.contains($0.0) }.map(\.1))
    }

    init(rawValue: Int) { self.rawValue = rawValue }
}

/// What was behind an agent when parts of it were made anew last.
struct ExchangeMark: Persistent {
    /// Steps whose transitions were forgotten.
    var steps = 0
    /// Updates and episodes after which exploration began again.
    var updates = 0
    var episodes = 0

    var flaw: Flaw? { nil }

    /// What is more than there was.
    func flaw(after counters: LearningCounters) -> Flaw? {
        Flaw.range("steps", steps, 0...counters.steps, "there were \(counters.steps) steps")
            ?? .range("updates", updates, 0...counters.updates, "there were \(counters.updates) updates")
            ?? .range("episodes", episodes, 0...counters.episodes, "there were \(counters.episodes) episodes")
    }

    /// Adds the counts to a sweep.
    func feed(_ sweep: inout StateSweep) {
        sweep.add(count: steps)
        sweep.add(count: updates)
        sweep.add(count: episodes)
    }
}

extension ExchangeReset {
    /// What is noted before the first exchange; nil where nothing is to be noted.
    var mark: ExchangeMark? { isDisjoint(with: [.replay, .exploration]) ? nil : ExchangeMark() }

    /// Notes what is behind an agent whose memory and exploration begin again.
    func note(_ mark: inout ExchangeMark?, _ counters: LearningCounters) {
        if contains(.replay) { mark?.steps = counters.steps }
        guard contains(.exploration) else { return }
        mark?.updates = counters.updates
        mark?.episodes = counters.episodes
    }
}
