import Config
import Determinism

/// A grid with a cliff along its lower edge and a wind that blows toward it (Jin et al. 2022).
struct WindyCliff: FiniteEnvironment {
    static let component = Component(
        "windy_cliff",
        "Walk along a cliff to the goal, and start again, in a wind that pushes toward the edge (Jin et al. 2022).",
        details: """
            States: the cells, row by row from the bottom left one (0), `columns` to a row. 0 is the start, the rest of the
            bottom row is the cliff, its last cell the goal.
            Observation: one number per cell, 1 for the agent's and 0 for the others.
            Actions: 0 up, 1 down, 2 left, 3 right. From the cliff and the goal every action leads to the start; elsewhere down
            always succeeds, another action with probability 1 − θ/3, θ the wind, and moves down otherwise. Walls stop.
            Reward: of the cell that is left: −1, on the cliff −100, at the goal 100.
            Start: cell 0.
            End: never terminated; truncated after maximum_steps steps.

            The kernel is linear in θ, so that Jin et al.'s mixture (1 − ε)·(θ = 0.5) + ε·(θ = u) is θ = 0.5 (1 − ε) + ε u.
            """,
        source: Source(
            .environmentHeterogeneity, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("wind", .number(.unit), "θ: three times the probability of being blown down").defaults(
                to: .number(0.5)
            ).drawn,
            Field("columns", .integer(2...50), "Cells from left to right").defaults(to: .integer(4)),
            Field("rows", .integer(2...50), "Cells from bottom to top").defaults(to: .integer(4)),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(100)),
        ])

    let game: FiniteGame
    private let columns: Int
    private let rows: Int

    init(_ settings: Settings) {
        let (columns, rows) = (settings.integer("columns"), settings.integer("rows"))
        (self.columns, self.rows) = (columns, rows)
        let slip = settings.number("wind") / 3
        let cells = columns * rows
        var kernel: [[(successor: Int, probability: Double)]] = []
        for cell in 0..<cells {
            let (x, y) = (cell % columns, cell / columns)
            let down = y > 0 ? cell - columns : cell
            let moves = [
                y < rows - 1 ? cell + columns : cell, down, x > 0 ? cell - 1 : cell, x < columns - 1 ? cell + 1 : cell,
            ]
            for (action, target) in moves.enumerated() {
                if y == 0 && x > 0 {
                    kernel.append([(0, 1)])
                } else if action == 1 || target == down || slip == 0 {
                    kernel.append([(target, 1)])
                } else {
                    let both = [(successor: down, probability: slip), (target, 1 - slip)]
                    kernel.append(target < down ? both.reversed() : both)
                }
            }
        }
        let rewards = (0..<cells * 4).map { row in
            let cell = row / 4
            return cell == columns - 1 ? 100.0 : cell > 0 && cell < columns ? -100 : -1
        }
        let start = (0..<cells).map { $0 == 0 ? 1.0 : 0 }
        game = FiniteGame(
            FiniteModel(states: cells, actions: 4, kernel: kernel, rewards: rewards, start: start),
            maximumSteps: settings.integer("maximum_steps"))
    }
}

extension WindyCliff {
    /// The grid with start, cliff and goal, the agent in its cell, and where it wants to go.
    var scenery: Scenery<FiniteState> {
        let (width, height) = (Double(columns), Double(rows))
        let lines =
            (0...columns).map { Shape(.line(from: Point(Double($0), 0), to: Point(Double($0), height)), .faint) }
            + (0...rows).map { Shape(.line(from: Point(0, Double($0)), to: Point(width, Double($0))), .faint) }
        let cliff =
            columns > 2
            ? [
                Shape(.rectangle(from: Point(1, 0), to: Point(width - 1, 1)), .danger)
            ] : []
        let goal = [Shape(.rectangle(from: Point(width - 1, 0), to: Point(width, 1)), .goal)]
        let words = [Shape(.text("start", at: Point(0.5, 0.15)), .ground)]
        return Scenery(
            Sight(across: -0.2...(width + 0.2), up: -0.2...(height + 0.2)), pace: .steps(perSecond: 3),
            actions: ["up", "down", "left", "right"], setting: cliff + goal + lines + words
        ) { [columns] state, move in
            let place = Point(Double(state.index % columns) + 0.5, Double(state.index / columns) + 0.5)
            let ways = [Point(0, 1), Point(0, -1), Point(-1, 0), Point(1, 0)]
            let way = move.map { ways[$0.index] } ?? Point(0, 0)
            return [
                Shape(.circle(at: place, radius: 0.22), .body),
                .wedge(at: place + 0.26 * way, along: 0.18 * way),
            ]
        }
    }
}
