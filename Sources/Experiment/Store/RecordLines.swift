public import Archive
import Glibc

/// The lines of a `metrics.jsonl`, one after the other, in memory that does not grow with the file.
public struct RecordLines {
    /// One line of the file.
    public struct Line: Sendable {
        /// Which one, from 1.
        public let number: Int
        /// Its bytes, without the line feed.
        public let bytes: ArraySlice<UInt8>
        /// Where the line ends in the file, its line feed included.
        public let end: Int
        /// Whether it ends with a line feed; only the last one may not.
        public let isWhole: Bool
        /// Whether it is longer than any row: what was read of it is not all, and no line comes after it.
        public let isTooLong: Bool
    }

    /// The path of the file.
    public let path: String
    /// Whether there is such a file.
    public let isThere: Bool
    private let files: any FileSystem
    private var buffer: [UInt8] = []
    /// Where the line that comes next starts in the buffer, and where the search for its end goes on.
    private var (start, searched) = (0, 0)
    /// Where the buffer ends in the file.
    private var offset: Int
    private var number: Int
    private var isAtEnd = false
    private let longest: Int

    private static let chunk = 1 << 18
    /// The most bytes of a line: a row of a million agents takes some hundred of them each.
    static let longest = 1 << 28

    /// The lines of a directory's record; none where there is no file.
    ///
    /// - Parameters:
    ///   - offset: where to begin, at the start of a line.
    ///   - number: how many lines stand before that.
    public init(_ directory: RunDirectory, from offset: Int = 0, after number: Int = 0) throws(ArchiveError) {
        try self.init(directory, from: offset, after: number, longest: Self.longest)
    }

    init(_ directory: RunDirectory, from offset: Int = 0, after number: Int = 0, longest: Int) throws(ArchiveError) {
        self.longest = longest
        path = directory.recordPath
        files = directory.files
        self.offset = offset
        self.number = number
        isThere = try files.length(path) != nil
        isAtEnd = !isThere
    }

    /// The next line; nil at the end.
    public mutating func next() throws(ArchiveError) -> Line? {
        while true {
            if let feed = feed() {
                let line = line(upTo: feed, isWhole: true)
                (start, searched) = (feed + 1, feed + 1)
                return line
            }
            searched = buffer.count
            guard buffer.count - start <= longest else {
                defer { (start, isAtEnd) = (buffer.count, true) }
                return line(upTo: buffer.count, isWhole: false, isTooLong: true)
            }
            guard !isAtEnd else {
                guard start < buffer.count else { return nil }
                let line = line(upTo: buffer.count, isWhole: false)
                start = buffer.count
                return line
            }
            let more = try files.read(path, from: offset, count: Self.chunk)
            isAtEnd = more.isEmpty
            offset += more.count
            buffer.removeFirst(start)
            searched -= start
            start = 0
            buffer += more
        }
    }

    /// Where the next line feed is in the buffer.
    private func feed() -> Int? {
        buffer.withUnsafeBytes { raw in
            guard searched < raw.count, let base = raw.baseAddress,
                let found = memchr(base + searched, 0x0A, raw.count - searched)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private mutating func line(upTo end: Int, isWhole: Bool, isTooLong: Bool = false) -> Line {
        number += 1
        let place = offset - (buffer.count - end) + (isWhole ? 1 : 0)
        return Line(number: number, bytes: buffer[start..<end], end: place, isWhole: isWhole, isTooLong: isTooLong)
    }
}
