/// A learner some of whose settings may change nothing.
public protocol SettingsIdling: Learner {
    /// The keys of the settings that change nothing where agents observe and do this, if they are written, and what makes it so, as the
    /// end of a sentence.
    func idleSettings(in spaces: Spaces) -> [(key: String, reason: String)]
}
