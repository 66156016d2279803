import Report
import Testing

@testable import ConcordCommand

@Suite("Progress")
struct ProgressTests {
    private func state() -> ProgressState {
        let cells = ["nofed", "d5"].flatMap { arm in
            [20, 25].map { ProgressState.Cell(arm: arm, seed: $0, rounds: 1000, firstRound: arm == "d5" ? 500 : 0) }
        }
        return ProgressState(cells: cells, startedAt: 100)
    }

    @Test("time left is judged by the rounds played in this process alone")
    func timeLeft() {
        var state = state()
        state.update(cell: 0, round: 1000, steps: 30_000, latest: 200)
        state.finish(cell: 0)
        state.update(cell: 2, round: 501, steps: 40_000, latest: 470)
        state.update(cell: 2, round: 1000, steps: 100_000, latest: 480)
        state.update(cell: 1, round: 0, steps: 0, latest: 90.25)
        state.update(cell: 3, round: 500, steps: 0, latest: .nan)
        // 1000 + 500 of 3000 rounds in 60 s: as long again. Running: 480 and 90.25, mean 285.1. Steps: 30 000 of the
        // first cell and 60 000 of the resumed one, whose first 40 000 another process took: 1.5 k/s.
        #expect(
            state.summary(now: 160) == "1 of 4 cells · 62 % · 1.5 k steps/s · return 285.1 · 1 min 0 s left")
    }

    @Test("nothing is left where all cells have ended, as on a full disk")
    func ended() {
        var state = state()
        for cell in 0..<4 {
            state.update(cell: cell, round: 600, steps: nil, latest: nil)
            state.finish(cell: cell)
        }
        #expect(state.summary(now: 160) == "0 of 4 cells · 60 % · 1 min 0 s")
    }

    @Test("no terminal is too narrow or too low, whatever the cells are called and however many there are")
    func sizes() {
        let names = [[], ["a"], ["nofed", "d5"], [String(repeating: "long-", count: 30)], ["並列学習の実験", "é", "🙂🙂🙂"]]
        for names in names {
            for seeds in [1, 3, 40] {
                let cells = names.flatMap { arm in
                    (0..<seeds).map { ProgressState.Cell(arm: arm, seed: $0 * 1000, rounds: 9, firstRound: 0) }
                }
                let state = ProgressState(cells: cells, startedAt: 0)
                for columns in 0...200 {
                    for rows in [0, 1, 2, 5, 24] {
                        let grid = state.grid(columns: columns, rows: rows, paint: Paint(isColored: false))
                        #expect(grid.allSatisfy { ProgressState.width($0) <= columns })
                    }
                    #expect(ProgressState.width(ProgressState.cut(state.summary(now: 1), to: columns)) <= columns)
                }
            }
        }
    }

    @Test("the grid has one row per arm and never a line longer than the terminal")
    func grid() {
        var state = state()
        state.update(cell: 0, round: 550, steps: 1, latest: nil)
        let plain = Paint(isColored: false)
        #expect(
            state.grid(columns: 80, rows: 24, paint: plain) == [
                "       20         25         ", "nofed  █████▌···· ·········· ", "d5     █████····· █████····· ",
            ])
        for columns in [12, 20, 33, 200] {
            for line in state.grid(columns: columns, rows: 24, paint: plain) { #expect(line.count <= columns) }
        }
    }

    @Test("more arms than lines are counted, not drawn")
    func manyArms() {
        let cells = (0..<50).map { ProgressState.Cell(arm: "arm\($0)", seed: 1, rounds: 10, firstRound: 0) }
        let lines = ProgressState(cells: cells, startedAt: 0).grid(
            columns: 80, rows: 24, paint: Paint(isColored: false))
        #expect(lines.count == 22)
        #expect(lines.last == "… and 30 more arms")
    }

    @Test(
        "durations are words",
        arguments: [(0.2, "1 s"), (59, "59 s"), (72, "1 min 12 s"), (7500, "2 h 05 min"), (1e6, "11 d 13 h")]
            as [(Double, String)])
    func durations(seconds: Double, words: String) {
        #expect(NumberText.duration(seconds: seconds) == words)
    }
}
