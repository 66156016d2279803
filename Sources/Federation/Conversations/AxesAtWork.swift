import Determinism
import Learning

/// The axes between an upload and its result, at work in one group, with what they keep.
struct AxesAtWork: Sendable {
    /// What stays as it is. Held by reference: the rest is moved into every conversation and back.
    let settled: SettledAxes
    /// Nil where all count alike.
    var weighting: (any RunningWeighting)?
    /// Nil where the aggregate is sent as it is.
    var server: (any RunningServer)?
    /// Nil where who comes does not depend on how agents train.
    var participation: (any RunningParticipation)?
    /// Nil where agents send what they have.
    var upload: (any RunningUpload)?
    /// How often agents visited what their numbers stand for since they met; nil where nothing looks at it.
    var visits: VisitTally?
    /// What training brought since the agents met; nil where nothing looks at it.
    var tally: TrainingTally?

    /// By agent of the population: the return of an episode that was played for the meeting that comes; empty where nobody asks.
    var performances: [Double] = []
    /// What participants would do at states that are drawn for the meeting that comes, by row; nil where nobody asks.
    var distributions: Rows?
    /// What looks whether agents meet; nil where chance alone decides.
    var trigger: (any RunningTrigger)?
    /// What the server keeps for agents that come one by one; nil where they meet at once.
    var standing: StandingServer?

    private static let (trigger, weights, server) = ("when", "weights", "server")
    private static let (training, participation) = ("training", "participation")
    private static let upload = "upload"
    private static let counts = "visits"

    /// What they keep, by axis.
    var kept: [(axis: String, any KeepingAxis)] {
        var kept: [(String, any KeepingAxis)] = []
        if let trigger, trigger.hasState { kept.append((Self.trigger, trigger)) }
        if let standing { kept.append((Self.trigger, standing)) }
        if let weighting, weighting.hasState { kept.append((Self.weights, weighting)) }
        if let server, server.hasState { kept.append((Self.server, server)) }
        if let participation, participation.hasState { kept.append((Self.participation, participation)) }
        if let upload, upload.hasState { kept.append((Self.upload, upload)) }
        if let visits { kept.append((Self.counts, visits)) }
        if let tally { kept.append((Self.training, tally)) }
        return kept
    }

    /// Continues with what an axis kept in another run.
    mutating func restore(_ axis: String, from decoder: any Decoder) throws {
        if axis == Self.trigger {
            try trigger?.restore(from: decoder)
            try standing?.restore(from: decoder)
        }
        if axis == Self.weights { try weighting?.restore(from: decoder) }
        if axis == Self.server { try server?.restore(from: decoder) }
        if axis == Self.counts { try visits?.restore(from: decoder) }
        if axis == Self.participation { try participation?.restore(from: decoder) }
        if axis == Self.upload { try upload?.restore(from: decoder) }
        if axis == Self.training { try tally?.restore(from: decoder) }
    }

    /// Begins anew to count training after a meeting.
    mutating func rest(after meeting: Meeting) {
        guard tally != nil || visits != nil else { return }
        let present = settled.places(of: meeting.participants.agents)
        tally?.met(present)
        visits?.met(present)
    }

    /// Which of those who could come meet, by their places in the group; all of them where it does not depend on how they train.
    mutating func choose(among present: [Int]) -> [Int] {
        guard present.count >= 2, let training = tally?.scores(of: present) else { return present }
        return participation?.choose(among: present, training) ?? present
    }
}
