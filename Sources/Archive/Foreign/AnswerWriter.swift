/// Writes what a ``ForeignAnswer`` holds.
struct AnswerWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ result: Result<ArchiveNode, ArchiveError>) {
        switch result {
        case .success(let node):
            add(tag: "N")
            add(node)
        case .failure(let error):
            add(tag: "E")
            add(text: error.subject)
            add(text: error.operation)
            add(error.reason)
        }
    }

    private mutating func add(_ reason: ArchiveError.Reason) {
        switch reason {
        case .missing: add(tag: "m")
        case .mismatch(let what):
            add(tag: "d")
            add(text: what)
        case .library(let stack):
            add(tag: "l")
            add(texts: stack)
        case .empty, .truncated, .damaged, .foreignHDF5, .notHDF5, .newerFormat, .notFound, .refused, .unreadable,
            .system,
            .tooLarge:
            add(tag: "r")
            add(text: reason.description)
        }
    }

    private mutating func add(_ node: ArchiveNode) {
        switch node {
        case .group(let tree):
            add(tag: "G")
            add(count: tree.members.count)
            for member in tree.members {
                add(text: member.name)
                add(member.node)
            }
            add(tree.attributes)
        case .array(let array):
            add(tag: "A")
            add(text: array.kind.rawValue)
            add(count: array.shape.count)
            for length in array.shape { add(count: length) }
            add(count: array.bytes.count)
            bytes += array.bytes
            add(array.attributes)
        case .text(let text):
            add(tag: text.isList ? "L" : "S")
            add(texts: text.values)
            add(text.attributes)
        }
    }

    private mutating func add(_ attributes: ArchiveAttributes) {
        add(count: attributes.entries.count)
        for entry in attributes.entries {
            add(text: entry.name)
            switch entry.value {
            case .text(let value):
                add(tag: "t")
                add(text: value)
            case .texts(let values):
                add(tag: "T")
                add(texts: values)
            case .number(let value):
                add(tag: "n")
                add(word: value.bitPattern)
            case .numbers(let values):
                add(tag: "N")
                add(count: values.count)
                for value in values { add(word: value.bitPattern) }
            case .integer(let value):
                add(tag: "i")
                add(count: value)
            case .integers(let values):
                add(tag: "I")
                add(count: values.count)
                for value in values { add(count: value) }
            }
        }
    }

    private mutating func add(tag: Unicode.Scalar) { bytes.append(UInt8(ascii: tag)) }

    private mutating func add(count: Int) { add(word: UInt64(bitPattern: Int64(count))) }

    private mutating func add(word: UInt64) { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }

    private mutating func add(text: String) {
        add(count: text.utf8.count)
        bytes += text.utf8
    }

    private mutating func add(texts: [String]) {
        add(count: texts.count)
        for text in texts { add(text: text) }
    }
}
