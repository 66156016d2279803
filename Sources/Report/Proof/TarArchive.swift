/// A tar archive of plain files (POSIX.1-1988 ustar): equal files give equal bytes.
///
/// Members are sorted by the bytes of their names, owned by number 0 without a name, last changed at time 0, and readable
/// by everybody. Directories have no members: every tar makes those it needs.
public struct TarArchive: Sendable {
    /// A file that does not fit the format.
    public struct Refusal: Error, CustomStringConvertible {
        /// One sentence naming the file.
        public let description: String
    }

    private static let block = 512
    private var members: [(name: [UInt8], bytes: [UInt8])] = []

    /// An archive of no files.
    public init() {}

    /// The names of the files, sorted.
    public var names: [String] { sorted.map { String(decoding: $0.name, as: UTF8.self) } }

    /// Adds a file.
    ///
    /// - Parameter path: relative, with `/` between its parts.
    /// - Throws: ``Refusal`` where the name is taken, or too long for ustar (some 255 bytes), or the file has 8 GiB or more.
    public mutating func add(_ path: String, _ bytes: [UInt8]) throws(Refusal) {
        let name = Array(path.utf8)
        guard !members.contains(where: { $0.name == name }) else {
            throw Refusal(description: "two files of the archive would be called \(path)")
        }
        guard Self.parts(of: name) != nil else {
            throw Refusal(description: "\(path): the name is too long for a tar archive")
        }
        guard bytes.count < 1 << 33 else { throw Refusal(description: "\(path): too large for a tar archive") }
        members.append((name, bytes))
    }

    /// The archive's bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for member in sorted {
            bytes += Self.header(member.name, length: member.bytes.count)
            bytes += member.bytes
            bytes += [UInt8](repeating: 0, count: (Self.block - member.bytes.count % Self.block) % Self.block)
        }
        return bytes + [UInt8](repeating: 0, count: 2 * Self.block)
    }

    private var sorted: [(name: [UInt8], bytes: [UInt8])] {
        members.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private static func header(_ name: [UInt8], length: Int) -> [UInt8] {
        guard let (prefix, rest) = parts(of: name) else {
            preconditionFailure("names were checked when the files were added")
        }
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: [UInt8], at offset: Int) {
            header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        func put(octal number: Int, digits: Int, at offset: Int) {
            let text = String(number, radix: 8)
            put(Array((String(repeating: "0", count: digits - text.count) + text).utf8), at: offset)
        }
        put(rest, at: 0)
        put(octal: 0o644, digits: 7, at: 100)
        put(octal: 0, digits: 7, at: 108)
        put(octal: 0, digits: 7, at: 116)
        put(octal: length, digits: 11, at: 124)
        put(octal: 0, digits: 11, at: 136)
        put(Array("        0".utf8), at: 148)
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(octal: 0, digits: 7, at: 329)
        put(octal: 0, digits: 7, at: 337)
        put(prefix, at: 345)
        // The checksum is that of the header with blanks in the checksum's own place.
        put(octal: header.reduce(0) { $0 + Int($1) }, digits: 6, at: 148)
        put([0, 0x20], at: 154)
        return header
    }

    /// A name as ustar keeps it: at most 155 bytes, a slash that is not written, at most 100 bytes; nil where it cannot be.
    private static func parts(of name: [UInt8]) -> (prefix: [UInt8], rest: [UInt8])? {
        if (1...100).contains(name.count) { return ([], name) }
        let slash = name.indices.first {
            name[$0] == UInt8(ascii: "/") && $0 > 0 && $0 <= 155 && (1...100).contains(name.count - $0 - 1)
        }
        return slash.map { (Array(name[..<$0]), Array(name[($0 + 1)...])) }
    }
}
