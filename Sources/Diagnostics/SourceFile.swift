/// A text that spans point into: its name as people know it, its bytes, and where its lines start.
///
/// A class, because thousands of spans share one text.
public final class SourceFile: Sendable {
    /// The name shown to people: a path as typed, or `HEAD~1:spec.yaml`.
    public let name: String
    /// The text's UTF-8, without a byte order mark.
    public let bytes: [UInt8]
    /// The byte offset at which each line starts. Lines end with LF, CR LF or CR.
    private let lineStarts: [Int]
    /// The byte offset of every 64th code point; empty where every code point is one byte.
    private let milestones: [Int]
    private static let stride = 64

    /// A text under a name. A leading byte order mark is dropped.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var starts = [0]
        var milestones: [Int] = []
        var isASCII = true
        var codePoints = 0
        self.bytes.withUnsafeBufferPointer { bytes in
            for offset in 0..<bytes.count {
                let byte = bytes[offset]
                if byte == 10 || byte == 13 && !(offset + 1 < bytes.count && bytes[offset + 1] == 10) {
                    starts.append(offset + 1)
                }
                if byte & 0xC0 != 0x80 {
                    if codePoints % Self.stride == 0 { milestones.append(offset) }
                    codePoints += 1
                }
                if byte >= 0x80 { isASCII = false }
            }
        }
        lineStarts = starts
        self.milestones = isASCII ? [] : milestones
    }

    /// A text under a name.
    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The span of these bytes, clipped to the text.
    public func span(_ range: Range<Int>) -> SourceSpan {
        let start = min(max(range.lowerBound, 0), bytes.count)
        return SourceSpan(file: self, start: start, end: min(max(range.upperBound, start), bytes.count))
    }

    /// The byte offset of a code point counted from the start of the text; the end where there are not so many.
    public func offset(ofCodePoint index: Int) -> Int {
        if milestones.isEmpty { return min(max(index, 0), bytes.count) }
        guard index / Self.stride < milestones.count else { return bytes.count }
        var offset = milestones[index / Self.stride]
        var remaining = index % Self.stride
        while remaining > 0, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            remaining -= 1
        }
        return offset
    }

    /// The line and column of a byte offset, counted from 1; columns count code points.
    public func position(ofOffset offset: Int) -> SourcePosition {
        let line = lineIndex(ofOffset: offset)
        let before = lineStarts[line]..<max(lineStarts[line], min(offset, bytes.count))
        let column = milestones.isEmpty ? before.count : bytes[before].count { $0 & 0xC0 != 0x80 }
        return SourcePosition(line: line + 1, column: column + 1)
    }

    /// The bytes of a line counted from 1, without its line ending.
    func bytes(ofLine line: Int) -> Range<Int> {
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] : bytes.count
        while end > start, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
        return start..<end
    }

    /// The last line that starts at or before the offset, by bisection.
    private func lineIndex(ofOffset offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
