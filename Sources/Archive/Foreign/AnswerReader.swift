import Numerics

/// Reads what an ``AnswerWriter`` wrote, and anything else without harm.
struct AnswerReader {
    private let bytes: [UInt8]
    private var position = 0
    /// HDF5's reader goes 64 levels deep.
    private static let deepest = 66

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func result() throws(MalformedAnswer) -> Result<ArchiveNode, ArchiveError> {
        let result: Result<ArchiveNode, ArchiveError>
        switch try tag() {
        case "N": result = .success(try node(depth: 0))
        case "E": result = .failure(ArchiveError(try text(), try text(), try reason()))
        default: throw MalformedAnswer("it is neither an item nor an error")
        }
        guard position == bytes.count else { throw MalformedAnswer("something follows its end") }
        return result
    }

    private mutating func reason() throws(MalformedAnswer) -> ArchiveError.Reason {
        switch try tag() {
        case "m": .missing
        case "d": .mismatch(try text())
        case "l": .library(try list { (reader) throws(MalformedAnswer) in try reader.text() })
        case "r": .refused(try text())
        default: throw MalformedAnswer("its error has no reason")
        }
    }

    private mutating func node(depth: Int) throws(MalformedAnswer) -> ArchiveNode {
        guard depth < Self.deepest else { throw MalformedAnswer("its groups are too deep") }
        let kind = try tag()
        switch kind {
        case "G":
            var tree = ArchiveTree()
            for _ in 0..<(try count()) {
                let name = try text()
                guard !name.isEmpty, !name.contains("/"), tree[name] == nil else {
                    throw MalformedAnswer("a group has no such name, or twice: '\(name)'")
                }
                tree.insert(try node(depth: depth + 1), at: name)
            }
            tree.attributes = try attributes()
            return .group(tree)
        case "A":
            guard let kind = ScalarKind(rawValue: try text()) else {
                throw MalformedAnswer("an array has no known kind")
            }
            let shape = try list { (reader) throws(MalformedAnswer) in try reader.count() }
            let size = try count()
            var product = (partialValue: kind.byteCount, overflow: false)
            for length in shape where !product.overflow {
                product = product.partialValue.multipliedReportingOverflow(by: length)
            }
            guard !product.overflow, product.partialValue == size else {
                throw MalformedAnswer("an array has not the bytes of its shape")
            }
            var array = ArchiveArray(kind: kind, shape: shape, bytes: Array(try take(size)))
            array.attributes = try attributes()
            return .array(array)
        case "S", "L":
            let values = try list { (reader) throws(MalformedAnswer) in try reader.text() }
            guard kind == "L" || values.count == 1 else { throw MalformedAnswer("a single text is not one") }
            var text = kind == "L" ? ArchiveText(values) : ArchiveText(values[0])
            text.attributes = try attributes()
            return .text(text)
        default: throw MalformedAnswer("an item has no known kind")
        }
    }

    private mutating func attributes() throws(MalformedAnswer) -> ArchiveAttributes {
        var attributes = ArchiveAttributes()
        for _ in 0..<(try count()) {
            let name = try text()
            attributes[name] =
                switch try tag() {
                case "t": .text(try text())
                case "T": .texts(try list { (reader) throws(MalformedAnswer) in try reader.text() })
                case "n": .number(Double(bitPattern: try word()))
                case "N":
                    .numbers(
                        try list { (reader) throws(MalformedAnswer) in Double(bitPattern: try reader.word()) })
                case "i": .integer(Int(bitPattern: UInt(try word())))
                case "I":
                    .integers(
                        try list { (reader) throws(MalformedAnswer) in
                            Int(bitPattern: UInt(try reader.word()))
                        })
                default: throw MalformedAnswer("an attribute has no known kind")
                }
        }
        return attributes
    }

    /// A list; nothing is set aside for a length that is only claimed.
    private mutating func list<Element>(
        _ element: (inout AnswerReader) throws(MalformedAnswer) -> Element
    ) throws(MalformedAnswer) -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try count()) { elements.append(try element(&self)) }
        return elements
    }

    private mutating func tag() throws(MalformedAnswer) -> Unicode.Scalar {
        Unicode.Scalar(try take(1)[position - 1])
    }

    private mutating func text() throws(MalformedAnswer) -> String {
        guard let text = String(validating: try take(count()), as: UTF8.self) else {
            throw MalformedAnswer("a text is not UTF-8")
        }
        return text
    }

    private mutating func count() throws(MalformedAnswer) -> Int {
        let word = try word()
        guard let count = Int(exactly: word) else { throw MalformedAnswer("a length is negative") }
        return count
    }

    private mutating func word() throws(MalformedAnswer) -> UInt64 {
        try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func take(_ count: Int) throws(MalformedAnswer) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw MalformedAnswer("it breaks off") }
        position += count
        return bytes[position - count..<position]
    }
}
