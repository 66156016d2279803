internal import CHDF5
import Numerics

/// Reads HDF5 groups, numbers and strings into a tree.
///
/// Members come in creation order where the group kept it, by name elsewhere. Number types that other programs write are
/// widened to the narrowest kind that holds them; compound, enumerated and other types are refused by path.
struct TreeReader {
    private let session: LibrarySession
    private static let deepest = 64

    /// The item at `path` of the HDF5 file whose bytes these are, user block included.
    ///
    /// HDF5 can crash on damaged bytes: they are verified ones, or this is a process that may crash.
    static func read(_ path: String, ofImage bytes: [UInt8], of subject: String) throws(ArchiveError) -> ArchiveNode {
        try LibrarySession.run(subject, "read") { session throws(ArchiveError) in
            let access = try LibraryHandle(H5Pcreate(ch5_file_access()), in: session) { H5Pclose($0) }
            try session.check(H5Pset_fapl_core(access.id, 1 << 16, false))
            let status = bytes.withUnsafeBytes { image in
                H5Pset_file_image(access.id, UnsafeMutableRawPointer(mutating: image.baseAddress), image.count)
            }
            try session.check(status)
            let file = try LibraryHandle(H5Fopen("image", ch5_read_only(), access.id), in: session) { H5Fclose($0) }
            let reader = TreeReader(session: session)
            var parent = try LibraryHandle(H5Oopen(file.id, "/", ch5_default_properties()), in: session) {
                H5Oclose($0)
            }
            var place = ""
            for name in path.split(separator: "/") {
                place += "/" + name
                let isThere =
                    H5Iget_type(parent.id) == H5I_GROUP
                    && H5Lexists(parent.id, String(name), ch5_default_properties()) > 0
                guard isThere else { throw session.failure(at: place, .missing) }
                parent = try reader.member(String(name), of: parent.id, at: place)
            }
            return try reader.node(parent.id, at: place, depth: 0)
        }
    }

    private func node(_ id: hid_t, at path: String, depth: Int) throws(ArchiveError) -> ArchiveNode {
        guard depth < Self.deepest else { throw session.failure(at: path, .refused("more than 64 levels of groups")) }
        switch H5Iget_type(id) {
        case H5I_GROUP: return .group(try group(id, at: path, depth: depth))
        case H5I_DATASET: return try dataset(id, at: path)
        default: throw session.failure(at: path, .refused("neither a group nor a dataset"))
        }
    }

    private func group(_ id: hid_t, at path: String, depth: Int) throws(ArchiveError) -> ArchiveTree {
        var information = H5G_info_t()
        try session.check(H5Gget_info(id, &information))
        let properties = try LibraryHandle(H5Gget_create_plist(id), in: session) { H5Pclose($0) }
        var order: UInt32 = 0
        try session.check(H5Pget_link_creation_order(properties.id, &order))
        let index = order & UInt32(H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
        var tree = ArchiveTree()
        for position in 0..<information.nlinks {
            let name = try name(ofMember: position, of: id, by: index, at: path)
            let path = path + "/" + name
            guard !name.isEmpty, !name.contains("/") else {
                throw session.failure(at: path, .refused("a member of the group has no possible name"))
            }
            let child = try member(name, of: id, at: path)
            tree.insert(try node(child.id, at: path, depth: depth + 1), at: name)
        }
        tree.attributes = try attributes(of: id, at: path)
        return tree
    }

    private func member(_ name: String, of group: hid_t, at path: String) throws(ArchiveError) -> LibraryHandle {
        guard !ch5_is_in_another_file(group, name) else {
            throw session.failure(at: path, .refused("it is in another file"))
        }
        return try LibraryHandle(H5Oopen(group, name, ch5_default_properties()), in: session) { H5Oclose($0) }
    }

    private func name(ofMember position: UInt64, of group: hid_t, by index: H5_index_t, at path: String)
        throws(ArchiveError) -> String
    {
        var characters = [CChar](repeating: 0, count: 256)
        let length = try session.check(
            H5Lget_name_by_idx(
                group, ".", index, H5_ITER_INC, position, &characters, characters.count, ch5_default_properties()))
        if length >= characters.count {
            characters = [CChar](repeating: 0, count: length + 1)
            try session.check(
                H5Lget_name_by_idx(
                    group, ".", index, H5_ITER_INC, position, &characters, characters.count, ch5_default_properties()))
        }
        return String(decoding: characters.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func dataset(_ id: hid_t, at path: String) throws(ArchiveError) -> ArchiveNode {
        let type = try LibraryHandle(H5Dget_type(id), in: session) { H5Tclose($0) }
        let space = try LibraryHandle(H5Dget_space(id), in: session) { H5Sclose($0) }
        let shape = try session.shape(ofSpace: space.id, at: path)
        let properties = try LibraryHandle(H5Dget_create_plist(id), in: session) { H5Pclose($0) }
        guard H5Pget_external_count(properties.id) <= 0, H5Pget_layout(properties.id) != H5D_VIRTUAL else {
            throw session.failure(at: path, .refused("its elements are in another file"))
        }
        if H5Tget_class(type.id) == H5T_STRING {
            guard shape.count <= 1 else { throw session.failure(at: path, .refused("texts under more than one axis")) }
            let values = try texts(type.id, space.id, shape, at: path) { type, buffer in
                H5Dread(id, type, ch5_whole_space(), ch5_whole_space(), ch5_default_properties(), buffer)
            }
            var text = shape.isEmpty ? ArchiveText(values.first ?? "") : ArchiveText(values)
            text.attributes = try attributes(of: id, at: path)
            return .text(text)
        }
        var array = try numbers(type.id, shape, at: path) { type, buffer in
            H5Dread(id, type, ch5_whole_space(), ch5_whole_space(), ch5_default_properties(), buffer)
        }
        array.attributes = try attributes(of: id, at: path)
        return .array(array)
    }

    private func attributes(of id: hid_t, at path: String) throws(ArchiveError) -> ArchiveAttributes {
        var attributes = ArchiveAttributes()
        let count = try session.check(ch5_attribute_count(id))
        for position in 0..<count {
            let attribute = try LibraryHandle(
                H5Aopen_by_idx(
                    id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(position), ch5_default_properties(),
                    ch5_default_properties()), in: session
            ) { H5Aclose($0) }
            var characters = [CChar](repeating: 0, count: Int(try session.check(H5Aget_name(attribute.id, 0, nil))) + 1)
            try session.check(H5Aget_name(attribute.id, characters.count, &characters))
            let name = String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            attributes[name] = try value(ofAttribute: attribute.id, at: path + "@" + name)
        }
        return attributes
    }

    private func value(ofAttribute id: hid_t, at path: String) throws(ArchiveError) -> ArchiveAttribute {
        let type = try LibraryHandle(H5Aget_type(id), in: session) { H5Tclose($0) }
        let space = try LibraryHandle(H5Aget_space(id), in: session) { H5Sclose($0) }
        let shape = try session.shape(ofSpace: space.id, at: path)
        if H5Tget_class(type.id) == H5T_STRING {
            let values = try texts(type.id, space.id, shape, at: path) { H5Aread(id, $0, $1) }
            return shape.isEmpty ? .text(values.first ?? "") : .texts(values)
        }
        let array = try numbers(type.id, shape, at: path) { H5Aread(id, $0, $1) }
        if array.kind == .float32 || array.kind == .float64 {
            return shape.isEmpty ? .number(array.numbers[0]) : .numbers(array.numbers)
        }
        let integers = array.integers
        return shape.isEmpty ? .integer(integers[0]) : .integers(integers)
    }

    private func numbers(
        _ type: hid_t, _ shape: [Int], at path: String, read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
    ) throws(ArchiveError) -> ArchiveArray {
        guard let kind = ScalarKind(libraryType: type) else {
            throw session.failure(at: path, .refused("its type is neither a number of up to 64 bits nor a string"))
        }
        let size = try session.byteCount(shape, width: kind.byteCount, at: path)
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
    private func texts(
        _ type: hid_t, _ space: hid_t, _ shape: [Int], at path: String,
        read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
    ) throws(ArchiveError) -> [String] {
        let pointer = MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
        let count = try session.byteCount(shape, width: pointer, at: path) / pointer
        guard count > 0 else { return [] }
        if H5Tis_variable_str(type) > 0 {
            var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
            // The memory type keeps the file's character set: HDF5 converts between lengths, not between sets.
            try session.check(pointers.withUnsafeMutableBytes { read(type, $0.baseAddress) })
            let values = pointers.map { $0.map { String(cString: $0) } ?? "" }
            try session.check(
                pointers.withUnsafeMutableBytes {
                    H5Dvlen_reclaim(type, space, ch5_default_properties(), $0.baseAddress)
                })
            return values
        }
        let width = H5Tget_size(type)
        let size = try session.byteCount(shape, width: width, at: path)
        var characters = [UInt8](repeating: 0, count: size)
        try session.check(characters.withUnsafeMutableBytes { read(type, $0.baseAddress) })
        return (0..<count).map { position in
            let field = characters[position * width..<(position + 1) * width]
            return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
        }
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
