import Archive
import Config
import Determinism
public import Learning

/// Evaluates the agents of a checkpoint, and changes nothing in the run it belongs to.
public struct Evaluator {
    /// The cell.
    public let plan: CellPlan
    /// The rounds the agents have trained.
    public let round: Int
    private var cell: Cell

    /// Loads a checkpoint.
    ///
    /// - Throws: `ArchiveError` where the file is damaged or no checkpoint; ``StageError`` where its plan cannot be followed.
    public init(_ file: ArchiveFile) throws {
        let content = try CheckpointContent(file)
        plan = try CellPlan(canonical: try StoredPlan(file).plan)
        round = content.round
        cell = try Cell(plan, publicStates: nil, initial: nil)
        try cell.restore(content.state, round: content.round, isScheduled: true)
    }

    /// Where agents are evaluated.
    public struct Place: Sendable {
        /// `own`, `nominal`, or a set's name.
        public let name: String
        /// The worlds; nil for the agents' own.
        let environments: [Choice]?

        /// A set of worlds under a name of its own.
        public init(_ name: String, _ set: CellPlan.WorldSet) {
            self.name = name
            environments = set.environments
        }

        fileprivate init(_ name: String, _ environments: [Choice]?) {
            self.name = name
            self.environments = environments
        }
    }

    /// The places the plan itself knows: `own`, `nominal` and its sets of worlds; of several replicas, those of the first.
    public var places: [Place] {
        [Place(EvaluationWorlds.own, nil), Place(EvaluationWorlds.nominal, [plan.nominalEnvironment])]
            + plan.worlds.map { Place($0.name, $0) }
    }

    /// Why the agents cannot act in a place, in words; nil where they can.
    public func refusal(of place: Place) -> String? {
        for agent in plan.agents {
            let learner = type(of: Learners.catalogue.make(agent.learner))
            guard learner.playsEpisodes else {
                let kind = learner.component.kind
                return "'\(agent.name)' cannot be played: \(kind) does not act in episodes; its measures are in the record"
            }
            let own = Environments.catalogue.make(agent.environment).spaces
            for environment in place.environments ?? [] {
                let spaces = Environments.catalogue.make(environment).spaces
                guard let difference = VariantCompiler.difference(spaces, own) else { continue }
                return "'\(place.name)' is no place for the agent '\(agent.name)': it \(difference)"
            }
        }
        return nil
    }

    /// What an evaluation in one place brought.
    public struct Result: Sendable {
        /// The place.
        public let name: String
        /// How many worlds it has; one where agents have their own.
        public let worlds: Int
        /// By agent.
        public let rows: [Row]
        /// Mean over the worlds, as `evaluation_return` defines it.
        public let mean: Double
        /// Minimum over the worlds, as `evaluation_return` defines it.
        public let worst: Double
    }

    /// One agent's evaluation in one place.
    public struct Row: Sendable, Equatable {
        /// The agent.
        public let agent: String
        /// Mean undiscounted return; in a set, the mean over its worlds.
        public let meanReturn: Double
        /// The lowest mean return in any of the worlds.
        public let worstReturn: Double
        /// Mean length in steps.
        public let meanLength: Double
    }

    /// Plays fresh episodes, learning switched off.
    ///
    /// With the plan's own number of episodes and policy, the plan's places give the numbers the run itself recorded at this
    /// round.
    ///
    /// - Parameters:
    ///   - place: where the agents can act.
    ///   - episodes: per agent and world.
    ///   - jobs: threads; the result does not depend on them.
    public mutating func run(_ place: Place, episodes: Int, _ rule: Actor.Rule, jobs: Int = 1) -> Result {
        let agents = cell.environments
        let rows = place.environments?.map(Environments.catalogue.make).map { world in agents.map { _ in world } }
        let scores = cell.evaluate(in: rows ?? [agents], episodes: episodes, rule, jobs)
        let returns = WorldReturns(name: place.name, returns: scores.map { $0.map(\.meanReturn) })
        let means = returns.byAgent
        let results = cell.population.names.enumerated().map { index, agent in
            let (steps, played) = scores.reduce((0, 0)) { ($0.0 + $1[index].steps, $0.1 + $1[index].episodes) }
            return Row(
                agent: agent, meanReturn: means[index],
                worstReturn: returns.returns.map { $0[index] }.reduce(.infinity, min),
                meanLength: Double(steps) / Double(max(played, 1)))
        }
        return Result(
            name: place.name, worlds: scores.count, rows: results, mean: returns.mean, worst: returns.worst)
    }
}
