/// A learner whose agents act in episodes: they can be played, evaluated and filmed.
public protocol Acting: Learner {
    /// Why this algorithm cannot act in such spaces; nil where it can.
    func refusal(of spaces: Spaces) -> SpacesRefusal?
    /// How member `index` acts with what it has learned.
    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor
}

/// A learner whose policy is one action by observation, to which training alone adds chance.
public protocol ActingDeterministically: Acting {}

/// A learner that shows every tape of training, complete with action distributions, to exchanges that watch: it calls
/// ``Block/watch(_:of:)``.
public protocol TapeShowing: Learner {}

/// Why a learner cannot act in some spaces.
public struct SpacesRefusal: Sendable, Equatable {
    /// What stands against it, in words.
    public let message: String
    /// The setting with which it could: a key of the learner's mapping, and the value it has to have.
    public let remedy: Remedy?

    /// A setting.
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

    /// A refusal.
    public init(_ message: String, remedy: Remedy? = nil) {
        self.message = message
        self.remedy = remedy
    }
}
