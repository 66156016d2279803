/// Why parts of an experiment do not go together: the one way in which components refuse.
///
/// `check` turns it into a diagnostic at the places it names; nothing else decides what is refused.
public struct Unfit: Sendable, Equatable {
    /// What kind of trouble it is.
    public let kind: Kind
    /// What stands against it, a sentence without its end.
    public let reason: String
    /// Where to point.
    public let place: Place
    /// A second place, and what is there.
    public let other: Remark?
    /// What to do about it.
    public let help: String
    /// A word that is none of `candidates`, where that is the trouble: one of them may be meant.
    public let unknown: String?
    /// What could have been written instead of `unknown`.
    public let candidates: [String]
    /// The setting of the component that refuses with which it would go.
    public let remedy: Remedy?

    /// A setting: a key of a component's mapping, and the value it has to have.
    public struct Remedy: Sendable, Equatable {
        /// The key.
        public let key: String
        /// The value, one word.
        public let word: String

        /// A setting.
        public init(_ key: String, _ word: String) {
            self.key = key
            self.word = word
        }
    }

    /// What kind of trouble it is; each has a diagnostic of its own.
    public enum Kind: Sendable, CaseIterable {
        /// Two axes do not take one another's payload.
        case axes
        /// A setting does not go with what agents observe and do.
        case setting
        /// A learner does not do what is asked of it.
        case learner
        /// Agents' spaces differ.
        case spaces
        /// Agents' parts differ.
        case parts
        /// Agents have no part of this name.
        case unknownPart
        /// There are no public states.
        case publicStates
        /// A number is more than there is to count.
        case count
        /// Two keys say the same.
        case twice
        /// No agent has this name.
        case unknownAgent
    }

    /// Somewhere in a spec.
    public enum Place: Sendable, Equatable {
        /// A dotted path below the exchange; empty for the exchange itself.
        case exchange(String)
        /// A dotted path below an agent, by its index among the facts.
        case agent(Int, String)
        /// The recipe of the public states.
        case publicStates
        /// The list of agents.
        case agents
        /// The nominal world.
        case nominal
    }

    /// A place, and what is there.
    public struct Remark: Sendable, Equatable {
        /// Where.
        public let place: Place
        /// What.
        public let note: String

        /// A remark.
        public init(_ place: Place, _ note: String) {
            self.place = place
            self.note = note
        }
    }

    /// The refusal of a component that stands with an agent, such as its learner or what is measured of it.
    ///
    /// - Parameter help: what to do about it; empty where whoever asks knows better.
    public static func here(_ reason: String, help: String = "", remedy: Remedy? = nil) -> Unfit {
        Unfit(.learner, reason, at: .agent(0, "learner"), help: help, remedy: remedy)
    }

    /// A refusal.
    public init(
        _ kind: Kind, _ reason: String, at place: Place, other: Remark? = nil, unknown: String? = nil,
        among candidates: [String] = [], help: String, remedy: Remedy? = nil
    ) {
        self.kind = kind
        self.reason = reason
        self.place = place
        self.other = other
        self.unknown = unknown
        self.candidates = candidates
        self.help = help
        self.remedy = remedy
    }
}
