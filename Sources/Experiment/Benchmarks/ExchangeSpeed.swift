import Config
import Federation
import Learning
import Numerics

/// What one firing of each method costs among four agents of each learner it goes with.
///
/// Environments change an exchange by the widths of observations and actions alone: the first one that fits stands for all.
struct ExchangeSpeed {
    private static let agents = 4

    let language: Language
    /// Seconds of processor time to spend on each.
    let seconds: Double

    func measurements() throws -> SpeedMeasurements {
        var measurements = SpeedMeasurements()
        measurements.figures.append(agenda)
        var measured: [String: String] = [:]
        for (method, product) in language.methods.examples {
            guard let composition = product else { continue }
            for learner in language.learners.examples {
                let work = axes(of: method) + learner.kind
                let name = "\(method) among \(learner.kind) agents"
                let found =
                    measured[work].map { .failure(.init(reason: "the same exchange as \($0)")) }
                    ?? plan((method, composition), learner)
                switch found {
                case .success(let (world, plan)):
                    measurements.figures.append(try figure(name, composition, learner.product, world, plan))
                    measured[work] = method
                case .failure(let unfit):
                    SpeedOmission.add(.exchanges, method, learner.kind, unfit.reason, to: &measurements.omissions)
                }
            }
        }
        return measurements
    }

    /// What it costs to find the next of the meetings of agents in lockstep, beside the meeting itself.
    private var agenda: SpeedFigure {
        let meetings = 100_000
        let time = Stopwatch.least(filling: seconds) {
            var agenda = Agenda(periods: [1], after: 0)
            var clocks = 0
            for round in 1...meetings {
                while let meeting = agenda.next(until: round) { clocks &+= meeting.clock }
            }
            precondition(clocks == meetings * (meetings + 1) / 2, "every round has its meeting")
        }
        return SpeedFigure(
            .exchanges, "agenda", time / Double(meetings) * 1e9, "ns",
            note: "a meeting of one exchange after every round")
    }

    /// What the method does, in canonical form, whatever it is called and whenever it fires.
    private func axes(of method: String) -> String {
        ["upload", "aggregate", "digest"].map { axis in
            language.methods[method]?.field(axis)?.defaultValue?.json ?? ""
        }.joined(separator: " ")
    }

    private func figure(
        _ name: String, _ composition: Composition, _ learner: any Learner, _ world: String, _ plan: CellPlan
    ) throws -> SpeedFigure {
        var note = "\(Self.agents) agents on \(world)"
        if !learner.networks.isEmpty { note += ", \(BenchmarkCombination.networkName(of: plan.agents[0]))" }
        if composition.asksPublicStates { note += ", \(BenchmarkCombination.states) public states" }
        return SpeedFigure(.exchanges, name, try secondsPerFiring(plan) * 1e6, "µs", note: note)
    }

    /// The first environment's plan that `check` accepts; else why it refuses the first world that the learner accepts.
    private func plan(
        _ method: (kind: String, composition: Composition), _ learner: (kind: String, product: any Learner)
    ) -> Result<(world: String, plan: CellPlan), BenchmarkCombination.Unfit> {
        let meant = (language.methods.method(method.kind)?.requirements ?? []).compactMap(\.learner)
        guard meant.isEmpty || meant.contains(learner.kind) else {
            return .failure(.init(reason: "what sets it apart is a field of \(meant.joined(separator: ", "))"))
        }
        var refusal: BenchmarkCombination.Unfit?
        for environment in language.environments.examples {
            var combination = BenchmarkCombination(
                language: language, learner: (learner.kind, learner.product),
                environment: (environment.kind, environment.product),
                agents: Self.agents)
            guard case .success = combination.plan else { continue }
            combination.method = method
            switch combination.plan {
            case .success(let plan): return .success((environment.kind, plan))
            case .failure(let unfit): refusal = refusal ?? unfit
            }
        }
        return .failure(refusal ?? .init(reason: "no environment of the catalogue fits \(learner.kind)"))
    }

    /// One firing after a round of training. Where exchanges watch, every firing has its own round to remember.
    private func secondsPerFiring(_ plan: CellPlan) throws -> Double {
        var cell = try Cell(plan, publicStates: try StageStore.prepare(plan, 1), initial: nil)
        guard !cell.exchanges[0].visitMemories.isEmpty else {
            let round = cell.trainAlone()
            return Stopwatch.least(filling: seconds) { cell.exchange(after: round) }
        }
        var times: [Double] = []
        let end = Stopwatch.threadSeconds + seconds
        repeat {
            let round = cell.trainAlone()
            let start = Stopwatch.threadSeconds
            cell.exchange(after: round)
            times.append(Stopwatch.threadSeconds - start)
        } while Stopwatch.threadSeconds < end
        return times.sorted()[times.count / 2]
    }
}
