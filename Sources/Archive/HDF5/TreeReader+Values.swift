internal import CHDF5
import Glibc
import Numerics

extension TreeReader {
    /// All attributes of an open object.
    mutating func attributes(of id: hid_t, at path: String) throws(ArchiveError) -> ArchiveAttributes {
        let count = try session.check(ch5_attribute_count(id))
        guard count > 0 else { return [:] }
        guard count <= ReadingBudget.mostAttributes else {
            throw session.failure(
                at: path, .refused("it has \(count) attributes, and up to \(ReadingBudget.mostAttributes) are read"))
        }
        var names: [String] = []
        let status = withUnsafeMutablePointer(to: &names) { names in
            H5Aiterate2(
                id, H5_INDEX_NAME, H5_ITER_INC, nil,
                { _, name, _, names in
                    guard let name, let names else { return -1 }
                    names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
                    return 0
                }, names)
        }
        try session.check(status)
        var attributes = ArchiveAttributes()
        for name in names {
            let path = path + "@" + name
            try take(name.utf8.count, at: path)
            let attribute = try LibraryHandle(H5Aopen(id, name, ch5_default_properties()), in: session) { H5Aclose($0) }
            attributes[name] = try value(ofAttribute: attribute.id, at: path)
        }
        return attributes
    }

    private mutating func value(ofAttribute id: hid_t, at path: String) throws(ArchiveError) -> ArchiveAttribute {
        let type = try LibraryHandle(H5Aget_type(id), in: session) { H5Tclose($0) }
        let space = try LibraryHandle(H5Aget_space(id), in: session) { H5Sclose($0) }
        let shape = try session.shape(ofSpace: space.id, at: path)
        if H5Tget_class(type.id) == H5T_STRING {
            let count = try session.byteCount(shape, width: 1, at: path)
            // HDF5 itself makes the room for an attribute's texts, and every one may be as long as the file.
            if !isIsolated, !budget.has(count.multipliedReportingOverflow(by: budget.fileBytes)) {
                throw session.failure(at: path, Self.elsewhere)
            }
            let space = space.id
            let values = try texts(type.id, shape, at: path) {
                H5Aread(id, $0, $1)
            } release: { buffer in
                H5Dvlen_reclaim(type.id, space, ch5_default_properties(), buffer)
            }
            return shape.isEmpty ? .text(values.first ?? "") : .texts(values)
        }
        let array = try numbers(type.id, shape, at: path) { H5Aread(id, $0, $1) }
        if array.kind == .float32 || array.kind == .float64 {
            return shape.isEmpty ? .number(array.numbers[0]) : .numbers(array.numbers)
        }
        let integers = array.integers
        return shape.isEmpty ? .integer(integers[0]) : .integers(integers)
    }

    mutating func numbers(
        _ type: hid_t, _ shape: [Int], at path: String, read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
    ) throws(ArchiveError) -> ArchiveArray {
        guard let kind = ScalarKind(libraryType: type) else {
            throw session.failure(at: path, .refused("its type is neither a number of up to 64 bits nor a string"))
        }
        let size = try session.byteCount(shape, width: kind.byteCount, at: path)
        try take(size, at: path)
        guard size > 0 else { return ArchiveArray(kind: kind, shape: shape, bytes: []) }
        var status: herr_t = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            status = read(kind.libraryType, UnsafeMutableRawPointer(buffer.baseAddress))
            initialized = status < 0 ? 0 : size
        }
        try session.check(status)
        return ArchiveArray(kind: kind, shape: shape, bytes: bytes)
    }

    /// Strings of fixed or variable length. Bytes that are not UTF-8 are repaired with U+FFFD.
    ///
    /// - Parameter release: gives back what `read` made room for.
    mutating func texts(
        _ type: hid_t, _ shape: [Int], at path: String, read: (hid_t, UnsafeMutableRawPointer?) -> herr_t,
        release: (UnsafeMutableRawPointer?) -> Void
    ) throws(ArchiveError) -> [String] {
        let pointer = MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
        let count = try session.byteCount(shape, width: pointer, at: path) / pointer
        guard count > 0 else { return [] }
        guard H5Tis_variable_str(type) > 0 else {
            let width = H5Tget_size(type)
            let size = try session.byteCount(shape, width: width, at: path)
            try take(2 * size, at: path)
            var characters = [UInt8](repeating: 0, count: size)
            try session.check(characters.withUnsafeMutableBytes { read(type, $0.baseAddress) })
            return (0..<count).map { position in
                let field = characters[position * width..<(position + 1) * width]
                return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        try take(count * (pointer + MemoryLayout<String>.stride), at: path)
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        // The memory type keeps the file's character set: HDF5 converts between lengths, not between sets.
        let status = pointers.withUnsafeMutableBytes { read(type, $0.baseAddress) }
        defer { pointers.withUnsafeMutableBytes { release($0.baseAddress) } }
        try session.check(status)
        var values: [String] = []
        values.reserveCapacity(count)
        for pointer in pointers {
            let value = pointer.map { String(cString: $0) } ?? ""
            try take(value.utf8.count, at: path)
            values.append(value)
        }
        return values
    }
}

extension ArchiveArray {
    /// The numbers of an integer kind; unsigned ones beyond `Int.max` wrap.
    var integers: [Int] {
        switch kind {
        case .uint64: elements(as: UInt64.self).map { $0.map { Int(truncatingIfNeeded: $0) } } ?? []
        case .int64: elements(as: Int.self) ?? []
        case .float32, .float64, .int32, .uint8, .uint32: numbers.map { Int($0) }
        }
    }
}
