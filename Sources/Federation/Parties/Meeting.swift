import Learning

/// One meeting of agents that talk by themselves: who is there, when, and how long they were apart.
public struct Meeting: Sendable {
    /// Those who are there.
    let participants: Participants
    /// The group, by its place among those that talk by themselves.
    let group: Int
    /// The round after which they meet.
    let round: Round
    /// Rounds between two meetings.
    let period: Int
}

/// A step that participants are to take toward a target before anything else reaches them.
public struct Due: @unchecked Sendable {
    /// The public states at which agents are compared with the target.
    let states: Range<Int>
    /// The target there, or the first participant's; nil in a forecast.
    let target: UnsafePointer<Float>?
    /// Numbers from one participant's target to the next one's; 0 where there is one for all.
    let stride: Int
    /// What is minimized.
    let divergence: Divergence
    /// Whether the target is logits, and not distributions.
    let isOfLogits: Bool
}
