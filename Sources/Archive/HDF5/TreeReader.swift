internal import CHDF5
import Numerics

/// Reads HDF5 groups, numbers and strings into a tree.
///
/// Members come in creation order where the group kept it, by name elsewhere. Number types that other programs write are
/// widened to the narrowest kind that holds them; compound, enumerated and other types are refused by path. So is what is
/// no tree within one file: links that lead out of it or to a group that was read already, elements in other files, and
/// more than a ``ReadingBudget``.
struct TreeReader {
    let session: LibrarySession
    let file: hid_t
    /// Whether this process may crash, and be bounded by the operating system, so that it may read what Concord never writes.
    let isIsolated: Bool
    var budget: ReadingBudget
    /// Groups by their addresses: the path by which each was read.
    private var groups: [UInt64: String] = [:]
    private static let deepest = 64

    /// What is said of a file that a process of its own has to read.
    static let elsewhere = ArchiveError.Reason.refused("Concord writes no such item; a process of its own may read it")

    /// The item at `path` of the HDF5 file whose bytes these are, user block included.
    ///
    /// HDF5 can crash on damaged bytes: they are verified ones, or this is a process that may crash.
    ///
    /// - Parameter isIsolated: whether it is such a process. Elsewhere, what Concord never writes is refused with the reason
    ///   ``elsewhere``.
    static func read(
        _ path: String, ofImage bytes: [UInt8], of subject: String, isIsolated: Bool = false
    ) throws(ArchiveError) -> ArchiveNode {
        try LibrarySession.run(subject, "read") { session throws(ArchiveError) in
            guard !isIsolated else { return try read(path, ofImage: bytes, in: session, isIsolated: true) }
            let seconds = ReadingBudget.seconds(ofFile: bytes.count)
            return try ReadingWatch.during(subject, seconds: seconds) { () throws(ArchiveError) in
                try read(path, ofImage: bytes, in: session, isIsolated: false)
            }
        }
    }

    private static func read(
        _ path: String, ofImage bytes: [UInt8], in session: LibrarySession, isIsolated: Bool
    ) throws(ArchiveError) -> ArchiveNode {
        let access = try LibraryHandle(H5Pcreate(ch5_file_access()), in: session) { H5Pclose($0) }
        try session.check(H5Pset_fapl_core(access.id, 1 << 16, false))
        let status = bytes.withUnsafeBytes { image in
            H5Pset_file_image(access.id, UnsafeMutableRawPointer(mutating: image.baseAddress), image.count)
        }
        try session.check(status)
        let file = try LibraryHandle(H5Fopen("image", ch5_read_only(), access.id), in: session) { H5Fclose($0) }
        var reader = TreeReader(
            session: session, file: file.id, isIsolated: isIsolated, budget: ReadingBudget(fileBytes: bytes.count))
        let item = try reader.open(path, from: file.id, at: "", links: 0)
        let place = path.split(separator: "/").reduce("") { $0 + "/" + $1 }
        return try reader.node(item.id, at: place, depth: 0)
    }

    private init(session: LibrarySession, file: hid_t, isIsolated: Bool, budget: ReadingBudget) {
        self.session = session
        self.file = file
        self.isIsolated = isIsolated
        self.budget = budget
    }

    private mutating func node(_ id: hid_t, at path: String, depth: Int) throws(ArchiveError) -> ArchiveNode {
        guard depth < Self.deepest else { throw session.failure(at: path, .refused("more than 64 levels of groups")) }
        switch H5Iget_type(id) {
        case H5I_GROUP: return .group(try group(id, at: path, depth: depth))
        case H5I_DATASET: return try dataset(id, at: path)
        default: throw session.failure(at: path, .refused("neither a group nor a dataset"))
        }
    }

    private mutating func group(_ id: hid_t, at path: String, depth: Int) throws(ArchiveError) -> ArchiveTree {
        var address: UInt64 = 0
        guard ch5_object_address(id, &address) else {
            throw session.failure(at: path, .refused("the group has no place in the file"))
        }
        if let first = groups.updateValue(path, forKey: address) {
            let name = first.isEmpty ? "/" : first
            throw session.failure(at: path, .refused("it is the group \(name) again, and no file is read in circles"))
        }
        var tree = ArchiveTree()
        for link in try links(of: id) {
            let path = path + "/" + link.name
            guard !link.name.isEmpty, !link.name.utf8.contains(UInt8(ascii: "/")), tree.position(of: link.name) == nil
            else {
                throw session.failure(at: path, .refused("a member of the group has no possible name"))
            }
            try take(link.name.utf8.count, at: path)
            let child = try open(link, of: id, at: path, links: 0)
            tree.insert(try node(child.id, at: path, depth: depth + 1), at: link.name)
        }
        tree.attributes = try attributes(of: id, at: path)
        return tree
    }

    private mutating func dataset(_ id: hid_t, at path: String) throws(ArchiveError) -> ArchiveNode {
        let type = try LibraryHandle(H5Dget_type(id), in: session) { H5Tclose($0) }
        let space = try LibraryHandle(H5Dget_space(id), in: session) { H5Sclose($0) }
        let shape = try session.shape(ofSpace: space.id, at: path)
        try refuseForeignLayout(id, H5Tget_size(type.id), at: path)
        if H5Tget_class(type.id) == H5T_STRING {
            guard shape.count <= 1 else { throw session.failure(at: path, .refused("texts under more than one axis")) }
            let memory = TextMemory(most: budget.left)
            let transfer = try LibraryHandle(H5Pcreate(ch5_transfer()), in: session) { H5Pclose($0) }
            try session.check(memory.lend(to: transfer.id))
            let values = try texts(type.id, shape, at: path) { type, buffer in
                H5Dread(id, type, ch5_whole_space(), ch5_whole_space(), transfer.id, buffer)
            } release: { _ in
                memory.release()
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

    /// Elements in other files are refused; those in pieces, which filters may unpack, are for a process of its own.
    private mutating func refuseForeignLayout(_ id: hid_t, _ width: Int, at path: String) throws(ArchiveError) {
        let properties = try LibraryHandle(H5Dget_create_plist(id), in: session) { H5Pclose($0) }
        let layout = H5Pget_layout(properties.id)
        guard H5Pget_external_count(properties.id) <= 0, layout != H5D_VIRTUAL else {
            throw session.failure(at: path, .refused("its elements are in another file"))
        }
        guard layout == H5D_CHUNKED else { return }
        guard isIsolated else { throw session.failure(at: path, Self.elsewhere) }
        var lengths = [hsize_t](repeating: 0, count: 32)
        let rank = try session.check(H5Pget_chunk(properties.id, Int32(lengths.count), &lengths))
        let shape = lengths.prefix(Int(rank)).map { Int(clamping: $0) }
        try take(session.byteCount(shape, width: width, at: path), at: path)
    }

    /// Holds so many bytes against the budget.
    mutating func take(_ bytes: Int, at path: String) throws(ArchiveError) {
        if let refusal = budget.take(bytes) { throw session.failure(at: path, .refused(refusal)) }
    }
}
