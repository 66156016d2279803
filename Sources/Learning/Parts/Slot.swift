/// What a part can be in a state: a network, a table of rows, or a network that some agents do not have.
public protocol PartLeaf: SendableMetatype {
    /// Copies some bytes of the rows of consecutive members, one after another.
    ///
    /// - Parameter places: which of a row's bytes, from its start.
    func copyRows(_ members: Range<Int>, _ places: Range<Int>, into rows: UnsafeMutableRawPointer)
    /// Replaces some bytes of the rows of consecutive members, each by its own, or all by the only one.
    mutating func replaceRows(
        _ members: Range<Int>, _ places: Range<Int>, from rows: UnsafeRawPointer, areEqual: Bool)
}

/// Where a part of an agent is in its learner's state.
///
/// Its name is the name of the state's property in checkpoints; a test over all learners holds the two together. What other
/// properties follow from it is said here, so that nothing else need know of it.
public struct Slot<State>: Sendable {
    /// The part.
    public let part: Part
    /// The slots that begin with a network that is given to this one: a target network starts as what it follows.
    public let followers: [String]
    /// What is computed from the part whenever it is replaced; nil where nothing is.
    public let derived: Derived?

    /// A property of the state that is computed from a part.
    public struct Derived: Sendable {
        /// Its name in checkpoints.
        public let name: String
        let update: @Sendable (_ state: inout State, _ members: Range<Int>) -> Void

        /// A property.
        public init(_ name: String, _ update: @escaping @Sendable (inout State, Range<Int>) -> Void) {
            self.name = name
            self.update = update
        }
    }

    /// Bytes from the state's start. An offset and two functions of the leaf's type: a key path would be retained at every use.
    private let offset: Int
    private let copy: @Sendable (UnsafeRawPointer, Range<Int>, Range<Int>, UnsafeMutableRawPointer) -> Void
    private let replace: @Sendable (UnsafeMutableRawPointer, Range<Int>, Range<Int>, UnsafeRawPointer, Bool) -> Void

    /// A slot.
    ///
    /// - Parameter path: to a stored property of the state.
    public init<Leaf: PartLeaf>(
        _ part: Part, _ path: WritableKeyPath<State, Leaf>, followers: [String] = [], derived: Derived? = nil
    ) {
        guard let offset = MemoryLayout<State>.offset(of: path) else {
            preconditionFailure("the part '\(part.name)' is no stored property")
        }
        self.part = part
        self.followers = followers
        self.derived = derived
        self.offset = offset
        copy = { leaf, members, places, rows in
            leaf.assumingMemoryBound(to: Leaf.self).pointee.copyRows(members, places, into: rows)
        }
        replace = { leaf, members, places, rows, areEqual in
            leaf.assumingMemoryBound(to: Leaf.self).pointee
                .replaceRows(members, places, from: rows, areEqual: areEqual)
        }
    }

    /// Copies some bytes of the rows of consecutive members: all of a row, or a piece's.
    func read(
        _ members: Range<Int>, of state: UnsafePointer<State>, _ places: Range<Int>, into rows: UnsafeMutableRawPointer
    ) {
        copy(UnsafeRawPointer(state) + offset, members, places, rows)
    }

    /// Replaces some bytes of the rows of consecutive members, each by its own, or all by the only one; nothing else of them
    /// changes but what is computed from the part, their optimizers' moments neither.
    func write(
        _ members: Range<Int>, of state: UnsafeMutablePointer<State>, _ places: Range<Int>, from rows: UnsafeRawPointer,
        areEqual: Bool
    ) {
        replace(UnsafeMutableRawPointer(state) + offset, members, places, rows, areEqual)
        derived?.update(&state.pointee, members)
    }
}
