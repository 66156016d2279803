internal import Experiment

/// A level whose first crossing is asked for: `rounds_to` in a spec. Two are the same that ask for the same, whatever each is
/// called: one level of the same curve, over as many rounds.
public struct Goal: Sendable, Hashable {
    /// Its name in the record: the kind unless told.
    public let name: String
    /// The measure watched.
    public let measure: String
    /// Whose curve: `mean_of_agents`, `each_agent`, `best_agent` or `worst_agent`.
    public let over: String
    /// How many rounds the trailing average spans.
    public let window: Int
    /// What the trailing average has to reach.
    public let level: Double

    /// The measure's kind in the language.
    public static let kind = Measures.threshold.kind
    /// The measure that goals are about unless told.
    public static let trainingReturn = Measures.threshold.of

    /// A goal: a level that the trailing average of a measure has to reach.
    public init(
        name: String = kind, measure: String = trainingReturn, over: String = "mean_of_agents", window: Int,
        level: Double
    ) {
        self.name = name
        self.measure = measure
        self.over = over
        self.window = window
        self.level = level
    }

    /// Whether both ask for the same.
    public static func == (one: Goal, other: Goal) -> Bool {
        (one.measure, one.over, one.window, one.level) == (other.measure, other.over, other.window, other.level)
    }

    /// Hashes what it asks for.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(measure)
        hasher.combine(over)
        hasher.combine(window)
        hasher.combine(level)
    }

    /// Whether it is the agents' mean that has to get there: only then does a mean over cells say something.
    public var isOfMean: Bool { over == "mean_of_agents" }

    /// The level, as short as it is exact.
    var levelText: String {
        let short = NumberText.short(level, decimals: 3)
        return Double(short) == level ? short : level.description
    }

    /// `rounds to 300`, and whose where it is not the mean's.
    public var words: String {
        isOfMean
            ? "rounds to \(levelText)" : "rounds to \(levelText), \(over.split(separator: "_").joined(separator: " "))"
    }
}

/// What goals are called beside each other: what they are called anyway, and what tells apart those that share it.
struct GoalNames {
    private let all: [Goal]

    init(_ goals: [Goal]) { all = goals }

    /// For people: `rounds to 300`; with the window or the measure where another goal has the same words.
    func words(_ goal: Goal) -> String {
        let alike = all.filter { $0.words == goal.words }
        var words = goal.words
        if alike.contains(where: { $0.measure != goal.measure }) { words += " of \(MeasureWords.of(goal.measure))" }
        if alike.contains(where: { $0.window != goal.window }) {
            words += ", mean of \(goal.window) round\(goal.window == 1 ? "" : "s")"
        }
        return words
    }

    /// For programs: the goal's name; with level, curve, window and measure where another goal of that name has others.
    func key(_ goal: Goal) -> String {
        let alike = all.filter { $0.name == goal.name }
        var key = goal.name
        if alike.contains(where: { $0.level != goal.level }) { key += "_\(goal.levelText)" }
        if alike.contains(where: { $0.over != goal.over }) { key += "_\(goal.over)" }
        if alike.contains(where: { $0.window != goal.window }) { key += "_window_\(goal.window)" }
        if alike.contains(where: { $0.measure != goal.measure }) { key += "_of_\(goal.measure)" }
        return key
    }
}
