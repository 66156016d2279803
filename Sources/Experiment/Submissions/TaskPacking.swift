/// Cells laid into tasks of a scheduler by what they are predicted to take. A task is of one study: it runs one spec.
public struct TaskPacking: Sendable {
    /// What goes into one task: a cell with those that go on from it.
    public struct Piece: Sendable {
        /// Which study it is of.
        public let study: Int
        /// Its cells, in the study's order.
        public let cells: [Int]
        /// Seconds on one thread that are left; nil where nobody knows.
        public let seconds: Double?

        /// A piece of work.
        public init(study: Int, cells: [Int], seconds: Double?) {
            self.study = study
            self.cells = cells
            self.seconds = seconds
        }
    }

    /// What one task runs.
    public struct Task: Sendable, Equatable {
        /// Which study.
        public let study: Int
        /// Its cells, in the study's order.
        public internal(set) var cells: [Int] = []
        /// Seconds on one thread, as far as they are known.
        public internal(set) var seconds = 0.0
    }

    /// The tasks, study by study.
    public let tasks: [Task]

    /// Lays pieces into a number of tasks, the longest first, each into the task that has least to do; tasks are shared out among the
    /// studies by what they take, at least one to each. There are no more tasks than pieces.
    ///
    /// - Parameter shards: how many tasks, at least one for each study that has pieces.
    public init(_ pieces: [Piece], shards: Int) {
        let groups = Self.byStudy(pieces)
        precondition(shards >= groups.count, "every study has a task")
        let loads = groups.map { $0.reduce(0) { $0 + Self.weight($1) } }
        var shares = groups.map { _ in 1 }
        var left = shards - groups.count
        while left > 0 {
            let open = groups.indices.filter { shares[$0] < groups[$0].count }
            func load(_ group: Int) -> Double { loads[group] / Double(shares[group]) }
            guard let next = open.max(by: { (load($0), $1) < (load($1), $0) }) else { break }
            shares[next] += 1
            left -= 1
        }
        tasks = zip(groups, shares).flatMap { pieces, share in
            var tasks = Array(repeating: Task(study: pieces[0].study), count: share)
            var loads = Array(repeating: 0.0, count: share)
            for piece in Self.longestFirst(pieces) {
                guard let place = loads.indices.min(by: { (loads[$0], $0) < (loads[$1], $1) }) else { break }
                loads[place] += Self.weight(piece)
                tasks[place].take(piece)
            }
            return tasks.map(\.ordered)
        }
    }

    /// Lays pieces into as few tasks as none takes longer than so many seconds, the longest first, each into the first task that has
    /// room. A piece that takes longer has a task of its own.
    public init(_ pieces: [Piece], atMost seconds: Double) {
        tasks = Self.byStudy(pieces).flatMap { pieces in
            var tasks: [Task] = []
            for piece in Self.longestFirst(pieces) {
                let time = piece.seconds ?? 0
                if let place = tasks.firstIndex(where: { $0.seconds + time <= seconds }) {
                    tasks[place].take(piece)
                } else {
                    var task = Task(study: piece.study)
                    task.take(piece)
                    tasks.append(task)
                }
            }
            return tasks.map(\.ordered)
        }
    }

    private static func byStudy(_ pieces: [Piece]) -> [[Piece]] {
        let last = pieces.map(\.study).max() ?? -1
        return (0..<(last + 1)).map { study in pieces.filter { $0.study == study } }.filter { !$0.isEmpty }
    }

    /// Where nobody knows how long one takes, all are alike.
    private static func weight(_ piece: Piece) -> Double { piece.seconds ?? 1 }

    private static func longestFirst(_ pieces: [Piece]) -> [Piece] {
        let weights = pieces.map(weight)
        return pieces.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }.map { pieces[$0] }
    }
}

extension TaskPacking.Task {
    fileprivate mutating func take(_ piece: TaskPacking.Piece) {
        cells += piece.cells
        seconds += piece.seconds ?? 0
    }

    fileprivate var ordered: TaskPacking.Task {
        var task = self
        task.cells.sort()
        return task
    }
}
