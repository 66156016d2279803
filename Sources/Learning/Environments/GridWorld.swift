import Config
import Determinism

/// A small grid with walls and a rewarding corner, its moves contaminated by kernels of the agents' own (Labbi et al. 2025).
struct GridWorld: FiniteEnvironment {
    static let component = Component(
        "grid_world",
        "Walk through a small grid with a wall to the corner that pays, by moves that differ by agent (Labbi et al. 2025).",
        details: """
            States: the cells without a wall, row by row from the top left one, which is 0. Observation: one number per state, 1 for
            the agent's and 0 for the others.
            Actions: 0 left, 1 right, 2 down, 3 up. Open neighbors of a cell are those in the grid without a wall.
            P: an action toward an open neighbor leads there with probability `success`, to every other open neighbor with an equal
            share of the rest, and surely where there is no other; toward a wall or the edge the agent stays.
            P_i of instance i: uniform weights on a cell's open neighbors, divided by their sum (`mixes_over: neighbors`, as the
            program of the authors), or on all states (`mixes_over: states`). P_c = (1 − ε) P + ε P_i with ε = `contamination`; P_i of
            instance 0 is P itself.
            Reward: 1 in the last cell, 0 elsewhere, of the cell that is left.
            Start: cell 0. End: never terminated; truncated after `horizon` steps.

            The wall stands in the second row and column, the middle of a 3 × 3 grid; `wall: false` leaves it out.
            """,
        source: Source(
            .federatedPolicyGradient, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "P, the weights P_i on open neighbors, the rewards; 3 × 3, success 0.8"),
                .from(
                    .ours, "other random numbers of the same distribution; own kernels over all states; larger grids"),
            ]),
        fields: [
            Field("columns", .integer(2...30), "Cells from left to right").defaults(to: .integer(3)),
            Field("rows", .integer(2...30), "Cells from top to bottom").defaults(to: .integer(3)),
            Field(
                "wall", .boolean, "Whether the cell in the second row and column is a wall, in grids of 3 × 3 or more"
            )
            .defaults(to: .boolean(true)),
            Field("success", .number(.unit), "Probability that a move succeeds").defaults(to: .number(0.8)),
            Field("seed", .integer(0...2_000_000_000), "With the instance, draws the agent's own kernel").defaults(
                to: .integer(0)
            ).drawnAlike,
            Field("instance", .integer(0...2_000_000_000), "Draws the agent's own kernel; 0: the common one")
                .defaults(to: .integer(0)).drawn,
            Field("contamination", .number(.unit), "ε: the share of the agent's own kernel").defaults(to: .number(0))
                .drawn.idle(without: "instance"),
            Field(
                "mixes_over",
                .words(
                    ("neighbors", "The own kernel leads to a cell's open neighbors"),
                    ("states", "The own kernel leads anywhere")),
                "Where the own kernel can lead"
            ).defaults(to: .text("neighbors")),
            Field("horizon", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(100)),
        ])

    let game: FiniteGame
    private let grid: Grid

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource("environment/grid_world", seed: UInt64(settings.integer("seed")), [.draw])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        let grid = Grid(
            columns: settings.integer("columns"), rows: settings.integer("rows"), hasWall: settings.flag("wall"))
        self.grid = grid
        let states = grid.cells.count
        let (share, success) = (settings.number("contamination"), settings.number("success"))
        let instance = settings.integer("instance")
        let isLocal = settings.text("mixes_over") == "neighbors"
        var stream = Self.source(settings).key.stream(.draw, episode: instance)
        var kernel: [[(successor: Int, probability: Double)]] = []
        for state in 0..<states {
            let ways = grid.neighbors(of: state)
            let open = ways.compactMap(\.self).sorted()
            for way in ways {
                var common = [Double](repeating: 0, count: states)
                if let target = way {
                    for other in open where other != target { common[other] = (1 - success) / Double(open.count - 1) }
                    common[target] = open.count == 1 ? 1 : success
                } else {
                    common[state] = 1
                }
                var own = common
                if instance > 0 {
                    own = [Double](repeating: 0, count: states)
                    // 1 − u is never 0, so that there is a sum to divide by.
                    for other in isLocal ? open : Array(0..<states) { own[other] = 1 - stream.uniform() }
                    let sum = own.reduce(0, +)
                    for other in own.indices { own[other] /= sum }
                }
                kernel.append(
                    (0..<states).map { (successor: $0, probability: (1 - share) * common[$0] + share * own[$0]) }
                        .filter { $0.probability > 0 })
            }
        }
        let rewards = (0..<states * 4).map { $0 / 4 == states - 1 ? 1.0 : 0 }
        let start = (0..<states).map { $0 == 0 ? 1.0 : 0 }
        game = FiniteGame(
            FiniteModel(states: states, actions: 4, kernel: kernel, rewards: rewards, start: start),
            maximumSteps: settings.integer("horizon"))
    }
}

/// Which cells there are, and which of them touch.
private struct Grid: Sendable {
    let columns: Int
    let rows: Int
    /// By state: its cell, counted row by row.
    let cells: [Int]

    init(columns: Int, rows: Int, hasWall: Bool) {
        (self.columns, self.rows) = (columns, rows)
        let wall = hasWall && columns > 2 && rows > 2 ? columns + 1 : nil
        cells = (0..<columns * rows).filter { $0 != wall }
    }

    /// By action: the state to the left, to the right, below and above; nil at walls and edges.
    func neighbors(of state: Int) -> [Int?] {
        let (x, y) = (cells[state] % columns, cells[state] / columns)
        return [(x - 1, y), (x + 1, y), (x, y + 1), (x, y - 1)].map { x, y in
            guard (0..<columns).contains(x), (0..<rows).contains(y) else { return nil }
            return cells.firstIndex(of: y * columns + x)
        }
    }

    /// The middle of a state's cell, the first row on top.
    func place(of state: Int) -> Point {
        Point(Double(cells[state] % columns) + 0.5, Double(rows - 1 - cells[state] / columns) + 0.5)
    }
}

extension GridWorld {
    /// The grid with wall and goal, the agent in its cell, and where it wants to go.
    var scenery: Scenery<FiniteState> {
        let (width, height) = (Double(grid.columns), Double(grid.rows))
        let lines =
            (0...grid.columns).map { Shape(.line(from: Point(Double($0), 0), to: Point(Double($0), height)), .faint) }
            + (0...grid.rows).map { Shape(.line(from: Point(0, Double($0)), to: Point(width, Double($0))), .faint) }
        let goal = [Shape(.rectangle(from: Point(width - 1, 0), to: Point(width, 1)), .goal)]
        let wall =
            grid.cells.count < grid.columns * grid.rows
            ? [Shape(.rectangle(from: Point(1, height - 2), to: Point(2, height - 1)), .body)] : []
        return Scenery(
            Sight(across: -0.2...(width + 0.2), up: -0.2...(height + 0.2)), pace: .steps(perSecond: 3),
            actions: ["left", "right", "down", "up"], setting: goal + wall + lines
        ) { [grid] state, move in
            let place = grid.place(of: state.index)
            let ways = [Point(-1, 0), Point(1, 0), Point(0, -1), Point(0, 1)]
            let way = move.map { ways[$0.index] } ?? Point(0, 0)
            return [
                Shape(.circle(at: place, radius: 0.22), .body),
                .wedge(at: place + 0.26 * way, along: 0.18 * way),
            ]
        }
    }
}
