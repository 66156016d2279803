/// The owners of random streams, by name: a stream's key is its seed and its owner's name.
///
/// The names are frozen: with another spelling, finished runs would have other bits.
enum StreamOwner {
    /// What the names of the owners that make public states start with.
    private static let publicStates = "stage/public_states/"

    /// An agent of a cell: its ranges, networks, worlds and actions.
    static func agent(_ name: String) -> String { "agent/\(name)" }

    /// The same owner within a replica, counted from 1: `replica/3/agent/a1`.
    static func replica(_ number: Int, _ owner: String) -> String { "replica/\(number)/\(owner)" }

    /// An exchange: networks and tables that agents start from in common.
    static func exchange(_ name: String) -> String { "exchange/\(name)" }

    /// A world of a set, counted from 1: its ranges.
    static func world(_ index: Int, of set: String) -> String { "world/\(set)/\(index)" }

    /// What all agents and worlds have in common: draws of fields that are drawn alike.
    static let common = "common"

    /// A virtual agent whose rollouts become public states.
    static func virtualAgent(_ name: String) -> String { "\(publicStates)agent/\(name)" }

    /// The selection among visited states.
    static let selection = "\(publicStates)selection"

    /// The uniform draws of public states.
    static let uniform = "\(publicStates)uniform"
}
