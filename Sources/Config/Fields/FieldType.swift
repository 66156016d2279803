/// The type of a field's value: how text is read, and what is refused.
public indirect enum FieldType: Sendable {
    /// `true` or `false` (YAML 1.2); `yes`, `no`, `on`, `off` are errors here.
    case boolean
    /// A whole number; `5e5` counts where it is integral.
    case integer(ClosedRange<Int>)
    /// A real number within an interval.
    case number(Interval)
    /// Any text.
    case text
    /// A name: a letter, then letters, digits, `_` or `-`.
    case name
    /// One of a few words.
    case word([Word])
    /// The path of a file, relative to the spec.
    case path
    /// A length of time: `{rounds|episodes|steps|updates: n}`, n up to a largest count.
    case duration(Int)
    /// A sequence. A lone element is not a list.
    case list(of: FieldType, count: ClosedRange<Int>)
    /// One value, or a list with a value for each of several places.
    case oneOrMany(FieldType)
    /// A mapping with these keys.
    case table([Field])
    /// A one-key mapping whose key names a kind, or the bare name of a kind.
    case choice(Choices)
    /// As `choice`, or one level deeper under a name of the user's: `mission: {rounds_to: {…}}`.
    case namedChoice(Choices)
    /// A mapping from names of the user's to values.
    case named(FieldType)
    /// A mapping from dotted paths to the values that replace what stands there, or the word `default`.
    case edits
    /// The value's type is that of the place an alias points to.
    case anything

    /// A seed: a whole number that names streams of random numbers, and that nobody counts with.
    public static var seed: FieldType { .integer(0...Int.max) }
    /// Any length of time.
    public static var duration: FieldType { .duration(Limits.duration) }
    /// Any number.
    public static var number: FieldType { .number(.single) }
    /// A list of any length from `minimum` up.
    public static func list(of element: FieldType, atLeast minimum: Int = 0) -> FieldType {
        .list(of: element, count: minimum...Int.max)
    }
    /// One of these words, each with a sentence.
    public static func words(_ words: (String, String)...) -> FieldType {
        .word(words.map { Word(name: $0.0, summary: $0.1) })
    }
}

/// A word a field accepts.
public struct Word: Sendable {
    /// As written in YAML.
    public let name: String
    /// What the word means, in one sentence.
    public let summary: String
}

/// An interval of the real line.
public struct Interval: Sendable, Equatable {
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double
    /// Whether the lower end itself belongs.
    public let includesLow: Bool
    /// Whether the upper end itself belongs.
    public let includesHigh: Bool

    /// An interval with stated ends.
    public init(_ low: Double, _ high: Double, includesLow: Bool = true, includesHigh: Bool = true) {
        self.low = low
        self.high = high
        self.includesLow = includesLow
        self.includesHigh = includesHigh
    }

    /// The largest number there is: networks, uploads and what is done with them are Float32.
    public static let largest = Double(Float.greatestFiniteMagnitude)
    /// The least number above zero there is, of Float32 too.
    public static let least = Double(Float.leastNonzeroMagnitude)
    /// Every number there is: what a Float32 can be.
    public static let single = Interval(-largest, largest)
    /// Greater than zero, and no less than the least there is.
    public static let positive = Interval(least, largest)
    /// Zero or greater.
    public static let nonnegative = Interval(0, largest)
    /// Zero to one, both included.
    public static let unit = Interval(0, 1)

    /// Whether the value lies within.
    public func contains(_ value: Double) -> Bool {
        (includesLow ? value >= low : value > low) && (includesHigh ? value <= high : value < high)
    }

    /// In words: `greater than 0`, `from 0 to 1`. Where only the least and the largest number there is bound it, nothing does.
    public var description: String {
        switch (low > -Self.largest, high < Self.largest) {
        case (false, false): "a number of Float32"
        case (true, false) where low == Self.least: "greater than 0"
        case (true, false): includesLow ? "at least \(Self.text(low))" : "greater than \(Self.text(low))"
        case (false, true): includesHigh ? "at most \(Self.text(high))" : "less than \(Self.text(high))"
        case (true, true):
            "from \(Self.text(low))\(includesLow ? "" : " (excluded)") to \(Self.text(high))\(includesHigh ? "" : " (excluded)")"
        }
    }

    private static func text(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? value.description
    }
}
