public import Config
public import Determinism
import Federation
public import Learning

/// The resolved experiment of one cell: one arm, one combination of sweep values, one seed.
///
/// No defaults, references or ranges are left, but for ranges that each of several replicas draws for itself. Its canonical
/// form is a spec in the same language, and what a checkpoint embeds; the engine reads nothing else.
public struct CellPlan: Sendable, Equatable {
    /// The language it is written in.
    public let language: Language
    /// The canonical form.
    public let canonical: CanonicalValue
    /// The experiment's name.
    public let experiment: String
    /// The arm with its sweep values: `d`, or `d,every=10`.
    public let arm: String
    /// The seed of all its random streams.
    public let seed: UInt64
    /// How much training a round is.
    public let round: Duration
    /// How many rounds, at most.
    public let rounds: Int
    /// The measure that ends the run once its threshold is reached, by name; nil where none does.
    public let stop: String?
    /// Whether divergence ends the run, and whose; nil where it goes on, marked.
    public let stopsWhenDiverged: DivergenceStop?
    /// How many independent copies of the federation there are.
    public let replicas: Int
    /// The agents, in order; of several replicas, as the first one has them.
    public let agents: [AgentPlan]
    /// The world with no number left open: the one called `nominal`, and the one in which public states are made.
    public let nominalEnvironment: Choice
    /// Sets of worlds to evaluate in, by name, every range drawn; of several replicas, as the first one has them.
    public let worlds: [WorldSet]
    /// How the public states are prepared; nil where there are none.
    public let publicStates: Choice?
    /// The methods, in order.
    public let federation: [Choice]
    /// Where the agents' first networks and tables come from; nil where they are drawn. Agents that say so themselves have their own.
    public let initial: InitialPlan?
    /// Where those of single agents come from instead, by their place in ``agents``.
    public let ownInitials: [OwnInitial]
    /// When and how agents are evaluated; nil where they are not.
    public let evaluation: EvaluationPlan?
    /// Rounds between two scheduled checkpoints; the last round always has one.
    public let checkpointPeriod: Int
    /// How many scheduled checkpoints are kept.
    public let checkpointsKept: Int
    /// What is recorded, by name.
    public let measures: [NamedMeasure]
    /// Rounds between two rows of the record.
    public let recordPeriod: Int
    /// Rounds between two lines of the trace; nil where none is kept.
    public let tracePeriod: Int?

    /// A measure under the name its rows have.
    public struct NamedMeasure: Sendable, Equatable {
        /// The name: the kind unless told.
        public let name: String
        /// Which measure, with its settings.
        public let measure: Choice
    }

    /// Worlds under a name.
    public struct WorldSet: Sendable, Equatable {
        /// The name by which evaluations ask for them.
        public let name: String
        /// The worlds, in order.
        public let environments: [Choice]

        init(name: String, environments: [Choice]) {
            self.name = name
            self.environments = environments
        }
    }

    /// How agents are evaluated.
    public struct EvaluationPlan: Sendable, Equatable {
        /// Rounds between two evaluations.
        public let period: Int
        /// Whether values are computed from the worlds' models; no episode is played then.
        public let isExact: Bool
        /// Episodes per agent and world.
        public let episodes: Int
        /// How actions are chosen.
        public let rule: Actor.Rule
        /// Where: `own`, `nominal`, or a set of `worlds`.
        public let worlds: [String]
        /// Whether values that are computed begin in every state as often, and not where the world does.
        public let startsAnywhere: Bool
    }

    /// When divergence ends a cell.
    public enum DivergenceStop: String, Sendable, CaseIterable {
        /// Anything is not finite.
        case any
        /// No agent is finite.
        case everyAgent = "every_agent"
    }

    /// What one agent begins with.
    public struct OwnInitial: Sendable, Equatable {
        /// Its place among the plan's agents, from 0.
        public let agent: Int
        /// Where its first networks and tables come from.
        public let initial: InitialPlan
    }

    /// Networks, or networks and tables, read from a file.
    public struct InitialPlan: Sendable, Equatable {
        /// What kind of file it is.
        public let kind: Kind
        /// The file's path, or the arm of the run that agents go on from: where to look, not what counts.
        public let path: String
        /// SHA-256 of the file's content, or of all that decides the state the run ends in.
        public let content: String
        /// The agent whose networks are begun with, or `mean`; nil for the one of the same name.
        public let agent: String?
        /// Which parts are read of a checkpoint; nil for all that the agents have.
        public let parts: [String]?

        /// Whether it is the mean over all agents of the file.
        public var isMean: Bool { agent == InitialSpec.mean }

        /// A kind of file.
        public enum Kind: Sendable {
            /// Networks in a checkpoint's layout, whoever wrote them.
            case networks
            /// A run's checkpoint.
            case checkpoint
            /// The last checkpoint of another cell of the study.
            case end
        }
    }

    /// The exchanges, in order.
    var compositions: [Composition] { language.compositions(of: federation) }

    /// The world with no number left open.
    func makeNominalEnvironment() -> any Environment { language.environments.make(nominalEnvironment) }

    /// Whether a rule may end the run before its last round.
    public var mayEndEarly: Bool { stop != nil || stopsWhenDiverged != nil }

    /// The stop rule as a checkpoint's header states it; nil where there is none.
    public var stopRule: String? { Self.stopRule(of: canonical) }

    /// The stop rule of a plan in canonical form, in one line of a checkpoint's header: itself, or where that line would be
    /// too long, its fingerprint.
    static func stopRule(of plan: CanonicalValue) -> String? {
        guard let rule = plan["stop"]?.json else { return nil }
        return rule.utf8.count <= longestStopRule ? rule : "sha256 \(Fingerprint(of: rule).hexadecimal)"
    }

    /// Whether a plan ends with a checkpoint after `round`, at which `stopRule` had ended the run.
    static func isEnd(of plan: CanonicalValue, round: Int, stopRule: String?) -> Bool {
        if let rounds = plan["rounds"]?.asInteger, round >= rounds { return true }
        return stopRule != nil && stopRule == Self.stopRule(of: plan)
    }

    /// A header has 512 bytes, of which its other lines take up to 390.
    private static let longestStopRule = 100

    /// Whether the record has a row after a round, however the round ends.
    func schedulesRow(after round: Int) -> Bool {
        func isDue(_ period: Int?) -> Bool { period.map { round.isMultiple(of: $0) } ?? false }
        return isDue(recordPeriod) || isDue(evaluation?.period) || isDue(tracePeriod)
    }

    /// The number raised whenever equal plans give other bits than before.
    public static let engine = 1

    /// Where the cell's files live below the store: `<experiment>/<arm>/seed-<n>`.
    public var directory: String { "\(experiment)/\(arm)/seed-\(seed)" }

    /// The cell in one line: `d5 seed 20`.
    public var title: String { "\(arm) seed \(seed)" }
}

extension CellPlan {
    /// What each agent begins with, in words: `a2 of early.h5`, `itself in early.h5`, `drawn`; nil where no file gives any of it.
    public var beginnings: [String]? {
        var words = agents.map { _ in initial?.words ?? "drawn" }
        for own in ownInitials { words[own.agent] = own.initial.words }
        let isGiven = !ownInitials.isEmpty || (initial != nil && initial?.kind != .end)
        return isGiven ? words : nil
    }

    /// Whether agents of some exchange send to one another.
    public var hasPeers: Bool { compositions.contains { !$0.topology.hasServer } }

    /// Which ways bytes can go: from agent to agent only where some do, so that rows of other plans are as they always were.
    var directions: [Ledger.Direction] { hasPeers ? [.setup, .up, .down, .peer] : [.setup, .up, .down] }
}

extension CellPlan.InitialPlan {
    /// Whose numbers these are, in words.
    fileprivate var words: String {
        let place = kind == .end ? "the end of '\(path)'" : path.split(separator: "/").last.map(String.init) ?? path
        let whose = agent.map { isMean ? "the mean" : $0 } ?? "itself"
        let some = parts.map { $0.joined(separator: ", ") + " of " } ?? ""
        return some + whose + (agent == nil ? " in " : " of ") + place
    }
}
