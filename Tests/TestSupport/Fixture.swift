public import Determinism
import Glibc

/// A fixture of `Tests/Fixtures`: facts and named arrays made by another program. `Tests/Fixtures/README.md` has the format.
public struct Fixture: Sendable {
    /// Everything the JSON says but the arrays themselves.
    public let facts: CanonicalValue

    private let name: String
    private let content: [UInt8]

    /// A file that is missing or not what it should be.
    public struct Failure: Error, CustomStringConvertible {
        /// One sentence naming the file.
        public let description: String

        /// What is wrong, in one sentence.
        public init(description: String) { self.description = description }
    }

    /// Reads `name.json` and `name.bin`.
    public init(_ name: String) throws {
        self.name = name
        facts = try Self.json(name)
        content = try Self.bytes(name + ".bin")
    }

    /// The JSON document `name.json` alone.
    public static func json(_ name: String) throws -> CanonicalValue {
        try CanonicalValue(parsing: String(decoding: bytes(name + ".json"), as: UTF8.self))
    }

    /// The path of a file among the fixtures.
    public static func path(_ file: String) -> String {
        let here = #filePath
        return here.prefix(upTo: here.lastIndex(of: "/") ?? here.startIndex) + "/../Fixtures/" + file
    }

    /// The extents of an array, outermost first.
    public func shape(_ array: String) throws -> [Int] {
        try description(of: array)["shape"]?.elements.compactMap(\.asInteger) ?? []
    }

    /// The elements of a `float32` array in row-major order.
    public func floats(_ array: String) throws -> [Float] {
        try elements(array, kind: "float32") { Float(bitPattern: $0.loadUnaligned(as: UInt32.self)) }
    }

    /// The elements of a `float64` array in row-major order.
    public func doubles(_ array: String) throws -> [Double] {
        try elements(array, kind: "float64") { Double(bitPattern: $0.loadUnaligned(as: UInt64.self)) }
    }

    /// The elements of an `int32` or `uint8` array in row-major order.
    public func integers(_ array: String) throws -> [Int] {
        if try description(of: array)["type"]?.asText == "uint8" {
            return try elements(array, kind: "uint8") { Int($0.load(as: UInt8.self)) }
        }
        return try elements(array, kind: "int32") { Int($0.loadUnaligned(as: Int32.self)) }
    }

    private func description(of array: String) throws -> CanonicalValue {
        guard let description = facts["arrays"]?[array] else {
            throw Failure(description: "\(name).json has no array named \(array)")
        }
        return description
    }

    private func elements<Element>(
        _ array: String, kind: String, read: (UnsafeRawPointer) -> Element
    ) throws -> [Element] {
        let widths = ["float32": 4, "float64": 8, "int32": 4, "uint8": 1]
        let described = try description(of: array)
        guard let type = described["type"]?.asText, type == kind, let width = widths[kind],
            let offset = described["offset"]?.asInteger
        else { throw Failure(description: "\(name)/\(array) is not \(kind)") }
        let count = try shape(array).reduce(1, *)
        return try content.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, offset + count * width <= bytes.count else {
                throw Failure(description: "\(name).bin ends before \(array) does")
            }
            return (0..<count).map { read(start + offset + $0 * width) }
        }
    }

    private static func bytes(_ file: String) throws -> [UInt8] {
        guard let stream = fopen(path(file), "rb") else { throw Failure(description: "cannot open \(path(file))") }
        defer { fclose(stream) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            guard count > 0 else { return content }
            content += chunk[..<count]
        }
    }
}
