import Config
import Federation
import Learning

/// How long a cell takes on one thread: the one model of time, by which `check`, `plan` and `cells` speak where no log of such a cell
/// does.
///
/// ```
/// seconds = a (steps · s + evaluated steps · e + rounds of agents · w) + c · meetings · m
/// s = s₀ + f/r(f),  e = s₀ + f₀/r(f₀),  m = m₀ + b/B + g/R        r(f) = r₀ + r₁ f/(f + F)
/// ```
/// f and f₀ are the operations of an agent's networks for a step that trains and for one that only acts, g and b the operations and
/// bytes of a meeting. Of large networks and batches more operations are done in a second than of small ones: r. Steps, meetings and
/// operations are a plan's bounds, in which every episode lasts to its limit. The constants are what one thread of 2024 with AVX-512
/// does (`docs/speed.md` says how far off they are); a trial on the machine itself gives `a` and `c` (``Pace``), which are 1 where
/// nothing is tried.
struct CellTime: Sendable {
    /// Seconds of a step beside networks, s₀, and of an agent's round, w.
    private static let (bareStep, round) = (2e-8, 5e-6)
    /// Seconds of a meeting beside bytes and networks, m₀, and bytes and operations of meetings in a second, B and R.
    private static let (bareMeeting, bytes, together) = (2e-5, 1e9, 1.5e11)
    /// Operations of a step in a second: r₀ of the smallest networks, r₀ + r₁ of the largest, half way at F operations.
    private static let (slowest, gain, half) = (2e10, 1.4e11, 1e6)

    /// Steps of all agents and replicas in training and in evaluations, rounds of all agents, meetings of all exchanges.
    let steps, evaluatedSteps, rounds, meetings: Double
    /// Seconds of each of them by the model, a round's apart.
    let step, evaluatedStep, meeting: Double

    /// The model of a plan.
    ///
    /// - Parameter looksAtMeetings: whether to count what every meeting takes, which a plan that draws who comes takes long for;
    ///   else, of such a plan, meetings are counted as the schedule has them, and cost no bytes and operations.
    init(_ plan: CellPlan, looksAtMeetings: Bool = true) {
        let sketches = plan.sketches
        let agents = sketches.map(\.cost)
        let copies = Double(plan.replicas)
        let weights = agents.map { Double(plan.stepsPerRound(of: $0)) }
        let all = weights.reduce(0, +)
        func mean(_ operations: [Double]) -> Double {
            guard all > 0 else { return Self.bareStep }
            let seconds = zip(weights, operations).reduce(0.0) { $0 + $1.0 * $1.1 / Self.rate(of: $1.1) }
            return Self.bareStep + seconds / all
        }
        step = mean(zip(plan.agents, agents).map { $0.operationsPerStep($1) })
        evaluatedStep = mean(agents.map { Double($0.forwardOperations) })
        rounds = Double(plan.rounds) * Double(agents.count)
        evaluatedSteps = Double(plan.evaluationStepsBound(own: agents.map(\.maximumSteps)))
        guard looksAtMeetings || !plan.hasDrawnMeetings else {
            steps = all * Double(plan.rounds) * copies
            meetings = plan.compositions.reduce(0) { $0 + Double(plan.rounds / plan.period(of: $1)) }
            meeting = Self.bareMeeting
            return
        }
        let costs = plan.costs(of: sketches)
        steps = Double(costs.trainingStepsBound)
        meetings = costs.firings.reduce(0) { $0 + Double($1.count) }
        let told = Double(costs.ledger.total) / Self.bytes + costs.meetingOperationsBound / Self.together
        meeting = Self.bareMeeting + (meetings > 0 ? told / meetings : 0)
    }

    /// Operations in a second of steps of so many.
    private static func rate(of operations: Double) -> Double { slowest + gain * operations / (operations + half) }

    /// Seconds of so many steps in so many rounds of all agents, by the model alone.
    func training(steps: Int, rounds: Int, agents: Int) -> Double {
        Double(steps) * step + Double(rounds) * Double(agents) * Self.round
    }

    /// Seconds of the whole cell.
    func seconds(at pace: Pace = Pace()) -> Double {
        pace.training * (steps * step + evaluatedSteps * evaluatedStep + rounds * Self.round)
            + pace.meeting * meetings * meeting
    }
}

/// How many times as long as the model says a machine takes.
struct Pace: Sendable {
    /// For training and evaluation.
    var training = 1.0
    /// For meetings.
    var meeting = 1.0
}
