public import Config

/// Where episodes begin: each anew, or all where the agent's first one did, as programs that seed every reset have it.
public enum EpisodeStart: String, Sendable {
    /// Drawn for every episode.
    case newEveryEpisode = "new_every_episode"
    /// Drawn once: where the agent's first episode of training began, in training, evaluation and roll-outs.
    case sameEveryEpisode = "same_every_episode"

    /// The key in an environment's table.
    static let key = "start"

    /// The field of an environment that offers it.
    public static let field = Field(
        key,
        .words(
            (newEveryEpisode.rawValue, "Drawn for every episode"),
            (
                sameEveryEpisode.rawValue,
                "Where the agent's first episode of training began, in evaluations too, as where every reset has one seed"
            )),
        "Where episodes begin"
    ).defaults(to: .text(newEveryEpisode.rawValue))

    /// Reads the field of an environment's settings.
    public init(_ settings: Settings) {
        guard let start = EpisodeStart(rawValue: settings.text(Self.key)) else {
            preconditionFailure("no start is called '\(settings.text(Self.key))'")
        }
        self = start
    }
}
