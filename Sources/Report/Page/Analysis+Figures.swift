extension Analysis {
    /// Mean curves of every measure, expected ones beside them.
    func figures(with results: PublishedResults?) -> [Figure] {
        (hasCurves ? curveFigures(with: results) + completionFigures : []) + sweepFigures
    }

    private func curveFigures(with results: PublishedResults?) -> [Figure] {
        judged.compactMap { measure in
            let window = window(of: measure)
            var curves: [Curve] = []
            for (color, arm) in arms.enumerated() {
                guard let curve = curve(of: arm, color: color, measure) else { continue }
                curves.append(curve)
                guard options.clock == .rounds else { continue }
                for known in results?.curves ?? []
                where self.arm(called: known.arm)?.name == arm.name && known.measure == measure {
                    curves.append(
                        Curve("\(arm.name), expected", color: color, style: .points, x: known.rounds, y: known.values))
                }
            }
            guard curves.contains(where: { !$0.x.isEmpty }) else { return nil }
            curves = Self.stretched(curves)
            let words = Self.words(measure)
            let smoothing = window > 1 ? ", trailing average over \(window) rounds" : ""
            return Figure(
                Self.heading(words),
                description: "\(seedWords(of: arms)) " + describe(curves, measure: words) + bandSentence
                    + (curves.contains { $0.style == .points } ? " Hollow points: expected values." : ""),
                xLabel: axisLabel,
                yLabel: "\(words)\(unit(of: measure)), mean over agents and seeds\(smoothing)"
                    + (direction(of: measure) == .lowerIsBetter ? ", lower is better" : ""), curves: curves,
                levels: goals.filter { $0.measure == measure && $0.window == window }.map {
                    Figure.Level($0.level, label: "goal: \($0.levelText)")
                }, includesZero: beginsAtZero(measure))
        }
    }

    /// One small panel per agent with the curves of all arms.
    var agentPanels: PanelGrid? {
        guard hasPanels, let measure = mainMeasure else { return nil }
        let window = window(of: measure)
        let panels = agentNames.map { name in
            let curves = arms.enumerated().compactMap { color, arm in
                curve(of: arm, color: color, measure, agent: name)
            }
            return Figure(
                name, description: "", xLabel: axisLabel, yLabel: Self.words(measure),
                curves: Self.stretched(curves).map {
                    Curve(
                        $0.name, color: $0.color, style: $0.style, x: $0.x, y: $0.y,
                        isCutByDivergence: $0.isCutByDivergence)
                }, includesZero: beginsAtZero(measure))
        }
        let smoothing = window > 1 ? ", trailing average over \(window) rounds" : ""
        return PanelGrid(
            "Every agent, \(Self.words(measure))\(unit(of: measure))",
            description:
                "\(seedWords(of: arms)) One panel per agent: means over seeds\(replicaWords)\(smoothing), same axes.",
            panels: panels)
    }

    /// A heading from words: its first letter a capital.
    static func heading(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }

    /// `n = 20 seeds.`, or how many each of the arms in a figure has, where they differ.
    func seedWords(of arms: [Arm]) -> String {
        let counts = arms.map(\.cells.count)
        guard let least = counts.min(), let most = counts.max() else { return "" }
        if least == most { return "n = \(least) seed\(least == 1 ? "" : "s")." }
        guard arms.count <= 8 else { return "n = \(least) to \(most) seeds." }
        return "n = " + arms.map { "\($0.cells.count) of \($0.name)" }.joined(separator: ", ") + " seeds."
    }

    /// How many rounds a measure's trailing average spans: one where it was taken too seldom for its curve to want smoothing.
    func window(of measure: String) -> Int {
        guard let density = cells.first(where: { $0.measure(measure) != nil })?.density(of: measure), density.count > 1
        else { return 1 }
        let isDense =
            (density.last - density.first) / (density.count - 1) * 2 <= options.window
            && density.last > 2 * options.window
        return isDense ? options.window : 1
    }

    private func curve(of arm: Arm, color: Int, _ measure: String, agent: String? = nil) -> Curve? {
        let kind = CurveKind(measure: measure, agent: agent, window: window(of: measure))
        return arm.curve(kind, color: color, clock: options.clock, options.bootstrap)
    }

    /// So many curves say nothing; where a factor is swept, the figures against it do.
    private var hasCurves: Bool { arms.count <= Self.mostCurves || sweepFactors.isEmpty }

    /// Whether every agent gets a panel.
    private var hasPanels: Bool {
        mainMeasure != nil && isByAgent && agentNames.count > 1 && agentNames.count <= 36
            && arms.count <= Self.mostCurves
    }

    private static let mostCurves = 16

    /// Makes what figures need of the rows of every arm whose cells have let them go, one arm at a time.
    ///
    /// - Parameters:
    ///   - results: what is to stand beside them.
    ///   - reading: reads a cell once more, with its rows.
    mutating func readRows(beside results: PublishedResults?, _ reading: (CellRecord) throws -> CellRecord) rethrows {
        var kinds: [CurveKind] = []
        if hasCurves {
            kinds += judged.map { CurveKind(measure: $0, agent: nil, window: window(of: $0)) }
        }
        if hasPanels, let measure = mainMeasure {
            kinds += agentNames.map { CurveKind(measure: measure, agent: $0, window: window(of: measure)) }
        }
        let ends = earlyEnds
        let isWanted =
            !kinds.isEmpty || !goals.isEmpty || ends.contains { $0.contains { !$0.isEmpty } }
            || arms.contains { !points(of: results, in: $0).isEmpty }
        guard isWanted else { return }
        for index in arms.indices where arms[index].cells.contains(where: \.isShed) {
            var whole: [CellRecord] = []
            for cell in arms[index].cells { whole.append(cell.isShed ? try reading(cell) : cell) }
            let arm = Arm(name: arms[index].name, cells: whole)
            var curves = arm.curves(goals: goals, kinds, clock: options.clock, options.bootstrap)
            for (place, own) in ends[index].enumerated() where !own.isEmpty {
                for measure in judged { curves.note(measure, whole[place], at: place, own, lastRounds: options.tail) }
            }
            for wanted in points(of: results, in: arm) { curves.points[wanted] = arm.values(at: wanted) }
            arms[index].curves = curves
        }
    }

    private var axisLabel: String {
        let clock =
            switch options.clock {
            case .rounds: "rounds"
            case .steps: "environment steps of all agents"
            case .episodes: "episodes of all agents"
            case .bytes: "bytes on the wire"
            case .time: "units of virtual time"
            }
        return hasStoppedCells ? clock + " (a curve ends where its first cell is done)" : clock
    }

    var bandSentence: String {
        let coverage = NumberText.short(options.bootstrap.coverage * 100, decimals: 1)
        return arms.contains { $0.cells.count > 1 }
            ? " Bands: nominal \(coverage) % percentile bootstrap intervals of the mean over seeds, pointwise." : ""
    }

    /// Points that stand for whole lines are drawn as far as the other curves go.
    private static func stretched(_ curves: [Curve]) -> [Curve] {
        let reach = curves.filter { $0.style == .solid }.compactMap(\.x.last).max()
        let places = curves.compactMap(\.x.last).max() ?? 0
        return curves.map { $0.stretched(to: reach ?? max(places, 1)) }
    }

    /// Why an arm has no curve but a line.
    private var stillness: String {
        switch options.clock {
        case .bytes: "sends nothing after the start"
        case .steps: "takes no steps in an environment"
        case .rounds, .episodes, .time: "does not move along this axis"
        }
    }

    private func describe(_ curves: [Curve], measure: String) -> String {
        let ends = curves.filter { $0.style != .points }.map { curve in
            guard let last = curve.y.last, let place = curve.x.last else {
                return "\(curve.name) is not finite from its first value on"
            }
            let value = NumberText.fixed(last, decimals: Self.decimals(of: last))
            if curve.style == .dashed, !curve.isCutByDivergence {
                return "\(curve.name) \(stillness): its final value \(value) is drawn as a dashed line"
            }
            if !curve.isCutByDivergence,
                arm(curve.name)?.endsUnlike(on: options.clock) == true
            {
                let end = NumberText.count(place)
                return "\(curve.name) is at \(value) at \(end), where the first of its cells ends"
            }
            return curve.isCutByDivergence
                ? "\(curve.name) is not finite after \(NumberText.short(place, decimals: 1)), where it is at \(value) (cross)"
                : "\(curve.name) ends at \(value)"
        }
        return "The \(measure) of \(ends.count) arms: " + ends.joined(separator: ", ") + "."
    }
}
