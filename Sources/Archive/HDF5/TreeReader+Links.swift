internal import CHDF5

extension TreeReader {
    /// A member of a group: its name, and what it leads to.
    struct Link {
        let name: String
        fileprivate let target: ch5_link
    }

    /// A group's links, gathered in one pass.
    func links(of group: hid_t) throws(ArchiveError) -> [Link] {
        let properties = try LibraryHandle(H5Gget_create_plist(group), in: session) { H5Pclose($0) }
        var order: UInt32 = 0
        try session.check(H5Pget_link_creation_order(properties.id, &order))
        let index = order & UInt32(H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
        var found: [Link] = []
        let status = withUnsafeMutablePointer(to: &found) { found in
            ch5_each_link(
                group, index,
                { found, name, target in
                    guard let found, let name else { return -1 }
                    found.assumingMemoryBound(to: [Link].self).pointee
                        .append(Link(name: String(cString: name), target: target))
                    return 0
                }, found)
        }
        try session.check(status)
        return found
    }

    /// Opens what a link leads to, staying within the file.
    ///
    /// - Parameters:
    ///   - path: the link's own path.
    ///   - links: soft links that led here.
    func open(_ link: Link, of group: hid_t, at path: String, links: Int) throws(ArchiveError) -> LibraryHandle {
        switch Int(link.target.kind) {
        case CH5_OBJECT: return try LibraryHandle(ch5_open_at(file, link.target.address), in: session) { H5Oclose($0) }
        case CH5_PATH:
            guard isIsolated else { throw session.failure(at: path, Self.elsewhere) }
            guard links < ReadingBudget.mostLinks, link.target.length <= 1 << 16 else {
                throw session.failure(at: path, .refused("its links lead to one another"))
            }
            var characters = [CChar](repeating: 0, count: link.target.length + 1)
            try session.check(
                H5Lget_val(group, link.name, &characters, link.target.length, ch5_default_properties()))
            let target = String(
                decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
            return try open(target, from: group, at: Self.isAbsolute(target) ? "" : parent, links: links + 1)
        default: throw session.failure(at: path, .refused("it is in another file"))
        }
    }

    /// Opens what a path leads to, from a group or from the file's root where it begins with a slash, link by link.
    ///
    /// - Parameter place: the path of the group.
    func open(_ path: String, from group: hid_t, at place: String, links: Int) throws(ArchiveError) -> LibraryHandle {
        var parent = try LibraryHandle(
            H5Oopen(group, Self.isAbsolute(path) ? "/" : ".", ch5_default_properties()), in: session
        ) { H5Oclose($0) }
        var place = place
        // By bytes, as HDF5 does: a slash and a combining mark after it are one character.
        for bytes in path.utf8.split(separator: UInt8(ascii: "/")) where !bytes.elementsEqual(".".utf8) {
            let name = String(decoding: bytes, as: UTF8.self)
            place += "/" + name
            var target = ch5_link()
            guard H5Iget_type(parent.id) == H5I_GROUP, ch5_find_link(parent.id, name, &target) else {
                throw session.failure(at: place, .missing)
            }
            parent = try open(Link(name: name, target: target), of: parent.id, at: place, links: links)
        }
        return parent
    }

    private static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }
}
