import Config
import Determinism
import Learning
import Numerics

/// A learner that can only choose between two actions: the catalogue has none that refuses a world. It is never trained.
struct PairChooser: Learner {
    static let component = Component("pairs", "Chooses between two actions.", fields: [])
    static let roundUnits = [Duration.Unit.episodes]
    let networks: [NetworkRole] = []

    struct State: Persistent {
        var flaw: Flaw? { nil }
    }

    func refusal(of spaces: Spaces) -> SpacesRefusal? {
        spaces.action == .discrete(count: 2) ? nil : SpacesRefusal("it chooses between two actions")
    }

    init(_ settings: Settings) {}

    func initial(_ block: Block) -> State { State() }
    func scratch(_ block: Block) {}
    func footprint(of member: Member, answering states: Int) -> Footprint { Footprint() }
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Void) {}
    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Void) -> Actor {
        preconditionFailure("this learner is only asked what it refuses")
    }
    func adopt(_ network: Network, as name: String, member index: Int, into state: inout State) {}
    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) {}
}
