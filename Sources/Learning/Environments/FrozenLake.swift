import Config

/// Gymnasium's FrozenLake: cross the ice to the goal without falling through a hole.
struct FrozenLake: FiniteEnvironment, SettingsChecking {
    static let component = Component(
        "frozen_lake", "Cross a frozen lake from start to goal without falling into a hole; the ice may be slippery.",
        details: """
            States: the cells, row by row from the top left one (0). A map's letters: S start, F ice, H hole, G goal.
            Observation: one number per cell, 1 for the agent's and 0 for the others.
            Actions: 0 left, 1 down, 2 right, 3 up. Edges stop.
            `slippery`: a move goes where it is meant to with probability `success_rate`, and to either side of that, as seen from the
            agent, with half the rest each; never back. Otherwise every move succeeds.
            Reward: 1 for reaching a goal, 0 elsewhere.
            Start: a cell with an S, all as likely. End: terminated in a hole or at a goal; truncated after maximum_steps steps.

            `map: [SFGH, FHHH, FFFF, FFFF]` is a map of one's own: rows from the top, as many letters in each.
            """,
        source: Source(
            .gymnasium, note: "Gymnasium 1.4.0, FrozenLake-v1 and FrozenLake8x8-v1", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "maps, moves, probabilities, rewards, ends: equal to its table P"),
                .from(
                    .ours,
                    "no random map where none is given; episodes on 8x8 are as long as on 4x4, where Gymnasium's have 200"
                ),
            ]),
        fields: [
            Field(
                "size", .words(("4x4", "Gymnasium's small map"), ("8x8", "Gymnasium's large map")),
                "Which map of Gymnasium's it is, where `map` says nothing"
            ).defaults(to: .text("4x4")),
            Field("map", .list(of: .name, count: 1...30), "The map, a word of the letters S, F, H, G per row").optional,
            Field("slippery", .boolean, "Whether moves can slip to either side").defaults(to: .boolean(true)),
            Field("success_rate", .number(.unit), "Probability that a move on slippery ice does not slip").defaults(
                to: .number(1 / 3)
            ).drawn,
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(100)),
        ])

    private static let maps = [
        "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
        "8x8": [
            "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG",
        ],
    ]
    private static let mostColumns = 30

    let game: FiniteGame
    private let map: [[Character]]

    private static func rows(_ settings: Settings) -> [String] {
        settings.has("map")
            ? settings.list("map").compactMap(\.asText) : maps[settings.text("size")] ?? []
    }

    static func unfit(_ settings: Settings) -> SettingFlaw? {
        let rows = rows(settings)
        func flaw(_ reason: String, _ help: String) -> SettingFlaw { SettingFlaw("map", reason, help: help) }
        if let row = rows.firstIndex(where: { !$0.allSatisfy("SFHG".contains) }) {
            return flaw(
                "row \(row + 1) of the map, '\(rows[row])', has letters other than S, F, H and G",
                "S start, F ice, H hole, G goal")
        }
        if let row = rows.firstIndex(where: { $0.count != rows[0].count }) {
            return flaw(
                "row \(row + 1) of the map has \(rows[row].count) letters, and the first one has \(rows[0].count)",
                "write as many letters in every row")
        }
        if rows[0].count > mostColumns {
            return flaw("the map's rows have \(rows[0].count) letters", "\(mostColumns) letters at most")
        }
        return rows.contains { $0.contains("S") }
            ? nil : flaw("the map has no cell to start in", "write an S where episodes begin")
    }

    init(_ settings: Settings) {
        let map = Self.rows(settings).map(Array.init)
        self.map = map
        // What `unfit` refuses is made anyhow, by whoever reads on to find more mistakes: short rows end in holes.
        let (rows, columns) = (map.count, map.map(\.count).max() ?? 1)
        func letter(_ cell: Int) -> Character {
            let row = map[cell / columns]
            return cell % columns < row.count ? row[cell % columns] : "H"
        }
        let cells = rows * columns
        let isTerminal = (0..<cells).map { letter($0) == "H" || letter($0) == "G" }
        let success = settings.flag("slippery") ? settings.number("success_rate") : 1
        var kernel: [[(successor: Int, probability: Double)]] = []
        var outcomes: [[Double]] = []
        for row in 0..<4 * cells {
            let (cell, action) = (row / 4, row % 4)
            var chances = [Double](repeating: 0, count: cells)
            if isTerminal[cell] {
                chances[cell] = 1
            } else {
                for (turn, chance) in [(3, (1 - success) / 2), (0, success), (1, (1 - success) / 2)] {
                    chances[Self.neighbor(of: cell, (action + turn) % 4, rows, columns)] += chance
                }
            }
            let reached = (0..<cells).filter { chances[$0] > 0 }
            kernel.append(reached.map { (successor: $0, probability: chances[$0]) })
            outcomes.append(reached.map { !isTerminal[cell] && letter($0) == "G" ? 1 : 0 })
        }
        let rewards = zip(kernel, outcomes).map { zip($0, $1).reduce(0.0) { $0 + $1.0.probability * $1.1 } }
        let starts = (0..<cells).filter { letter($0) == "S" }
        let start = (0..<cells).map { letter($0) == "S" ? 1 / Double(starts.count) : starts.isEmpty && $0 == 0 ? 1 : 0 }
        game = FiniteGame(
            FiniteModel(
                states: cells, actions: 4, kernel: kernel, rewards: rewards, start: start, terminals: isTerminal,
                outcomes: outcomes),
            maximumSteps: settings.integer("maximum_steps"))
    }

    /// The cell to the left of another, below, to the right or above; at an edge, itself.
    private static func neighbor(of cell: Int, _ way: Int, _ rows: Int, _ columns: Int) -> Int {
        let (x, y) = (cell % columns, cell / columns)
        return switch way {
        case 0: max(x - 1, 0) + y * columns
        case 1: x + min(y + 1, rows - 1) * columns
        case 2: min(x + 1, columns - 1) + y * columns
        default: x + max(y - 1, 0) * columns
        }
    }
}

extension FrozenLake {
    /// The ice with holes and goals, the agent in its cell, and where it wants to go.
    var scenery: Scenery<FiniteState> {
        let (rows, columns) = (map.count, map.map(\.count).max() ?? 1)
        let (width, height) = (Double(columns), Double(rows))
        let lines =
            (0...columns).map { Shape(.line(from: Point(Double($0), 0), to: Point(Double($0), height)), .faint) }
            + (0...rows).map { Shape(.line(from: Point(0, Double($0)), to: Point(width, Double($0))), .faint) }
        @Sendable func place(_ cell: Int) -> Point {
            Point(Double(cell % columns) + 0.5, height - 0.5 - Double(cell / columns))
        }
        let marks = map.joined().enumerated().compactMap { cell, letter -> Shape? in
            let half = Point(0.5, 0.5)
            return switch letter {
            case "H": Shape(.circle(at: place(cell), radius: 0.4), .danger)
            case "G": Shape(.rectangle(from: place(cell) - half, to: place(cell) + half), .goal)
            case "S": Shape(.text("start", at: place(cell) - Point(0, 0.35)), .ground)
            default: nil
            }
        }
        return Scenery(
            Sight(across: -0.2...(width + 0.2), up: -0.2...(height + 0.2)), pace: .steps(perSecond: 3),
            actions: ["left", "down", "right", "up"], setting: marks + lines
        ) { state, move in
            let ways = [Point(-1, 0), Point(0, -1), Point(1, 0), Point(0, 1)]
            let way = move.map { ways[$0.index] } ?? Point(0, 0)
            return [
                Shape(.circle(at: place(state.index), radius: 0.22), .body),
                .wedge(at: place(state.index) + 0.26 * way, along: 0.18 * way),
            ]
        }
    }
}
