/// One measured figure of `concord bench`.
public struct SpeedFigure: Sendable, Equatable {
    /// What part of the program it is about.
    public let part: SpeedPart
    /// What was measured, such as `cartpole, one step`.
    public let name: String
    /// How much, in `unit`.
    public let value: Double
    /// The unit of `value`, such as `ns` or `ms`.
    public let unit: String
    /// What it is to be read beside: a rate, a share of the machine's limit, a size; may be empty.
    public let note: String
    /// Where the time of a learner's step goes; nil for other figures.
    public let split: Split?

    /// A step's time by what it is spent on, in the figure's unit.
    public struct Split: Sendable, Equatable {
        /// Choosing the action.
        public let act: Double
        /// The environment, with the observation and the tape.
        public let step: Double
        /// Everything else: gradients, optimizer, replay.
        public let learn: Double
    }

    init(
        _ part: SpeedPart, _ name: String, _ value: Double, _ unit: String, note: String = "",
        split: Split? = nil
    ) {
        self.part = part
        self.name = name
        self.value = value
        self.unit = unit
        self.note = note
        self.split = split
    }

    /// The middle one of wall times in seconds, in milliseconds; the note tells the least, which others' work disturbs less.
    init(_ part: SpeedPart, _ name: String, wall times: [Double], note: String) {
        let sorted = times.sorted()
        let least = "least \(Self.rounded(sorted[0] * 1e3)) ms"
        self.init(
            part, name, sorted[sorted.count / 2] * 1e3, "ms", note: note.isEmpty ? least : "\(least); \(note)")
    }

    /// 12 345 as `12.3 thousand`, for notes.
    static func rounded(_ value: Double) -> String {
        if value >= 1e6 { return "\((value / 1e5).rounded() / 10) million" }
        if value >= 1e3 { return "\((value / 100).rounded() / 10) thousand" }
        return "\((value * 100).rounded() / 100)"
    }
}
