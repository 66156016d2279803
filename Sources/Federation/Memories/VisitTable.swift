public import Learning
public import Numerics

/// States that were visited and the policy there: what memories send, and what the server makes of them.
///
/// Columns of equal length; a checkpoint shows them as datasets.
public struct VisitTable: Persistent, Equatable {
    /// By entry: the cell its state stands for, row-major over the components' sections; empty where states are raw.
    public var cellIndex: [Int32] = []
    /// By entry: the state, `count × observation`.
    public var proxyState: RowTable<Float>
    /// By entry: the mean action distribution there, `count × actions`.
    public var policy: RowTable<Float>
    /// By entry: how often it was visited.
    public var visits: [Int32] = []
    /// Into how many sections every component is cut; 0 where states are raw.
    public var sections: Int32 = 0

    /// No visits, of states and distributions of these widths.
    public init(observation: Int = 0, actions: Int = 0) {
        proxyState = RowTable(width: observation)
        policy = RowTable(width: actions)
    }

    /// Columns of unequal lengths, and what is no cell, visit or distribution.
    public var flaw: Flaw? {
        let columns = [("proxy_state", proxyState.count), ("policy", policy.count)]
        let cells = cellIndex.isEmpty ? [] : [("cell_index", cellIndex.count)]
        for (name, rows) in columns + cells where rows != count {
            return Flaw(at: name, "it has \(rows) rows, where there are \(count) visits")
        }
        guard sections >= 0 else { return Flaw(at: "sections", "it is \(sections)") }
        let most = mostCells
        let isRising = zip(cellIndex, cellIndex.dropFirst()).allSatisfy { $0.0 < $0.1 }
        return Flaw.each("cell_index", cellIndex, "there are \(most) cells") { $0 >= 0 && $0 < most }
            ?? .unless(isRising, "cell_index", "its cells do not rise")
            ?? .each("visits", visits, "an entry was visited") { $0 > 0 }
            ?? .distributions("policy", policy.elements, width: policy.width)
    }

    /// The numbers that cells can have.
    private var mostCells: Int {
        // Two sections of 31 components are as many as can be numbered, and a width is only claimed.
        (0..<min(proxyState.width, 31)).reduce(1) { cells, _ in min(cells * Int(sections), Int(Int32.max)) }
    }

    /// Entries.
    public var count: Int { visits.count }

    /// Whether states and distributions have the widths they have in another table, and states are known alike.
    public func hasColumns(of other: VisitTable) -> Bool {
        proxyState.width == other.proxyState.width && policy.width == other.policy.width && sections == other.sections
            && (sections == 0 || cellIndex.count == count)
    }

    /// Bytes on the wire: cell index and policy where states are known by their cells, state and policy else; the visits where
    /// the server weighs by them.
    func bytes(withVisits: Bool) -> Int {
        let states = sections > 0 ? cellIndex.count : proxyState.elements.count
        return 4 * (states + policy.elements.count + (withVisits ? visits.count : 0))
    }
}

/// What one agent remembers of its own training since the last exchange.
public protocol VisitMemory: Sendable {
    /// Takes in a tape of training. Called from the task that trains the agent.
    mutating func watch(_ tape: Tape)
    /// What is sent: at the moment of an exchange.
    var table: VisitTable { get }
    /// Tells that the table was sent.
    mutating func endPeriod()
    /// Writes what is remembered.
    func encode(to encoder: any Encoder) throws
    /// Continues from what was written.
    mutating func restore(from decoder: any Decoder) throws
    /// The most entries after so many steps of training, for plans.
    func entriesBound(steps: Int) -> Int
    /// What a reader of a checkpoint should know beside the columns: sections, ranges.
    var facts: [(name: String, fact: MemoryFact)] { get }
}

/// One thing to know about a memory.
public enum MemoryFact: Sendable {
    /// Words.
    case text(String)
    /// Several words.
    case texts([String])
    /// A whole number.
    case integer(Int)
    /// Several numbers.
    case numbers([Double])
}

/// Why an axis cannot work with what agents observe.
public struct Misfit: Sendable {
    /// Where to point: a dotted path within the axis' settings.
    public let path: String
    /// What is wrong.
    public let message: String
    /// A word that is none of `candidates`, where that is the trouble: one of them may be meant.
    public let unknown: String?
    /// What could have been written instead of `unknown`.
    public let candidates: [String]
    /// What to do where none of the candidates is near.
    public let help: String

    /// A misfit.
    public init(
        at path: String, _ message: String, unknown: String? = nil, among candidates: [String] = [], help: String
    ) {
        self.path = path
        self.message = message
        self.unknown = unknown
        self.candidates = candidates
        self.help = help
    }

    /// The misfit of uploads that hold a probability per action, where actions are controls; nil where they are discrete.
    static func discreteActionsOnly(in spaces: Spaces, _ reason: String) -> Misfit? {
        guard case .box = spaces.action else { return nil }
        return Misfit(
            at: "", "\(reason), and here are \(spaces.action.summary)",
            help: "choose another method, or discrete actions")
    }
}
