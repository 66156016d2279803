import Testing

@testable import Federation

@Suite("Ranks that are threads")
struct ThreadRanksTests {
    private struct Trouble: Error, Equatable {}

    @Test("Everybody gets everybody's bytes, however many each has", arguments: [1, 2, 3, 7])
    func gathering(count: Int) throws {
        let found = try ThreadRanks.run(count) { communicator in
            let rank = Rank(communicator, agents: 10)
            var numbers = [Int](repeating: -1, count: 10)
            for agent in rank.own { numbers[agent] = agent * agent }
            rank.gather(&numbers)
            let words = rank.gather([UInt8](repeating: UInt8(communicator.rank), count: communicator.rank))
            return (numbers, words, rank.gatherAtFirst([UInt8(communicator.rank)]))
        }
        for (rank, own) in found.enumerated() {
            #expect(own.0 == (0..<10).map { $0 * $0 })
            #expect(own.1 == (0..<count).map { [UInt8](repeating: UInt8($0), count: $0) })
            #expect(own.2 == (rank == 0 ? (0..<count).map { [UInt8($0)] } : []))
        }
    }

    @Test("Everybody gets its columns of all rows, in their order", arguments: [1, 2, 3, 4, 7], [1, 2, 5])
    func columns(count: Int, unit: Int) throws {
        let (agents, width) = (5, 13)
        let found = try ThreadRanks.run(count) { communicator in
            let rank = Rank(communicator, agents: agents)
            let rows = rank.rows(of: Array(0..<agents))
            let cuts = rank.cuts(of: width, unit: unit)
            var own = [Int32](repeating: -1, count: agents * width)
            for row in rows[communicator.rank] {
                for column in 0..<width { own[row * width + column] = Int32(100 * row + column) }
            }
            let columns = own.withUnsafeBytes { bytes in
                bytes.baseAddress.map {
                    rank.columns(of: $0, stride: 4 * width, size: 4, rows: rows, cuts: cuts)
                }
            }
            let cut = cuts[communicator.rank]
            let numbers = UnsafeRawBufferPointer(start: columns, count: agents * cut.count * 4)
            return (cut, Array(numbers.bindMemory(to: Int32.self)))
        }
        #expect(found.map(\.0.count).reduce(0, +) == width)
        for (cut, numbers) in found {
            #expect(cut.lowerBound.isMultiple(of: unit) || cut.isEmpty)
            #expect(numbers == (0..<agents).flatMap { row in cut.map { Int32(100 * row + $0) } })
        }
    }

    @Test("Whoever waits for a rank that has failed is told, and the failure is what is thrown")
    func failing() {
        #expect(throws: Trouble()) {
            try ThreadRanks.run(3) { communicator in
                let rank = Rank(communicator, agents: 3)
                var numbers = [0, 0, 0]
                rank.gather(&numbers)
                if communicator.rank == 1 { throw Trouble() }
                rank.gather(&numbers)
                // Whoever is lost is lost: nothing waits any longer.
                rank.gather(&numbers)
                #expect(rank.lost == RankLost(rank: 1))
                #expect(rank.gatherAtFirst([1]).isEmpty)
            }
        }
    }

    @Test("Whoever waits for a rank whose program is over is told too")
    func leaving() {
        #expect(throws: RankLost(rank: 2)) {
            try ThreadRanks.run(3) { communicator in
                guard communicator.rank != 2 else { return }
                _ = try communicator.gather([])
            }
        }
    }

    @Test("What is thrown is what went wrong first: errors of others that come of it are not")
    func order() {
        struct Later: Error {}
        #expect(throws: Trouble()) {
            try ThreadRanks.run(3) { communicator in
                if communicator.rank == 2 { throw Trouble() }
                do { _ = try communicator.gather([]) } catch { throw Later() }
            }
        }
    }

    @Test("Tables of visits come as they were sent")
    func tables() {
        var table = VisitTable(observation: 2, actions: 3)
        table.sections = 4
        table.cellIndex = [3, 5]
        table.proxyState.elements = [1, 2, 3, 4]
        table.policy.elements = [0.5, 0.25, 0.25, 0, 0, 1]
        table.visits = [7, 1]
        var bytes = (table.bytes + VisitTable(observation: 2, actions: 3).bytes)[...]
        #expect(VisitTable(takingFrom: &bytes) == table)
        #expect(VisitTable(takingFrom: &bytes) == VisitTable(observation: 2, actions: 3))
        #expect(bytes.isEmpty)
    }
}
