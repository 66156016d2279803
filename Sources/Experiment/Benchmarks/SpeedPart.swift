/// What `concord bench` can measure, in order.
public enum SpeedPart: String, Sendable, CaseIterable {
    case kernels
    case environments
    case learners
    case replay
    case exchanges
    case cell
    case checkpoints
    case startUp = "start-up"
}
