import Diagnostics
import Experiment
import Glibc
import Synchronization

/// All cells of a run at a glance: a grid of bars that is redrawn in place on a terminal, lines now and then elsewhere.
///
/// May be told of progress from any thread; draws at most ten times a second.
final class ProgressDisplay: Sendable {
    private let isInteractive: Bool
    private let isQuiet: Bool
    private let paint: Paint
    private let state: Mutex<ProgressState>

    /// A display of these cells, in the order in which they will be referred to.
    init(cells: [ProgressState.Cell], _ console: Console) {
        isInteractive = console.isInteractive && !console.isQuiet
        isQuiet = console.isQuiet
        paint = console.errorPaint
        state = Mutex(ProgressState(cells: cells, startedAt: Self.now))
    }

    /// A cell begins, or goes on after a round that it had reached before.
    func start(cell: Int, afterRound round: Int) {
        state.withLock { state in
            state.start(cell: cell, afterRound: round)
            if !isInteractive, round > 0 {
                emit("\(state.cells[cell].arm) seed \(state.cells[cell].seed): resumed after round \(round)")
            }
        }
    }

    /// A cell whose length was not known before has reached a round.
    func update(cell: Int, round: Int, of rounds: Int) {
        state.withLock { state in
            state.cells[cell].rounds = rounds
            state.update(cell: cell, round: round, steps: nil, latest: nil)
            draw(&state, isForced: false)
        }
    }

    /// A cell has reached a round, and so many environment steps since its very start.
    func update(cell: Int, round: Int, steps: Int, latest: Double?) {
        state.withLock { state in
            state.update(cell: cell, round: round, steps: steps, latest: latest)
            draw(&state, isForced: false)
        }
    }

    /// A cell has ended, in words: `done`, `interrupted at round 500`.
    func finish(cell: Int, words: String) {
        state.withLock { state in
            state.finish(cell: cell)
            if isInteractive {
                draw(&state, isForced: true)
            } else {
                emit("\(state.cells[cell].arm) seed \(state.cells[cell].seed): \(words)")
            }
        }
    }

    /// A cell has ended.
    func finish(cell: Int, _ outcome: CellOutcome) {
        state.withLock { state in
            // A stop rule may have ended the cell before its last round.
            if case .finished(let round, _) = outcome { state.cells[cell].rounds = round }
            guard case .alreadyDone(let round) = outcome else { return }
            state.cells[cell].rounds = round
            state.start(cell: cell, afterRound: round)
            state.finish(cell: cell)
        }
        // What did not run now needs no line of its own: the summary has it.
        switch outcome {
        case .alreadyDone, .waits, .notStarted: return
        case .finished, .interrupted, .failed: break
        }
        let round = state.withLock { $0.cells[cell].round }
        if case .failed = outcome { return finish(cell: cell, words: outcome.word) }
        finish(cell: cell, words: "\(outcome.word) after round \(round)")
    }

    /// Says something in a line that stays, above the bars.
    func note(_ text: String) {
        guard !isQuiet else { return }
        state.withLock { state in
            Console.talk(eraseSequence(&state) + paint.plain("note: \(VisibleText.line(text))\n"))
            draw(&state, isForced: true)
        }
    }

    /// Draws for the last time and leaves the cursor below; elsewhere says how fast it went, where anything ran.
    func close() {
        state.withLock { state in
            draw(&state, isForced: true)
            state.drawnLines = 0
            if !isInteractive, state.cells.contains(where: { $0.steps != nil }) {
                emit(state.summary(now: Self.now))
            }
        }
    }

    private func draw(_ state: inout ProgressState, isForced: Bool) {
        let now = Self.now
        let pause = isInteractive ? 0.1 : 10
        guard now - state.drawnAt >= pause || (isForced && isInteractive) else { return }
        state.drawnAt = now
        let summary = state.summary(now: now)
        guard isInteractive else {
            emit(summary)
            return
        }
        let size = Console.errorTerminalSize()
        let lines =
            state.grid(columns: size.columns, rows: size.rows, paint: paint) + [
                ProgressState.cut(summary, to: size.columns - 1)
            ]
        let erase = eraseSequence(&state)
        state.drawnLines = lines.count
        Console.talk(erase + paint.shown(lines.joined(separator: "\n") + "\n"))
    }

    private func eraseSequence(_ state: inout ProgressState) -> String {
        guard isInteractive, state.drawnLines > 0 else { return "" }
        let sequence = "\r\u{1B}[\(state.drawnLines)A\u{1B}[J"
        state.drawnLines = 0
        return sequence
    }

    /// One line, whatever is in it.
    private func emit(_ text: String) {
        guard !isQuiet else { return }
        Console.talk(VisibleText.line(text) + "\n")
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
