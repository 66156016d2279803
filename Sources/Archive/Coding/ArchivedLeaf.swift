import Numerics

/// A value that becomes one dataset, without the encoder visiting its elements.
protocol ArchivedLeaf {
    /// The dataset that keeps the value.
    var archived: ArchiveNode { get }
    /// The value of a dataset; nil where the dataset is something else.
    init?(archived: ArchiveNode)
}

/// An element whose array becomes one dataset.
protocol ArchivedElement {
    static func archive(_ elements: [Self]) -> ArchiveNode
    static func elements(of node: ArchiveNode) -> [Self]?
}

extension Array: ArchivedLeaf where Element: ArchivedElement {
    var archived: ArchiveNode { Element.archive(self) }

    init?(archived: ArchiveNode) {
        guard let elements = Element.elements(of: archived) else { return nil }
        self = elements
    }
}

extension ArchivedElement where Self: ArrayScalar {
    static func archive(_ elements: [Self]) -> ArchiveNode { .array(ArchiveArray(elements)) }

    static func elements(of node: ArchiveNode) -> [Self]? {
        guard case .array(let array) = node, array.shape.count == 1 else { return nil }
        return array.elements(as: Self.self)
    }
}

extension ArchivedLeaf where Self: ArrayScalar {
    var archived: ArchiveNode { .array(ArchiveArray(number: self)) }

    init?(archived: ArchiveNode) {
        guard case .array(let array) = archived, array.shape.isEmpty, let number = array.elements(as: Self.self)?.first
        else { return nil }
        self = number
    }
}

extension Float: ArchivedLeaf, ArchivedElement {}
extension Double: ArchivedLeaf, ArchivedElement {}
extension Int32: ArchivedLeaf, ArchivedElement {}
extension Int64: ArchivedLeaf, ArchivedElement {}
extension Int: ArchivedLeaf, ArchivedElement {}
extension UInt8: ArchivedLeaf, ArchivedElement {}
extension UInt32: ArchivedLeaf, ArchivedElement {}
extension UInt64: ArchivedLeaf, ArchivedElement {}

extension Bool: ArchivedLeaf, ArchivedElement {
    /// 0 or 1 in one byte.
    var archived: ArchiveNode { UInt8(self ? 1 : 0).archived }

    init?(archived: ArchiveNode) {
        guard let byte = UInt8(archived: archived), byte <= 1 else { return nil }
        self = byte == 1
    }

    static func archive(_ elements: [Bool]) -> ArchiveNode { UInt8.archive(elements.map { $0 ? 1 : 0 }) }

    static func elements(of node: ArchiveNode) -> [Bool]? {
        guard let bytes = UInt8.elements(of: node), bytes.allSatisfy({ $0 <= 1 }) else { return nil }
        return bytes.map { $0 == 1 }
    }
}

extension String: ArchivedLeaf, ArchivedElement {
    var archived: ArchiveNode { .text(ArchiveText(self)) }

    init?(archived: ArchiveNode) {
        guard case .text(let text) = archived, !text.isList, let value = text.values.first else { return nil }
        self = value
    }

    static func archive(_ elements: [String]) -> ArchiveNode { .text(ArchiveText(elements)) }

    static func elements(of node: ArchiveNode) -> [String]? {
        guard case .text(let text) = node, text.isList else { return nil }
        return text.values
    }
}

/// What has no order of its own, and therefore no place in an archive.
protocol UnorderedCollection {}
extension Dictionary: UnorderedCollection {}
extension Set: UnorderedCollection {}

extension DenseArray {
    /// The array of a dataset; nil where the dataset is something else.
    init?(archived: ArchiveNode) {
        guard case .array(let array) = archived, array.kind == Self.kind else { return nil }
        self = array.bytes.withUnsafeBytes { Self(shape: array.shape, copying: $0) }
    }
}
