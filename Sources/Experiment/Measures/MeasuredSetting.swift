import Config
public import Federation
public import Learning

/// What agents are measured in beside their own worlds, whatever numbers are drawn.
public struct MeasuredSetting: Sendable {
    /// The agents' learners, one for each entry of `agents`.
    public let learners: [any Learner]
    /// The agents' own worlds, one for each entry of `agents`.
    public let worlds: [any Environment]
    /// The nominal world.
    public let nominal: any Environment
    /// The exchanges.
    public let exchanges: [Composition]
    /// What a draw decides on of what agents can do, in words; nil where it decides on nothing.
    public let drawnSpaces: String?

    /// Why what agents have learned in their own worlds means nothing in the nominal one; nil where it can be compared there.
    ///
    /// - Parameter help: what to do about it, beside another nominal world.
    func unlikeNominal(help: String) -> Unfit? {
        func unfit(_ reason: String) -> Unfit {
            Unfit(.setting, reason, at: .nominal, help: "\(help), or a nominal world of the same size as the agents'")
        }
        guard let model = nominal.model else {
            return unfit("the nominal world, in which agents are compared, has no finite model")
        }
        for world in worlds {
            guard let own = world.model else { continue }
            if let unequal = [own, model].unequalSizes {
                return unfit("agents are compared in the nominal world: \(unequal) there")
            }
        }
        return nil
    }

    /// The exchange in which agents come to the server one by one; nil where there is none.
    var asynchronous: Composition? { exchanges.first(where: \.isAsynchronous) }
}
