import Config
import Determinism

/// What learners from replayed transitions share: what they are told of memory, updates and targets, and how they remember.
struct ReplaySettings: Sendable {
    let discount: Float
    let batchSize: Int
    let target: TargetRule
    let robust: ExpectileTerm?
    let resets: ExchangeReset
    let normalizer: ObservationNormalizer?
    let capacity: Int
    private let learningStarts: Int

    init(_ settings: Settings) {
        discount = Float(settings.number("discount"))
        batchSize = settings.integer("batch")
        capacity = settings.integer("replay")
        // A memory that holds fewer can never store more than it holds.
        learningStarts = min(settings.integer("learning_starts"), capacity)
        target = TargetRule(settings.choice("target"))
        robust = ExpectileTerm(settings)
        resets = ExchangeReset(settings)
        normalizer = ObservationNormalizer(settings)
    }

    /// The fields, with a learner's own one among them.
    static func fields(batch: Int, replay: Int, learningStarts: Int, targets: String, own: Field) -> [Field] {
        [
            Field("discount", .number(.unit), "Factor γ by which a reward one step later counts less")
                .defaults(to: .number(0.99)),
            Field("batch", .integer(1...65536), "Transitions per update").defaults(to: .integer(batch)),
            Field("replay", .integer(1...10_000_000), "Transitions remembered, the latest")
                .defaults(to: .integer(replay)),
            Field("learning_starts", .integer(1...10_000_000), "Transitions stored before the first update")
                .defaults(to: .integer(learningStarts)).atMost("replay"),
            Field("target", .choice(TargetRule.choices), targets)
                .defaults(to: .object([.init("soft", .object([]))])),
            own,
            ExpectileTerm.field,
        ]
    }

    /// Stores the step on the tape, and draws a minibatch where enough is stored to learn from.
    ///
    /// - Returns: whether there is one.
    func remember(
        _ tape: Tape, _ step: Score, in replay: inout Replay, _ counters: inout LearningCounters,
        drawing batch: Minibatch, _ key: StreamKey
    ) -> Bool {
        counters.note(step)
        replay.store(tape)
        guard replay.count >= learningStarts else { return false }
        var stream = key.replayStream(counters.updates)
        replay.sample(into: batch, from: &stream)
        return true
    }

    /// What an agent takes: networks, of which all but the expectile network are followed by another, memory and minibatches.
    func footprint(
        of member: Member, _ networks: [NetworkRole], _ embeddings: [(network: String, name: String)], batches: Int
    ) -> Footprint {
        var footprint = Footprint()
        for role in networks {
            let isFollowed = role.name != ExpectileTerm.role.name
            footprint.addNetwork(member.shape(of: role), copies: isFollowed ? 2 : 1, member.optimizer(role))
            footprint.addWorkspace(member.shape(of: role), rows: batchSize)
            if isFollowed { footprint.addActivations(member.shape(of: role), rows: batchSize + 1) }
            footprint.addEmbedding(
                of: role, member, called: embeddings.first { $0.network == role.name }?.name, rows: batchSize)
        }
        footprint.addNormalizer(normalizer, of: member, rows: 0)
        footprint.addTransitions(.replay, member.world.spaces, count: capacity)
        footprint.addTransitions(.experience, member.world.spaces, count: batches * batchSize)
        return footprint
    }
}

extension ReplaySettings {
    /// Whether anything is made anew, or looked at, after an exchange.
    var restarts: Bool { !resets.isEmpty || normalizer != nil }
}

extension StreamKey {
    /// What an update draws its minibatch from: one stream per update, so that there is no position to lose.
    func replayStream(_ updates: Int) -> RandomStream { stream(.replay, episode: updates) }
}
