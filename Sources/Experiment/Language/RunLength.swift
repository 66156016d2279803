import Config

/// What a spec says about how long a run is.
enum RunLength {
    static let field = Field(
        "rounds",
        .table([
            Field("rounds", .integer(1...Limits.rounds), "Rounds").main.optional,
            Field("episodes", .integer(1...Limits.duration), "Length in episodes per agent").optional,
            Field("steps", .integer(1...Limits.duration), "Length in environment steps per agent").optional,
            Field("updates", .integer(1...Limits.duration), "Length in updates per agent").optional,
        ]), "How long a run is: in rounds, or in the unit of `round`, then kept where the round's length is swept"
    ).shaping(.extent)
}
