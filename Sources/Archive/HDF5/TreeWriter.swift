internal import CHDF5

/// Writes a tree as HDF5 into memory: equal trees give equal bytes.
///
/// Object times are off and creation order is kept. The file is built in memory and lent as an image, so that every byte
/// that reaches the disk goes through a `FileSystem`. The image starts where the user block ends. The superblock is HDF5's
/// version 0, the only one whose image HDF5 1.10.8 checksums correctly (HDFGroup/hdf5 #1915).
struct TreeWriter: ~Copyable {
    /// HDF5 leaves this many bytes at the start of the file alone.
    static let userBlockSize = 512

    private let session: LibrarySession
    private let textType: LibraryHandle
    private let groupCreation: LibraryHandle
    private let arrayCreation: LibraryHandle
    private let smallCreation: LibraryHandle
    private let textCreation: LibraryHandle
    private let textTransfer: LibraryHandle

    /// The bytes of an HDF5 file holding `tree`, after a user block of zeros.
    static func image(of tree: ArchiveTree, for subject: String) throws(ArchiveError) -> [UInt8] {
        let tree = try LargeAttributes.settingApart(tree, of: subject)
        do throws(ArchiveError) {
            return try build(tree, for: subject)
        } catch {
            // Nothing but memory can be refused here, and HDF5 needs memory for its reasons too: they may be missing.
            guard case .library(let stack) = error.reason else { throw error }
            let why = "HDF5 builds a file in memory, of which there may be too little"
            throw ArchiveError(error.subject, error.operation, .library(stack + [why]))
        }
    }

    private static func build(_ tree: ArchiveTree, for subject: String) throws(ArchiveError) -> [UInt8] {
        try LibrarySession.run(subject, "write") { session throws(ArchiveError) in
            let creation = try LibraryHandle(H5Pcreate(ch5_file_creation()), in: session) { H5Pclose($0) }
            try session.check(H5Pset_userblock(creation.id, hsize_t(userBlockSize)))
            try configureGroups(creation.id, in: session)
            let access = try LibraryHandle(H5Pcreate(ch5_file_access()), in: session) { H5Pclose($0) }
            // One piece of memory that holds the whole file as a rule, and no buffers in front of memory.
            try session.check(H5Pset_fapl_core(access.id, tree.byteCount + (1 << 19), false))
            try session.check(H5Pset_sieve_buf_size(access.id, 0))
            try session.check(H5Pset_meta_block_size(access.id, 1 << 16))
            let file = try LibraryHandle(
                H5Fcreate("image", ch5_truncate(), creation.id, access.id), in: session
            ) { H5Fclose($0) }
            try TreeWriter(session).write(tree, into: file.id, at: "")
            try session.check(H5Fflush(file.id, H5F_SCOPE_GLOBAL))
            let size = try session.check(H5Fget_file_image(file.id, nil, 0))
            var copied = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: userBlockSize + size) { buffer, initialized in
                guard let start = buffer.baseAddress else { return }
                start.initialize(repeating: 0, count: userBlockSize)
                copied = H5Fget_file_image(file.id, start + userBlockSize, size)
                initialized = copied == size ? userBlockSize + size : 0
            }
            try session.check(copied)
            return bytes
        }
    }

    private init(_ session: LibrarySession) throws(ArchiveError) {
        let textType = try session.textType()
        let groupCreation = try LibraryHandle(H5Pcreate(ch5_group_creation()), in: session) { H5Pclose($0) }
        try Self.configureGroups(groupCreation.id, in: session)
        let arrayCreation = try Self.datasetCreation(in: session)
        try session.check(H5Pset_fill_time(arrayCreation.id, H5D_FILL_TIME_NEVER))
        let smallCreation = try Self.datasetCreation(in: session)
        try session.check(H5Pset_layout(smallCreation.id, H5D_COMPACT))
        let textCreation = try Self.datasetCreation(in: session)
        // For every text HDF5 would clear two buffers of 1 MiB that hold no more than its pointers.
        let textTransfer = try LibraryHandle(H5Pcreate(ch5_transfer()), in: session) { H5Pclose($0) }
        try session.check(H5Pset_buffer(textTransfer.id, 4096, nil, nil))
        self.session = session
        self.textTransfer = textTransfer
        self.textType = textType
        self.groupCreation = groupCreation
        self.arrayCreation = arrayCreation
        self.smallCreation = smallCreation
        self.textCreation = textCreation
    }

    /// Members keep the order in which they were made; up to 64 stay in the group's own header.
    private static func configureGroups(_ properties: hid_t, in session: LibrarySession) throws(ArchiveError) {
        try session.check(H5Pset_obj_track_times(properties, false))
        let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
        try session.check(H5Pset_link_creation_order(properties, order))
        try session.check(H5Pset_link_phase_change(properties, 64, 48))
    }

    private static func datasetCreation(in session: LibrarySession) throws(ArchiveError) -> LibraryHandle {
        let properties = try LibraryHandle(H5Pcreate(ch5_dataset_creation()), in: session) { H5Pclose($0) }
        try session.check(H5Pset_obj_track_times(properties.id, false))
        return properties
    }

    private func write(_ group: ArchiveTree, into id: hid_t, at path: String) throws(ArchiveError) {
        try write(group.attributes, on: id, at: path)
        for member in group.members {
            let path = path + "/" + member.name
            try refuseUnusable(member.name, at: path)
            switch member.node {
            case .group(let group):
                let child = try LibraryHandle(
                    H5Gcreate2(id, member.name, ch5_default_properties(), groupCreation.id, ch5_default_properties()),
                    in: session
                ) { H5Gclose($0) }
                try write(group, into: child.id, at: path)
            case .array(let array): try write(array, named: member.name, into: id, at: path)
            case .text(let text): try write(text, named: member.name, into: id, at: path)
            }
        }
    }

    private func write(_ array: ArchiveArray, named name: String, into id: hid_t, at path: String)
        throws(ArchiveError)
    {
        // What is not read back is not written.
        _ = try session.byteCount(array.shape, width: array.kind.byteCount, at: path)
        let space = try session.space(array.shape)
        let isSmall = array.bytes.count <= 256
        let dataset = try LibraryHandle(
            H5Dcreate2(
                id, name, array.kind.libraryType, space.id, ch5_default_properties(),
                isSmall ? smallCreation.id : arrayCreation.id, ch5_default_properties()), in: session
        ) { H5Dclose($0) }
        if !array.bytes.isEmpty {
            let status = array.bytes.withUnsafeBytes { bytes in
                H5Dwrite(
                    dataset.id, array.kind.libraryType, ch5_whole_space(), ch5_whole_space(), ch5_default_properties(),
                    bytes.baseAddress)
            }
            try session.check(status)
        }
        try write(array.attributes, on: dataset.id, at: path)
    }

    private func write(_ text: ArchiveText, named name: String, into id: hid_t, at path: String) throws(ArchiveError) {
        _ = try session.byteCount([text.values.reduce(0) { $0 + $1.utf8.count }], width: 1, at: path)
        let space = try session.space(text.isList ? [text.values.count] : [])
        let dataset = try LibraryHandle(
            H5Dcreate2(
                id, name, textType.id, space.id, ch5_default_properties(), textCreation.id, ch5_default_properties()),
            in: session
        ) { H5Dclose($0) }
        let (textType, transfer) = (textType.id, textTransfer.id)
        try session.withCStrings(text.values, at: path) { strings throws(ArchiveError) in
            try session.check(
                H5Dwrite(dataset.id, textType, ch5_whole_space(), ch5_whole_space(), transfer, strings))
        }
        try write(text.attributes, on: dataset.id, at: path)
    }

    private func write(_ attributes: ArchiveAttributes, on id: hid_t, at path: String) throws(ArchiveError) {
        for (name, value) in attributes.entries {
            let place = path + "@" + name
            try refuseUnusable(name, at: place)
            switch value {
            case .text(let text): try write([text], named: name, shape: [], on: id, at: place)
            case .texts(let texts): try write(texts, named: name, shape: [texts.count], on: id, at: place)
            case .number(let number): try write(ArchiveArray(number: number), named: name, on: id)
            case .numbers(let numbers): try write(ArchiveArray(numbers), named: name, on: id)
            case .integer(let integer): try write(ArchiveArray(number: integer), named: name, on: id)
            case .integers(let integers): try write(ArchiveArray(integers), named: name, on: id)
            }
        }
    }

    private func write(_ values: ArchiveArray, named name: String, on id: hid_t) throws(ArchiveError) {
        let attribute = try makeAttribute(name, values.kind.libraryType, values.shape, on: id)
        guard !values.bytes.isEmpty else { return }
        try session.check(
            values.bytes.withUnsafeBytes { H5Awrite(attribute.id, values.kind.libraryType, $0.baseAddress) })
    }

    private func write(_ texts: [String], named name: String, shape: [Int], on id: hid_t, at path: String)
        throws(ArchiveError)
    {
        let attribute = try makeAttribute(name, textType.id, shape, on: id)
        let textType = textType.id
        try session.withCStrings(texts, at: path) { strings throws(ArchiveError) in
            try session.check(H5Awrite(attribute.id, textType, strings))
        }
    }

    private func makeAttribute(_ name: String, _ type: hid_t, _ shape: [Int], on id: hid_t)
        throws(ArchiveError) -> LibraryHandle
    {
        let space = try session.space(shape)
        return try LibraryHandle(
            H5Acreate2(id, name, type, space.id, ch5_default_properties(), ch5_default_properties()), in: session
        ) { H5Aclose($0) }
    }

    private func refuseUnusable(_ name: String, at path: String) throws(ArchiveError) {
        let isPlain = name.utf8.allSatisfy { $0 > 0x1F && $0 < 0x7F && $0 != UInt8(ascii: "/") }
        guard isPlain, !name.isEmpty, name != "." else {
            throw session.failure(at: path, .refused("'\(name)' is no name: names are printable ASCII without '/'"))
        }
    }
}
