/// How much reading a file may make of its bytes: what it claims is held against what it has before any room is made for it.
struct ReadingBudget {
    let fileBytes: Int
    private(set) var left: Int

    /// The budget of a file of so many bytes.
    init(fileBytes: Int) {
        self.fileBytes = fileBytes
        left = Self.bytes(ofFile: fileBytes)
    }

    /// The bytes that may be made of a file: what is compressed well is many times as large, and small files may be; what is
    /// half a gigabyte or more is at most twice as large as its file.
    static func bytes(ofFile count: Int) -> Int { min(64 << 20 + 64 * count, max(512 << 20, 2 * count)) }

    /// The processor time in seconds that a file of so many bytes may take. A hundredth of that is usual. Processor time, so
    /// that a busy machine refuses nothing; large files get more.
    static func seconds(ofFile count: Int) -> Int { 10 + count / 4_000_000 }

    /// The attributes that one group or dataset may have.
    static let mostAttributes = 1000
    /// The soft links that one path may lead through.
    static let mostLinks = 16

    /// Takes so many bytes; why not, in words, where there are not as many.
    mutating func take(_ bytes: Int) -> String? {
        guard bytes >= 0, bytes <= left else {
            return "with what was read before it takes more than the \(Self.bytes(ofFile: fileBytes) >> 20) MiB "
                + "that a file of \(fileBytes) bytes may hold"
        }
        left -= bytes
        return nil
    }

    /// Whether there are so many bytes to take.
    func has(_ bytes: (partialValue: Int, overflow: Bool)) -> Bool { !bytes.overflow && bytes.partialValue <= left }
}
