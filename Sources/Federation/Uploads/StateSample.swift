import Config
import Learning

/// Of which of the public states agents are asked.
enum StateSample {
    /// How many are drawn.
    static let field = Field(
        "sample", .integer(1...10_000_000),
        "Public states that are drawn anew for every meeting, the same for all agents; all of them without it, or where there are fewer"
    ).optional

    /// What it does, for the details of uploads that have it.
    static let words = """
        With `sample`, N_p of the public states are drawn for every meeting, without replacement, from the exchange's own stream, and
        asked about in the order of the draw; nothing is sent for it. Everybody has all of them from the start.
        """

    /// How many are drawn; nil where all are asked about.
    static func size(_ settings: Settings) -> Int? { settings.has("sample") ? settings.integer("sample") : nil }
}

extension Facts {
    /// The public states that agents are asked about at a meeting.
    var askedStates: States? {
        guard let drawnStates, let states = publicStates else { return publicStates }
        return States(count: min(drawnStates, states.count), width: states.width, isExact: states.isExact)
    }

    /// Why there is nothing to compare agents at; nothing where there are public states.
    var lackingStates: [Unfit] {
        guard publicStates == nil else { return [] }
        return [
            Unfit(
                .publicStates, "'\(exchange)' compares agents at public states, but there are none", at: .exchange(""),
                help: "public_states: {rollouts: {…}}, or {uniform: …} or {file: …}")
        ]
    }
}
