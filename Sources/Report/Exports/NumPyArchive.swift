public import Archive
import Numerics

/// The arrays and texts of a checkpoint as NumPy's `.npz`: a ZIP file without compression, one `.npy` per item.
///
/// Keys are the items' paths: `numpy.load(file)["agents/a1/policy/layers/0/weight"]`. Attributes have no place in it. Equal
/// trees give equal bytes: every entry is dated 1980-01-01, ZIP's first day.
public struct NumPyArchive: Sendable {
    /// What does not fit the format.
    public struct Refusal: Error, CustomStringConvertible {
        /// What does not fit, in one sentence.
        public let description: String
    }

    private var entries: [(name: [UInt8], content: [UInt8])] = []

    /// An archive of everything in a tree.
    public init(_ tree: ArchiveTree) { add(tree, at: "") }

    /// How many items there are.
    public var count: Int { entries.count }

    private mutating func add(_ tree: ArchiveTree, at path: String) {
        for member in tree.members {
            let inner = path + member.name
            switch member.node {
            case .group(let group): add(group, at: inner + "/")
            case .array(let array):
                entries.append((Array("\(inner).npy".utf8), Self.file(array.kind.numPy, array.shape, array.bytes)))
            case .text(let text): entries.append((Array("\(inner).npy".utf8), Self.file(text)))
            }
        }
    }

    /// Version 1.0 of the format: a header of a whole number of 64 bytes, then the numbers, row by row.
    private static func file(_ kind: String, _ shape: [Int], _ numbers: [UInt8]) -> [UInt8] {
        let lengths = shape.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(lengths)), }"
        header += String(repeating: " ", count: (64 - (10 + header.utf8.count + 1) % 64) % 64) + "\n"
        var file: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        file.append(littleEndian: UInt16(header.utf8.count))
        return file + Array(header.utf8) + numbers
    }

    /// Texts of one width, filled up with zeros: NumPy's way.
    private static func file(_ text: ArchiveText) -> [UInt8] {
        let scalars = text.values.map { Array($0.unicodeScalars) }
        let width = max(scalars.map(\.count).max() ?? 0, 1)
        var numbers: [UInt8] = []
        for value in scalars {
            for scalar in value { numbers.append(littleEndian: scalar.value) }
            numbers += [UInt8](repeating: 0, count: 4 * (width - value.count))
        }
        return file("<U\(width)", text.isList ? [text.values.count] : [], numbers)
    }

    /// The bytes of the file.
    ///
    /// - Throws: ``Refusal`` where there is more than a ZIP file without extensions holds.
    public func bytes() throws(Refusal) -> [UInt8] {
        let total = entries.reduce(0) { $0 + 2 * $1.name.count + $1.content.count + 96 }
        guard entries.count < 1 << 16, total < 1 << 32, entries.allSatisfy({ $0.name.count < 1 << 16 }) else {
            throw Refusal(
                description:
                    "\(entries.count) items of \(total) bytes do not fit into a .npz file; h5py reads the checkpoint")
        }
        let check = CyclicCheck.zip
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        file.reserveCapacity(total)
        for entry in entries {
            let offset = UInt32(file.count)
            let common = Self.header(entry.name, size: UInt32(entry.content.count), check: check(entry.content))
            file.append(littleEndian: UInt32(0x0403_4B50))
            file += common
            file.append(littleEndian: UInt16(0))
            file += entry.name + entry.content
            directory.append(littleEndian: UInt32(0x0201_4B50))
            directory.append(littleEndian: UInt16(20))
            directory += common
            // No extra field, comment, further disk or attributes.
            directory += [UInt8](repeating: 0, count: 12)
            directory.append(littleEndian: offset)
            directory += entry.name
        }
        let start = UInt32(file.count)
        file += directory
        file.append(littleEndian: UInt32(0x0605_4B50))
        file.append(littleEndian: UInt32(0))
        file.append(littleEndian: UInt16(entries.count))
        file.append(littleEndian: UInt16(entries.count))
        file.append(littleEndian: UInt32(directory.count))
        file.append(littleEndian: start)
        file.append(littleEndian: UInt16(0))
        return file
    }

    /// What an entry and its line in the directory share: version, flags (UTF-8 names), storing, date, check, sizes.
    private static func header(_ name: [UInt8], size: UInt32, check: UInt32) -> [UInt8] {
        var header: [UInt8] = []
        for word: UInt16 in [20, 0x0800, 0, 0, 0x0021] { header.append(littleEndian: word) }
        for word in [check, size, size] { header.append(littleEndian: word) }
        header.append(littleEndian: UInt16(name.count))
        return header
    }
}

extension ScalarKind {
    fileprivate var numPy: String {
        switch self {
        case .float32: "<f4"
        case .float64: "<f8"
        case .int32: "<i4"
        case .int64: "<i8"
        case .uint8: "|u1"
        case .uint32: "<u4"
        case .uint64: "<u8"
        }
    }
}
