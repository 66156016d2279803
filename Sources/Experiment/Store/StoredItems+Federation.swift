extension StoredItems {
    /// What exchanges keep, what agents remember for them, and the clock.
    static let federation: [StoredItem] =
        exchanges + weights + memories + [
            StoredItem("/federation/public_states", ["states", "observation"], "S_p, the shared states", units: nil),
            StoredItem(
                "/federation/clock/agents", ["agents"],
                "virtual time of each agent: a million ticks to the spec's unit",
                units: "tick"),
            StoredItem("/federation/clock/server", [], "when the last meeting ended", units: "tick"),
            StoredItem("/federation/clock/time", [], "what the clock has shown last", units: "tick"),
            StoredItem("/federation/clock/waited", ["agents"], "1 where the agent is waited for"),
            StoredItem("/federation/followed_returns/looks", ["replicas"], "returns looked at"),
            StoredItem("/federation/followed_returns/returns", ["latest"], "the latest returns, the newest last"),
            StoredItem("/federation/followed_returns/stalls", ["replicas"], "how often they had stalled"),
        ]

    private static let exchanges: [StoredItem] =
        [
            ("control_variates", ["agents", "numbers"], "ξ of every agent"),
            ("upload/<precision>/server", ["numbers"], "what the server sent last"),
            (
                "upload/<precision>/agents", ["agents", "numbers"],
                "what each agent took in last; no rows where all are at every meeting"
            ),
            ("when/known", ["agents", "numbers"], "visits at the agents' last meetings"),
            ("when/last/<place>", ["numbers"], "what an agent had after its last meeting"),
            ("when/done", ["agents"], "0 not done, 1 has told, 2 was away when it could have"),
            ("when/float32", ["numbers"], "the server's numbers of Float32 parts"),
            ("when/float64", ["numbers"], "the server's numbers of Float64 parts"),
            ("when/itinerary/rounds", ["agents"], "rounds trained"),
            ("when/itinerary/taken", ["agents"], "uploads the server had taken in when the agent was there last"),
            ("when/itinerary/uploads", [], "uploads the server has taken in"),
            ("visits/counts", ["agents", "numbers"], "visits since the agents' last meetings"),
            ("training/steps", ["agents"], "steps since the agent was at a meeting"),
            ("training/episodes", ["agents"], "episodes that ended since the exchange met"),
            ("training/returns", ["agents"], "the sum of their returns"),
            ("participation/choices", ["agents"], "how often an agent was chosen and has reported since"),
            ("participation/rewards", ["agents"], "the sum of its rewards"),
            ("participation/latest", ["agents"], "the mean return it reported last"),
            ("participation/pending", ["agents"], "1 where it was chosen and has not reported"),
            ("server/<memory>/result", ["numbers"], "the server's last result"),
            ("server/<memory>/mean", ["numbers"], "the mean or sum of pseudo-gradients"),
            ("server/<memory>/squares", ["squared"], "the mean of their squares"),
            ("server/<memory>/aggregates", [], "aggregates so far"),
        ].map { StoredItem("/federation/<exchange>/\($0)", $1, $2) } + [
            StoredItem(
                "/federation/<exchange>/when/itinerary/due", ["agents"], "when the agent is at the server next",
                units: "tick")
        ]

    private static let weights: [StoredItem] =
        [
            ("group", ["agents"], "the group at the last meeting, -1 before"),
            ("curves", ["agents", "meetings"], "mean returns between meetings"),
            ("meetings", ["agents"], "over how many meetings"),
            ("probability", ["agents", "others"], "p, how likely one learns from another"),
            ("distance", ["agents", "others"], "the distance before, -1 where two have not met"),
            ("preferences", ["receivers", "senders"], "Λ, what the server has learned"),
            ("tried", ["receivers", "senders"], "ξ of the meeting before"),
            ("latest", ["agents"], "the mean return every agent reported last"),
            ("choices", ["rates"], "how often each λ was tried"),
            ("rewards", ["rates"], "the sum of rewards of each λ"),
            ("choice", [], "the λ of the meeting before, -1 before the first"), ("count", [], "rewards so far"),
            ("mean", [], "their mean"), ("squares", [], "the sum of their squared distances from it"),
        ].map { StoredItem("/federation/<exchange>/weights/\($0)", $1, $2) } + [
            StoredItem("/federation/<exchange>/weights/angles", ["agents"], "the sum of angles", units: "rad")
        ]

    private static let memories: [StoredItem] = [
        ("cell_index", ["cells"], "the cell, row-major over the sections; none where states are raw", "1"),
        ("proxy_state", ["entries", "observation"], "the cell's center, or the state", nil),
        ("state", ["entries", "observation"], "the state", nil),
        ("policy", ["entries", "actions"], "the policy there, of a cell the mean", "1"),
        ("visits", ["entries"], "how often it was visited", "1"),
        ("is_sent", [], "1 where it was sent: the next visit starts a new period", "1"),
        ("sections", [], "sections of each component, 0 where states are raw", "1"),
    ].map { StoredItem("/federation/<memory>/<agent>/\($0)", $1, $2, units: $3) }
}
