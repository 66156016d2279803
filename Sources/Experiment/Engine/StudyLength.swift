import Config
public import Diagnostics

/// How long a study takes, by its plans alone: nothing is tried, so that whoever checks a spec does not wait.
///
/// What one thread is taken to do in a second is about what one of 2024 does on networks of some dozen units. Bounds of steps and
/// arithmetic are those of plans, in which every episode lasts to its limit; arithmetic of meetings that are drawn is left out.
struct StudyLength {
    /// Floating-point operations of networks in a second.
    static let operations = 4e10
    /// Environment steps in a second, beside the networks' arithmetic.
    static let steps = 2e7
    /// Seconds on one thread from which a study is warned about: a day.
    static let patience = 86_400.0

    /// Environment steps of all cells, training and evaluation.
    private(set) var steps = 0.0
    /// Floating-point operations of networks of all cells.
    private(set) var operations = 0.0

    /// Seconds of all cells on one thread.
    var seconds: Double { steps / Self.steps + operations / Self.operations }

    /// Adds cells that differ in their seeds alone.
    mutating func add(_ plan: CellPlan, cells: Int) {
        let count = Double(cells)
        if plan.hasDrawnMeetings {
            let trained = plan.agentCosts.reduce(0.0) { $0 + Double(plan.stepsPerRound(of: $1)) } * Double(plan.rounds)
            steps += trained * Double(plan.replicas) * count
            operations += trained / Double(plan.agents.count) * plan.operationsPerStep * count
        } else {
            let costs = plan.costs
            steps += (Double(costs.trainingStepsBound) + Double(costs.evaluationStepsBound)) * count
            operations += costs.operationsBound * count
        }
    }
}

extension Study {
    /// A warning where all cells together take longer than a day on one thread.
    ///
    /// - Parameter words: of a time in seconds.
    public func lengthFindings(words: (Double) -> String) -> Findings {
        var findings = Findings()
        var length = StudyLength()
        guard let seed = seeds.first else { return findings }
        for index in variants.indices {
            length.add(plan(of: cell(of: index, seed: seed)), cells: seeds.count)
        }
        guard length.seconds > StudyLength.patience else { return findings }
        let cells = variants.count * seeds.count
        findings.add(
            .longStudy,
            "\(cells == 1 ? "the cell takes" : "the \(cells) cells take") some \(words(length.seconds)) or more on one thread, by a model of "
                + "the steps and the arithmetic of \(cells == 1 ? "its plan" : "their plans")",
            at: variants.first?.provenance["rounds"].span,
            help:
                "fewer seeds, levels or rounds; `concord cells` tries how fast this machine is, `concord submit` hands cells to a queue"
        )
        return findings
    }
}
