import Learning

/// What is known of an agent wherever it is.
struct KnownAgent: Sendable {
    let spaces: Spaces
    let parts: [Part]
    let pulled: Part?
    let counted: String?
    let planner: StepPlanner?
    let sharesState: Bool

    init(_ learner: any Learner, _ member: Member) {
        spaces = member.world.spaces
        parts = learner.parts(of: member)
        pulled = parts.first { $0.name == learner.pulledPart }
        counted = learner.countedPart
        planner = learner.stepPlanner(in: member.world)
        sharesState = type(of: learner).sharesState
    }
}
