import Learning
import Numerics

/// Everything `concord bench` measures, one group after the other.
///
/// Environments, learners and methods come from their catalogues: a new one is measured without a line here. Times are
/// processor time of one thread where nothing waits, and wall time where files or processes are waited for.
public struct SpeedBenchmarks: Sendable {
    private let scratch: String
    private let program: String

    /// Benchmarks that write their checkpoints below `scratch` and start `program` to see how long that takes.
    public init(scratch: String, program: String) {
        self.scratch = scratch
        self.program = program
    }

    /// What can be measured, in order.
    public enum Part: String, Sendable, CaseIterable {
        case kernels
        case environments
        case learners
        case exchanges
        case cell
        case checkpoints
        case startUp = "start-up"
    }

    /// Measures some parts; all take some ten seconds.
    ///
    /// - Parameter tell: called with each part before it is measured.
    /// - Throws: what writing a checkpoint or starting the program failed with.
    public func run(_ parts: [Part] = Part.allCases, _ tell: (Part) -> Void) throws -> [SpeedFigure] {
        var figures: [SpeedFigure] = []
        for part in Part.allCases where parts.contains(part) {
            tell(part)
            figures += try measure(part)
        }
        return figures
    }

    private func measure(_ part: Part) throws -> [SpeedFigure] {
        switch part {
        case .kernels: Self.kernels()
        case .environments: EnvironmentSpeed.figures
        case .learners: LearnerSpeed.figures
        case .exchanges: ExchangeSpeed.figures
        case .cell: try CellSpeed().figures()
        case .checkpoints: try CheckpointSpeed(scratch: scratch).figures()
        case .startUp: try StartUpSpeed(program: program, scratch: scratch).figures()
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
