/// What a stream's numbers are for: a word of the counter, and a name for people.
///
/// Those of the language itself are numbered: append, never renumber. Learners and environments of other packages have
/// purposes of their own, by name (``init(foreign:)``).
@frozen
public struct Purpose: Hashable, Sendable {
    /// The word of the counter.
    public let rawValue: UInt32
    /// What the numbers are for, as seed ledgers say it.
    public let name: StaticString

    @inlinable @inline(__always)
    init(_ rawValue: UInt32, _ name: StaticString) {
        self.rawValue = rawValue
        self.name = name
    }

    /// A purpose that no language of ours knows, such as `"ppo: minibatches"`. Its word is in the upper half, drawn from its name by
    /// SHA-256: two names may share one, which a language refuses that has both.
    public init(foreign name: StaticString) {
        let digest = Fingerprint(of: name.withUTF8Buffer { [UInt8]($0) }).leadingWord
        self.init(UInt32(truncatingIfNeeded: digest) | 1 << 31, name)
    }

    /// Whether the words are the same.
    @inlinable
    public static func == (one: Purpose, other: Purpose) -> Bool { one.rawValue == other.rawValue }

    /// Purposes of one word are one.
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// Drawing the constants of a world, or any other range in a spec.
    @inlinable public static var draw: Purpose { Purpose(1, "draw") }
    /// Initial parameters of networks and tables.
    @inlinable public static var initialization: Purpose { Purpose(2, "initialization") }
    /// An environment's start states and its own noise.
    @inlinable public static var environment: Purpose { Purpose(3, "environment") }
    /// Choosing actions while training.
    @inlinable public static var action: Purpose { Purpose(4, "action") }
    /// Start states and environment noise while evaluating.
    @inlinable public static var evaluation: Purpose { Purpose(5, "evaluation") }
    /// Choosing samples: replay, mini-batches, cluster members.
    @inlinable public static var sampling: Purpose { Purpose(6, "sampling") }
    /// An exchange's own randomness: participation, protection, faults.
    @inlinable public static var exchange: Purpose { Purpose(7, "exchange") }
    /// Statistics of a report: bootstrap resamples.
    @inlinable public static var resample: Purpose { Purpose(8, "resample") }
    /// Choosing actions while evaluating.
    @inlinable public static var evaluationAction: Purpose { Purpose(9, "evaluation action") }
    /// Choosing what to replay; one stream per update.
    @inlinable public static var replay: Purpose { Purpose(10, "replay") }
    /// A controller's exploration noise; one stream per step.
    @inlinable public static var noise: Purpose { Purpose(11, "noise") }

    /// Start states and environment noise of episodes that agents play to tell others how well they do.
    @inlinable public static var performance: Purpose { Purpose(12, "performance") }

    /// Those of the language itself.
    public static let numbered: [Purpose] = [
        draw, initialization, environment, action, evaluation, sampling, exchange, resample, evaluationAction, replay,
        noise, performance,
    ]
}
