public import Config
import Learning
import Numerics

/// Everything `concord bench` measures, one group after the other.
///
/// Environments, learners and methods come from their catalogues: a new one is measured without a line here. Times are
/// processor time of one thread where nothing waits, and wall time where files or processes are waited for.
public struct SpeedBenchmarks: Sendable {
    private let language: Language
    private let scratch: String
    private let program: String
    private let effort: Double

    /// Benchmarks that write their checkpoints below `scratch` and start `program` to see how long that takes.
    ///
    /// - Parameter effort: which share of the usual time to spend; less is quicker and less exact.
    public init(_ language: Language, scratch: String, program: String, effort: Double = 1) {
        self.language = language
        self.scratch = scratch
        self.program = program
        self.effort = effort
    }

    /// Measures a part; all of them take half a minute.
    ///
    /// - Throws: what writing a checkpoint or starting the program failed with.
    public func run(_ part: SpeedPart) throws -> SpeedMeasurements {
        switch part {
        case .kernels: SpeedMeasurements(figures: Self.kernels())
        case .environments:
            SpeedMeasurements(figures: EnvironmentSpeed(language: language, seconds: 0.1 * effort).figures())
        case .learners: try LearnerSpeed(language: language, seconds: 0.2 * effort).measurements()
        case .replay: SpeedMeasurements(figures: try ReplaySpeed(seconds: effort).figures())
        case .exchanges: try ExchangeSpeed(language: language, seconds: 0.1 * effort).measurements()
        case .cell: SpeedMeasurements(figures: try CellSpeed(effort: effort).figures())
        case .checkpoints: SpeedMeasurements(figures: try CheckpointSpeed(scratch: scratch).figures())
        case .startUp: SpeedMeasurements(figures: try StartUpSpeed(program: program, scratch: scratch).figures())
        }
    }

    /// The kernels in use, beside the fused multiply–add peak of the same instruction set.
    private static func kernels() -> [SpeedFigure] {
        let measurements = KernelBenchmarks.run()
        let peak = measurements[0].gigaflops
        return measurements.enumerated().map { index, measured in
            guard index > 0 else {
                return SpeedFigure(
                    .kernels, "\(measured.name), \(InstructionSet.active.rawValue)", peak, "GFLOP/s",
                    note: "one thread")
            }
            let share = Int((100 * measured.gigaflops / peak).rounded())
            let isLong = measured.seconds >= 1e-6
            return SpeedFigure(
                .kernels, measured.name, measured.seconds * (isLong ? 1e6 : 1e9), isLong ? "µs" : "ns",
                note: measured.operations > 0
                    ? "\(SpeedFigure.rounded(measured.gigaflops)) GFLOP/s, \(share) % of the peak" : "")
        }
    }
}
