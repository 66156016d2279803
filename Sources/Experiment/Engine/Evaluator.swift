import Archive
import Config
import Determinism
public import Learning

/// Evaluates the agents of a checkpoint, and changes nothing in the run it belongs to.
public struct Evaluator {
    /// The plan of the cell whose agents these are.
    public let plan: CellPlan
    /// The rounds the agents have trained.
    public let round: Int
    /// What a person should know of the directory the checkpoint lies in; nil where there is nothing.
    public let remarks: [String]
    var cell: Cell

    /// Loads a checkpoint.
    ///
    /// - Throws: `ArchiveError` where the file is damaged, no checkpoint, or not its directory's; ``StageError`` where its
    ///   plan cannot be followed.
    public init(_ file: ArchiveFile, in language: Language) throws {
        let (header, tree) = try file.read()
        remarks = try RunDirectory.confirm(file, header, tree, in: language)
        let content = try CheckpointContent(header, tree, of: file.path, in: language)
        plan = try CellPlan(
            canonical: try StoredPlan(header, tree, of: file.path, in: language).plan, in: language)
        round = content.round
        cell = try Cell(plan, publicStates: nil, initial: nil)
        do throws(ArchiveError) {
            try cell.restore(content.state, round: content.round, isScheduled: true)
        } catch {
            throw error.within(file.path)
        }
    }

    /// A cell as it is.
    init(_ cell: Cell) {
        remarks = []
        plan = cell.plan
        round = cell.round
        self.cell = cell
    }

    /// Whether values are computed from the worlds' models: the agents have policies by state, and play no episodes.
    public var isExact: Bool { plan.agents.contains { !($0.learnerType is any Acting.Type) } }

    /// Where agents are evaluated.
    public struct Place: Sendable {
        /// `own`, `nominal`, or a set's name.
        public let name: String
        /// The worlds by replica; nil for the agents' own.
        let copies: [[Choice]]?

        /// Worlds under a name of their own.
        ///
        /// - Parameter copies: the set as every replica has it, in order.
        public init(_ name: String, _ copies: [CellPlan.WorldSet]) {
            self.name = name
            self.copies = copies.map(\.environments)
        }

        fileprivate init(_ name: String, _ copies: [[Choice]]?) {
            self.name = name
            self.copies = copies
        }
    }

    /// The places the plan itself knows: `own`, `nominal` and its sets of worlds, as each replica has them.
    public var places: [Place] {
        let copies = plan.copies
        let sets = copies.map(\.worlds)
        return [
            Place(EvaluationWorlds.own, nil),
            Place(EvaluationWorlds.nominal, copies.map { _ in [plan.nominalEnvironment] }),
        ] + plan.worlds.enumerated().map { index, set in Place(set.name, sets.map { $0[index] }) }
    }

    /// Why the agents cannot be evaluated in a place, in words; nil where they can.
    public func refusal(of place: Place) -> String? {
        // Asked once: it looks at every agent.
        let isExact = isExact
        for agent in plan.agents {
            if let refusal = Self.refusal(of: agent, in: place, isExact: isExact) { return refusal }
        }
        return nil
    }

    /// Why one agent cannot be evaluated in a place.
    static func refusal(of agent: AgentPlan, in place: Place, isExact: Bool) -> String? {
        let learner = agent.learnerType
        guard isExact ? learner is any Tabular.Type : learner is any Acting.Type else {
            let kind = learner.component.kind
            return learner is any Acting.Type
                ? "'\(agent.name)' cannot be evaluated beside agents that do not act: "
                    + "\(kind) has no policy by state, whose value could be computed"
                : "'\(agent.name)' cannot be played: \(kind) does not act in episodes; its measures are in the record"
        }
        let (own, acting) = (agent.makeEnvironment(), agent.makeLearner() as? any Acting)
        let actsAtHome = acting?.refusal(of: own.spaces) == nil
        // What is drawn changes no space: the first replica's worlds stand for all.
        for environment in place.copies?.first ?? [] {
            let world = agent.language.environments.make(environment)
            let no = "'\(place.name)' is no place for the agent '\(agent.name)': "
            if let difference = own.spaces.difference(from: world.spaces) { return no + "it \(difference)" }
            if !isExact, actsAtHome, let refusal = acting?.refusal(of: world.spaces) { return no + refusal.reason }
            if acting is any Modelled, let refusal = world.spaces.refusal(ofStatesIn: own.spaces) {
                return no + refusal.reason
            }
            guard isExact else { continue }
            guard let model = world.model else {
                return no + "its value is computed, and '\(environment.kind)' is not known whole"
            }
            if let unequal = own.model.flatMap({ [$0, model].unequalSizes }) { return no + unequal }
        }
        return nil
    }

    /// Why the agents cannot act by a rule, in words; nil where they can.
    public func refusal(of rule: Actor.Rule) -> String? {
        for agent in plan.agents {
            if let refusal = Self.refusal(of: agent, by: rule) { return refusal }
        }
        return nil
    }

    /// Why one agent cannot act by a rule.
    static func refusal(of agent: AgentPlan, by rule: Actor.Rule) -> String? {
        guard rule == .stochastic, agent.learnerType is any ActingDeterministically.Type else { return nil }
        return "'\(agent.name)' has a deterministic policy (\(agent.learner.kind)): "
            + "there is nothing to draw an action from; --policy greedy"
    }

    /// What an evaluation in one place brought.
    public struct Result: Sendable {
        /// The name of the place.
        public let name: String
        /// How many worlds it has; one where agents have their own.
        public let worlds: Int
        /// By agent, replica by replica.
        public let rows: [Row]
        /// By replica: mean over the worlds, as `evaluation_return` and `exact_return` define it.
        public let means: [Double]
        /// By replica: minimum over the worlds, as `evaluation_return` and `exact_return` define it.
        public let worsts: [Double]
    }

    /// One agent's evaluation in one place.
    public struct Row: Sendable, Equatable {
        /// The agent as the plan names it.
        public let agent: String
        /// Which copy of it, from 1.
        public let replica: Int
        /// Mean undiscounted return, or the discounted one that was computed; in a set, the mean over its worlds.
        public let meanReturn: Double
        /// The lowest mean return in any of the worlds.
        public let worstReturn: Double
        /// Mean length in steps; nil where nothing was played.
        public let meanLength: Double?
    }

    /// Plays fresh episodes, learning switched off; or computes what they would bring where the agents do not act.
    ///
    /// With the plan's own number of episodes and policy, the plan's places give the numbers the run itself recorded at this
    /// round.
    ///
    /// - Parameters:
    ///   - place: where the agents can act.
    ///   - episodes: per agent and world; no matter where values are computed.
    ///   - jobs: threads; the result does not depend on them.
    public mutating func run(_ place: Place, episodes: Int, _ rule: Actor.Rule, jobs: Int = 1) -> Result {
        let size = plan.agents.count
        let rows = rows(of: place)
        let scores = isExact ? nil : cell.evaluate(in: rows, episodes: episodes, rule, jobs)
        let returns = scores.map { played($0, in: place) } ?? exactReturns(rows, in: place)
        let results = returns.enumerated().flatMap { replica, returns in
            let means = returns.byAgent
            return plan.agents.enumerated().map { index, agent in
                let total = (scores ?? []).reduce(into: (steps: 0, episodes: 0)) { sum, scores in
                    let score = scores[replica * size + index]
                    sum.steps += score.steps
                    sum.episodes += score.episodes
                }
                return Row(
                    agent: agent.name, replica: replica + 1, meanReturn: means[index],
                    worstReturn: returns.returns.map { $0[index] }.lowest,
                    meanLength: scores == nil ? nil : Double(total.steps) / Double(max(total.episodes, 1)))
            }
        }
        return Result(
            name: place.name, worlds: rows.count, rows: results, means: returns.map(\.mean),
            worsts: returns.map(\.worst))
    }

    /// The worlds of a place, by world, then by agent: every replica's agents in its own.
    private func rows(of place: Place) -> [[any Environment]] {
        guard let copies = place.copies else { return [cell.environments] }
        let worlds = copies.map { $0.map(plan.language.environments.make) }
        return worlds[0].indices.map { world in
            worlds.flatMap { copy in plan.agents.map { _ in copy[world] } }
        }
    }

    /// What was played, by replica.
    private func played(_ scores: [[Score]], in place: Place) -> [WorldReturns] {
        (0..<plan.replicas).map { replica in
            WorldReturns(name: place.name, returns: scores.map { $0[own(replica)].map(\.evaluatedReturn) })
        }
    }

    /// What is computed, by replica.
    private func exactReturns(_ rows: [[any Environment]], in place: Place) -> [WorldReturns] {
        let copies = (0..<plan.replicas).map { replica in
            [ExactReturns.Worlds(name: place.name, models: rows.map { $0[own(replica)].compactMap(\.model) })]
        }
        return ExactReturns(plan, copies).values(of: cell.population).map { $0[0] }
    }

    /// The agents of a replica among all.
    private func own(_ replica: Int) -> Range<Int> {
        replica * plan.agents.count..<(replica + 1) * plan.agents.count
    }
}
