public import Config

/// A world with settings that have to go together beyond what their fields can say.
public protocol SettingsChecking: Environment {
    /// What is wrong with settings that fit their fields; nil where nothing is. A world is made of them all the same.
    static func unfit(_ settings: Settings) -> SettingFlaw?
}

/// What is wrong with the settings of a world.
public struct SettingFlaw: Sendable, Equatable {
    /// The key at fault.
    public let key: String
    /// What is wrong, a sentence without its end.
    public let reason: String
    /// What to do about it.
    public let help: String

    /// A flaw.
    public init(_ key: String, _ reason: String, help: String) {
        (self.key, self.reason, self.help) = (key, reason, help)
    }
}
