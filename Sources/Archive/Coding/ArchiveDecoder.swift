public import Numerics

extension ArchiveTree {
    /// The value whose snapshot this is.
    ///
    /// - Throws: `ArchiveError` naming the item that is missing, of another kind or shape, or that the type never read:
    ///   an item nobody asks for is a property with a default value, or the state of another version.
    public func decode<Value: Decodable>(_ type: Value.Type) throws(ArchiveError) -> Value {
        try ArchiveNode.group(self).decode(type)
    }
}

extension ArchiveNode {
    /// The value whose snapshot this is, as `ArchiveTree.decode`; `path` says in errors where the item stands.
    public func decode<Value: Decodable>(_ type: Value.Type, at path: String = "") throws(ArchiveError) -> Value {
        do {
            return try DecodedPlace(self, path: path).decode(type)
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw ArchiveError(path.isEmpty ? "/" : path, "decode", .mismatch("\(error)"))
        }
    }

    /// Lends a decoder of this item to what cannot be made by decoding, such as state behind an existential.
    ///
    /// - Throws: as `decode`, also where `body` left an item unread.
    public func restore(at path: String, _ body: (any Decoder) throws -> Void) throws(ArchiveError) {
        do {
            let place = DecodedPlace(self, path: path)
            try body(place)
            try place.refuseUnread()
        } catch let error as ArchiveError {
            throw error
        } catch let flaw as Flaw {
            throw ArchiveError(flaw, in: path, "restore")
        } catch {
            throw ArchiveError(path, "restore", .mismatch("\(error)"))
        }
    }
}

extension ArchiveError {
    /// What is wrong with a value that was read from an item.
    public init(_ flaw: Flaw, in path: String, _ operation: String) {
        self.init(path + (flaw.place.isEmpty ? "" : "/" + flaw.place), operation, .mismatch(flaw.reason))
    }
}
