import Config
import Determinism
import Federation
import Learning
import Numerics

/// Public states visited by virtual agents at several stages of their training (FedHPD's construction).
struct RolloutStates: PublicStateSource {
    /// The key under which virtual agents are listed: they inherit as agents do.
    static let virtualAgents = "of"

    static let component = Component(
        "rollouts",
        "States visited by virtual agents at several stages of their training, then a selection of those.",
        details: """
            Each virtual agent trains alone in the nominal world for `train`; after each snapshot round it plays `episodes`
            fresh episodes with `policy`, learning nothing from them; all states of all snapshots are pooled in order, and
            `select` chooses from the pool.
            """,
        source: Source(.fedHPD, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("seed", .seed, "Seed of this stage: the same for every cell").defaults(
                to: .integer(0)),
            Field(
                Self.virtualAgents, .list(of: .table(virtualAgentFields), atLeast: 1),
                "The virtual agents; what they leave out they have from the top level"),
            Field("train", .duration, "How long each virtual agent trains"),
            Field("snapshots", .table(snapshotFields), "After which rounds it is rolled out"),
            Field("episodes", .integer(1...100_000), "Episodes per snapshot").defaults(to: .integer(10)),
            Field(
                "policy", .words(("greedy", "The most probable action"), ("stochastic", "Actions are drawn")),
                "How actions are chosen in the rollouts"
            ).defaults(to: .text("greedy")),
            Field("select", .choice(selections), "Which of the visited states are kept")
                .defaults(to: .object([.init("clusters", .object([]))])),
        ])

    /// A resolved virtual agent has an agent's keys.
    private static var virtualAgentFields: [Field] { AgentPlan.virtualFields }
    private static let snapshotFields = [
        Field("from", .integer(1...Limits.rounds), "First round"),
        Field("to", .integer(1...Limits.rounds), "Last round, included"),
        Field("every", .integer(1...Limits.rounds), "Rounds between two snapshots"),
    ]
    /// Ways to select.
    static let selections = Choices("selection", [ClusterSelection.component, everything])
    private static let everything = Component("everything", "All visited states, in order.", fields: [])

    private let seed: UInt64
    private let agents: [AgentPlan]
    let training: Duration
    /// After which rounds an agent is rolled out: counted, never listed, as there may be as many as rounds.
    let snapshots: (from: Int, to: Int, every: Int)
    private let episodes: Int
    private let rule: Actor.Rule
    /// Nil where all visited states are kept.
    private let selection: ClusterSelection?

    static func randomSources(_ settings: Settings) -> [RandomSource] {
        let seed = UInt64(settings.integer("seed"))
        let agents = settings.tables(Self.virtualAgents).map { AgentPlan($0) }
        let acting = agents.map { agent in
            RandomSource(
                StreamOwner.virtualAgent(agent.name), seed: seed,
                agent.trainingPurposes() + [.evaluation, .evaluationAction])
        }
        let isSelected = selection(settings) != nil
        return acting + (isSelected ? [RandomSource(StreamOwner.selection, seed: seed, [.sampling])] : [])
            + agents.flatMap(\.randomSources)
    }

    init(_ settings: Settings) {
        seed = UInt64(settings.integer("seed"))
        agents = settings.tables(Self.virtualAgents).map { AgentPlan($0) }
        training = settings.duration("train")
        let rounds = settings.table("snapshots")
        snapshots = (rounds.integer("from"), rounds.integer("to"), rounds.integer("every"))
        episodes = settings.integer("episodes")
        rule = settings.text("policy") == "greedy" ? .greedy : .stochastic
        selection = Self.selection(settings)
    }

    private static func selection(_ settings: Settings) -> ClusterSelection? {
        let choice = settings.choice("select")
        return choice.kind == ClusterSelection.component.kind
            ? ClusterSelection(choice.settings(ClusterSelection.component)) : nil
    }

    var count: (count: Int, isExact: Bool) {
        selection.map { ($0.size, true) } ?? (mostVisited, false)
    }

    /// The most states that the rollouts can visit.
    var mostVisited: Int {
        let steps = agents.map { $0.makeEnvironment().maximumSteps }
        return steps.reduce(0, +).saturatingTimes(snapshotCount).saturatingTimes(episodes)
    }

    /// Into how many clusters the visited states are cut; nil where they are not.
    var clusters: Int? { selection?.count }

    private var snapshotCount: Int {
        snapshots.from <= snapshots.to ? (snapshots.to - snapshots.from) / snapshots.every + 1 : 0
    }

    private func isSnapshot(_ round: Int) -> Bool {
        round >= snapshots.from && round <= snapshots.to && (round - snapshots.from).isMultiple(of: snapshots.every)
    }

    /// The first virtual agent whose adapter does not fit its world, and why; nil where all do.
    var misfit: (agent: String, why: Adapter.Misfit)? {
        for agent in agents { if let why = agent.misfit { return (agent.name, why) } }
        return nil
    }

    /// The virtual agents as their learners see them.
    var members: [Member] { agents.map { $0.member(seed: seed, owner: StreamOwner.virtualAgent) } }

    func states(in environment: any Environment, round: Duration, _ workers: Int) throws(StageError) -> PublicStates {
        let members = members
        var population = Population(agents.map { $0.makeLearner() }, members)
        let spaces = environment.spaces
        let tape = Tape(spaces)
        var pools = [[Float]](repeating: [], count: agents.count)
        guard let rounds = training.rounds(of: round), rounds >= 1 else {
            throw StageError(
                "public_states.rollouts.train is no whole number of rounds of \(round.words)")
        }
        for number in 1...rounds {
            population.train(Round(number, length: round), workers)
            guard isSnapshot(number) else { continue }
            for (index, member) in members.enumerated() {
                var world = member.world.fresh(.evaluation(member.key, round: number))
                tape.clear()
                population.roll(agent: index, in: &world, rule, until: .episodes(episodes), onto: tape)
                pools[index] += UnsafeBufferPointer(
                    start: tape.observations, count: tape.count * tape.observationWidth)
            }
        }
        let (pool, width) = (pools.flatMap(\.self), spaces.observation.count)
        guard let selection else { return PublicStates(pool, width: width) }
        let chosen = try selection.choose(
            from: pool, width: width, key: StreamKey(seed: seed, owner: StreamOwner.selection))
        return PublicStates(chosen.flatMap { pool[($0 * width)..<($0 * width + width)] }, width: width)
    }
}
