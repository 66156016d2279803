extension StoredItems {
    /// What an agent has of its own.
    static let agents: [StoredItem] =
        [
            StoredItem(
                "/agents/<agent>/environment_settings", ["replicas"],
                "the constants of the agent's world in every replica, JSON, all of them; units as `concord explain` has them",
                units: nil),
            StoredItem(
                "/agents/<agent>/observations", ["one", "moments"], "E x of all components, then E x²", units: nil),
            StoredItem("/agents/<agent>/observed", [], "observations that the moments are of"),
            StoredItem(
                "/agents/<agent>/noise", ["controls"], "exploration noise, in halves of each control's interval"),
        ]
        + networks + counters + replay + rollout + standing(at: "/agents/<agent>")

    private static let networks: [StoredItem] =
        layers(
            at: "/agents/<agent>/<network>", weight: "W of y = activation(W x + b)",
            bias: "b of y = activation(W x + b)")
        + layers(
            at: "/agents/<agent>/anchor/<network>", weight: "W as an exchange left it, where the agent is held",
            bias: "b as an exchange left it, where the agent is held")
        + [
            StoredItem("/agents/<agent>/optimizer/<network>/updates", [], "optimizer steps"),
            StoredItem("/agents/<agent>/anchor/coefficients/local", [], "β, by which an agent is held to itself"),
            StoredItem(
                "/agents/<agent>/anchor/coefficients/anchored", [], "σ, by which an agent is held to its anchor"),
            StoredItem(
                "/agents/<agent>/anchor/coefficients/local_divergence", [], "mean KL(π′ ‖ π) after the last update",
                units: "nat"),
            StoredItem("/agents/<agent>/anchor/coefficients/distance", [], "mean D(π̄, π) after the last update"),
            StoredItem(
                "/agents/<agent>/anchor/coefficients/anchorings", [],
                "how often an exchange left the agent somewhere, the start among them"),
        ]
        + moments(
            "first_moment", weight: "the mean of the gradients of W, or with momentum the velocity",
            bias: "the mean of the gradients of b, or with momentum the velocity")
        + moments(
            "second_moment", weight: "the mean of the squared gradients of W",
            bias: "the mean of the squared gradients of b")

    private static func layers(at path: String, weight: String, bias: String) -> [StoredItem] {
        [
            StoredItem("\(path)/layers/<layer>/weight", ["out", "in"], weight),
            StoredItem("\(path)/layers/<layer>/bias", ["out"], bias),
            StoredItem(
                "\(path)/layers/<layer>/activation", [], "what the layer applies: relu or tanh", units: nil),
        ]
    }

    private static func moments(_ name: String, weight: String, bias: String) -> [StoredItem] {
        layers(at: "/agents/<agent>/optimizer/<network>/\(name)", weight: weight, bias: bias).dropLast()
    }

    private static let counters: [StoredItem] = [
        ("steps", "environment steps"), ("episodes", "episodes that ended"),
        ("updates", "updates, of learners that replay"),
    ].flatMap { name, about in
        [
            StoredItem("/agents/<agent>/counters/\(name)", [], about),
            StoredItem("/agents/<agent>/restarted/\(name)", [], "\(about), as they were at the last exchange"),
        ]
    }

    private static let replay: [StoredItem] = [
        StoredItem("/agents/<agent>/replay/count", [], "transitions stored; rows from there on are empty"),
        StoredItem("/agents/<agent>/replay/next", [], "the row that is overwritten next"),
        StoredItem(
            "/agents/<agent>/replay/observations", ["capacity", "observation"], "s, as the world shows it", units: nil),
        StoredItem("/agents/<agent>/replay/actions", ["capacity"], "a, from 0"),
        StoredItem(
            "/agents/<agent>/replay/controls", ["capacity", "controls"], "a in a box, in the world's unit", units: nil),
        StoredItem("/agents/<agent>/replay/rewards", ["capacity"], "r"),
        StoredItem("/agents/<agent>/replay/next_observations", ["capacity", "observation"], "s′", units: nil),
        StoredItem("/agents/<agent>/replay/terminals", ["capacity"], "1 where s′ is terminal; a time limit is not"),
    ]

    private static let rollout: [StoredItem] = [
        StoredItem("/agents/<agent>/rollout/count", [], "steps in the rollout under way"),
        StoredItem(
            "/agents/<agent>/rollout/observations", ["steps", "observation"], "s, as the world shows it", units: nil),
        StoredItem("/agents/<agent>/rollout/actions", ["steps"], "a, from 0"),
        StoredItem("/agents/<agent>/rollout/controls", ["steps", "controls"], "a in a box, as drawn", units: nil),
        StoredItem(
            "/agents/<agent>/rollout/log_probabilities", ["steps"],
            "log π(a|s), or the density's, when it was drawn", units: "nat"),
        StoredItem("/agents/<agent>/rollout/rewards", ["steps"], "r, with what is bootstrapped behind a time limit"),
        StoredItem("/agents/<agent>/rollout/ends", ["steps"], "1 where an episode ended with the step"),
    ]

    /// Where the world of an agent or a row stands.
    static func standing(at path: String) -> [StoredItem] {
        let place = path + "/environment_state"
        return [
            StoredItem("\(place)/episodes", [], "episodes begun"),
            StoredItem(
                "\(place)/episode/state/<variable>", [],
                "the world's state within an unfinished episode, in its own unit",
                units: nil),
            StoredItem("\(place)/episode/steps", [], "steps of the unfinished episode so far"),
            StoredItem("\(place)/episode/score", [], "the unfinished episode's return so far"),
            StoredItem(
                "\(place)/episode/environment_position", [], "words drawn from the episode's stream of the world"),
            StoredItem("\(place)/episode/action_position", [], "words drawn from the episode's stream of actions"),
        ]
    }
}
