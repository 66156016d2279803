import Archive
import Determinism
import Testing

@testable import Experiment

/// The law that matters: run(n) equals run(k), checkpoint, resume(n − k), on one thread and on two.
enum ResumeLaw {
    /// Expects equal rows, states and traces of a cell that runs through and of cells that resume, and that something is
    /// learned: else nothing would be shown.
    ///
    /// - Parameters:
    ///   - cuts: after which rounds there is a checkpoint.
    ///   - start: a cell before its first round.
    /// - Returns: the cell that ran through.
    @discardableResult
    static func hold(rounds: Int, cuts: some Sequence<Int>, _ start: () throws -> Cell) throws -> Cell {
        var whole = try start()
        var rows: [CanonicalValue?] = []
        var traces = [whole.trace()]
        for _ in 1...rounds {
            rows.append(whole.advance(2))
            traces.append(whole.trace())
        }
        #expect(traces[0].indices.allSatisfy { agent in traces.contains { $0[agent] != traces[0][agent] } })
        for cut in cuts {
            var first = try start()
            for round in 1...cut { #expect(first.advance(1) == rows[round - 1], "round \(round)") }
            var second = try start()
            try second.restore(first.tree(), round: cut, isScheduled: false)
            #expect(try second.tree().firstDifference(from: first.tree()) == nil)
            for round in (cut + 1)...rounds {
                #expect(second.advance(1) == rows[round - 1], "round \(round) after \(cut)")
            }
            #expect(second.trace() == whole.trace())
            #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        }
        return whole
    }
}
