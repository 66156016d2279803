public import Archive
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

    /// One agent's evaluation in one world.
    public struct Row: Sendable, Equatable {
        /// The agent.
        public let agent: String
        /// The world: `own` or `nominal`.
        public let world: String
        /// Mean undiscounted return.
        public let meanReturn: Double
        /// Mean length in steps.
        public let meanLength: Double
    }

    /// Plays fresh episodes, learning switched off.
    ///
    /// With the plan's own number of episodes and policy, `own` gives the numbers the run itself recorded at this round.
    ///
    /// - Parameters:
    ///   - worlds: `own`, `nominal`, or both.
    ///   - jobs: threads; the result does not depend on them.
    public mutating func run(
        worlds: [String], episodes: Int, _ rule: Actor.Rule, jobs: Int = 1
    ) -> [Row] {
        worlds.flatMap { world in
            let scores = cell.evaluate(in: world, episodes: episodes, rule, jobs)
            return zip(plan.agents, scores).map { agent, score in
                Row(
                    agent: agent.name, world: world, meanReturn: score.meanReturn,
                    meanLength: Double(score.steps) / Double(max(score.episodes, 1)))
            }
        }
    }
}
