#if MPI
    internal import CMPI
    import Glibc

    /// Ranks that are processes which a launcher has started, on one machine or several: they reach one another by MPI.
    ///
    /// Bytes are moved, and MPI sums nothing. Where one dies, the launcher ends all.
    struct ProcessRanks: ProcessCommunicator {
        let rank: Int
        let size: Int

        /// Joins the others; once in a process.
        init() throws(RankLost) {
            try Self.confirm(cmpi_join())
            (rank, size) = (Int(cmpi_rank()), Int(cmpi_size()))
        }

        func gatherAll(_ buffer: UnsafeMutableRawPointer, _ ranges: [Range<Int>]) throws(RankLost) {
            precondition(ranges.count == size, "a range for every rank")
            try Self.confirm(
                cmpi_gather_all(buffer.assumingMemoryBound(to: CChar.self), Self.places(ranges), Int32(size)))
        }

        func exchange(
            _ buffer: UnsafeRawPointer, _ sent: [Range<Int>], into target: UnsafeMutableRawPointer,
            _ received: [Range<Int>]
        ) throws(RankLost) {
            precondition(sent.count == size && received.count == size, "a range for every rank")
            try Self.confirm(
                cmpi_exchange(
                    buffer.assumingMemoryBound(to: CChar.self), Self.places(sent),
                    target.assumingMemoryBound(to: CChar.self), Self.places(received), Int32(rank), Int32(size)))
        }

        func gather(_ bytes: [UInt8]) throws(RankLost) -> [[UInt8]] {
            var lengths = [UInt64](repeating: 0, count: size)
            try Self.confirm(cmpi_numbers(UInt64(bytes.count), &lengths))
            let count = rank == 0 ? lengths.reduce(0) { $0 + Int($1) } : 0
            var all = [UInt8](repeating: 0, count: count)
            let code = bytes.withUnsafeBytes { own in
                all.withUnsafeMutableBytes { all in
                    cmpi_gather(
                        own.assumingMemoryBound(to: CChar.self).baseAddress, lengths,
                        all.assumingMemoryBound(to: CChar.self).baseAddress, Int32(rank), Int32(size))
                }
            }
            try Self.confirm(code)
            guard rank == 0 else { return [] }
            var place = 0
            return lengths.map { length in
                defer { place += Int(length) }
                return Array(all[place..<place + Int(length)])
            }
        }

        func leave() { _ = cmpi_leave() }

        func abort(_ code: Int32) -> Never {
            cmpi_abort(code)
            exit(code)
        }

        /// Where ranges begin and end, one after another.
        private static func places(_ ranges: [Range<Int>]) -> [Int] {
            ranges.flatMap { [$0.lowerBound, $0.upperBound] }
        }

        private static func confirm(_ code: Int32) throws(RankLost) {
            guard code != 0 else { return }
            var text = [CChar](repeating: 0, count: Int(cmpi_longest_words()) + 1)
            cmpi_words(code, &text)
            let words = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw RankLost(reason: words.isEmpty ? "MPI error \(code)" : String(decoding: words, as: UTF8.self))
        }
    }
#endif
