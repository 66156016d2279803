import Config

/// A corridor with a good and a bad end; which is which can differ between agents (Mak et al. 2024).
struct Corridor: FiniteEnvironment {
    static let component = Component(
        "corridor",
        "Leave a corridor by the end that pays; which end that is can differ between agents (Mak et al. 2024).",
        details: """
            States: the exit on the left (0), the cells from left to right, the exit on the right (cells + 1).
            Observation: one number per state, 1 for the agent's and 0 for the others.
            Actions: 0 left, 1 right; both always succeed.
            Reward: with `reward_sign` 1, −1 for leaving on the left and 1 for leaving on the right; with −1 the other way round; 0 for
            every other step.
            Start: the cell in the middle; of two, the one on the right. End: terminated at an exit; truncated after maximum_steps steps.

            `reward_sign: {values: [1, -1]}` gives the agents of a federation one kind of corridor and the other in turn.
            """,
        source: Source(
            .caesar, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "9 cells, the start in the middle, rewards of ±1 at the exits, 10 steps at most"),
                .from(.ours, "exits are states of their own, in which nothing is learned; any number of cells"),
            ]),
        fields: [
            Field("cells", .integer(1...500), "Cells between the exits").defaults(to: .integer(9)),
            Field("reward_sign", .integer(-1...1), "Reward for leaving on the right; on the left it is its negative")
                .defaults(to: .integer(1)).drawn,
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(10)),
        ])

    let game: FiniteGame

    init(_ settings: Settings) {
        let cells = settings.integer("cells")
        let (states, sign) = (cells + 2, Double(settings.integer("reward_sign")))
        let isExit = (0..<states).map { $0 == 0 || $0 == cells + 1 }
        let kernel = (0..<2 * states).map { row in
            let state = row / 2
            return [(successor: isExit[state] ? state : state + (row % 2 == 0 ? -1 : 1), probability: 1.0)]
        }
        let rewards = (0..<2 * states).map { row in
            row == 2 ? -sign : row == 2 * cells + 1 ? sign : 0
        }
        game = FiniteGame(
            FiniteModel(
                states: states, actions: 2, kernel: kernel, rewards: rewards,
                start: (0..<states).map { $0 == cells / 2 + 1 ? 1 : 0 }, terminals: isExit),
            maximumSteps: settings.integer("maximum_steps"))
    }
}

extension Corridor {
    /// The corridor from above, the exit that pays and the one that costs, the agent in its cell, and where it wants to go.
    var scenery: Scenery<FiniteState> {
        let model = game.model
        let width = Double(model.states)
        let paysRight = model.rewards[2 * model.states - 3] > 0
        let walls = [0.0, 1].map { Shape(.line(from: Point(1, $0), to: Point(width - 1, $0)), .ground) }
        let lines = (1..<model.states).map {
            Shape(.line(from: Point(Double($0), 0), to: Point(Double($0), 1)), .faint)
        }
        let exits = [
            Shape(.rectangle(from: Point(0, 0), to: Point(1, 1)), paysRight ? .danger : .goal),
            Shape(.rectangle(from: Point(width - 1, 0), to: Point(width, 1)), paysRight ? .goal : .danger),
        ]
        return Scenery(
            Sight(across: -0.2...(width + 0.2), up: -0.5...1.5), pace: .steps(perSecond: 3),
            actions: ["left", "right"],
            setting: exits + lines + walls
        ) { state, move in
            let place = Point(Double(state.index) + 0.5, 0.5)
            let way = Point(move.map { $0.index == 0 ? -1 : 1 } ?? 0, 0)
            return [Shape(.circle(at: place, radius: 0.22), .body), .wedge(at: place + 0.26 * way, along: 0.18 * way)]
        }
    }
}
