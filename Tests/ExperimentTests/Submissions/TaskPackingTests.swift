import Determinism
import Experiment
import Testing

@Suite("Cells in a scheduler's tasks")
struct TaskPackingTests {
    /// Pieces of several studies, of lengths between 1 and 1000 s, some of several cells.
    private static func pieces(seed: UInt64) -> [TaskPacking.Piece] {
        var stream = StreamKey(seed: seed, owner: "agent/a").stream(.sampling)
        return (0..<3).flatMap { study in
            var next = 0
            return (0..<(5 + 20 * study)).map { _ in
                let cells = Array(next..<(next + 1 + Int(stream.uniform() * 3)))
                next += cells.count
                return TaskPacking.Piece(study: study, cells: cells, seconds: 1 + stream.uniform() * 999)
            }
        }
    }

    /// Every cell once, in a task of its study, in the study's order.
    private static func confirm(_ tasks: [TaskPacking.Task], of pieces: [TaskPacking.Piece]) {
        for study in Set(pieces.map(\.study)) {
            let own = tasks.filter { $0.study == study }
            let expected = pieces.filter { $0.study == study }.flatMap(\.cells).sorted()
            #expect(own.flatMap(\.cells).sorted() == expected)
            #expect(own.allSatisfy { $0.cells == $0.cells.sorted() && !$0.cells.isEmpty })
            for piece in pieces where piece.study == study {
                #expect(own.contains { task in piece.cells.allSatisfy(task.cells.contains) }, "what belongs together")
            }
        }
    }

    @Test("So many tasks as asked for, and none longer than the mean and one piece", arguments: [3, 4, 7, 20, 1000])
    func shards(count: Int) {
        let pieces = Self.pieces(seed: 5)
        let tasks = TaskPacking(pieces, shards: count).tasks
        Self.confirm(tasks, of: pieces)
        #expect(tasks.count == min(count, pieces.count))
        #expect(tasks == TaskPacking(pieces, shards: count).tasks)
        for study in 0..<3 {
            let own = tasks.filter { $0.study == study }
            let all = own.reduce(0) { $0 + $1.seconds }
            let longest = pieces.filter { $0.study == study }.compactMap(\.seconds).max() ?? 0
            #expect(own.allSatisfy { $0.seconds <= all / Double(own.count) + longest })
        }
    }

    @Test(
        "None longer than asked for, unless a piece is, and not many more than it takes", arguments: [10.0, 1000, 5000])
    func minutes(seconds: Double) {
        let pieces = Self.pieces(seed: 6)
        let tasks = TaskPacking(pieces, atMost: seconds).tasks
        Self.confirm(tasks, of: pieces)
        for task in tasks where task.seconds > seconds {
            #expect(pieces.contains { $0.study == task.study && $0.cells == task.cells })
        }
        // First fit leaves no two tasks half empty.
        for study in 0..<3 { #expect(tasks.filter { $0.study == study && $0.seconds <= seconds / 2 }.count <= 1) }
    }

    @Test("Pieces of which nobody knows how long they take are shared out by number")
    func unknown() {
        let pieces = (0..<10).map { TaskPacking.Piece(study: 0, cells: [$0], seconds: nil) }
        #expect(TaskPacking(pieces, shards: 4).tasks.map(\.cells) == [[0, 4, 8], [1, 5, 9], [2, 6], [3, 7]])
    }
}
