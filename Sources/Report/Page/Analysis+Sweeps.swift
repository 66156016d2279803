/// One factor of a sweep whose levels are numbers: the arms without it, and where each of them lies on it.
struct SweepFactor {
    let name: String
    /// The level of another factor that all lines are at, `attack=zero`; nil where they are at several.
    private(set) var within: String?
    /// By line: what the arms have besides the factor, and the arm at every level, levels rising.
    let lines: [(name: String, points: [(level: Double, arm: Arm)])]

    /// The factors of arms called `mixfrd,N=3,S=30`: those that have at least two numbers for levels in some line.
    static func factors(of arms: [Arm]) -> [SweepFactor] {
        var names: [String] = []
        for factor in arms.flatMap({ parts($0.name) }).compactMap(\.factor) where !names.contains(factor) {
            names.append(factor)
        }
        return names.compactMap { SweepFactor($0, arms) }
    }

    private init?(_ name: String, _ arms: [Arm]) {
        self.name = name
        var lines: [(name: String, points: [(level: Double, arm: Arm)])] = []
        for arm in arms {
            let parts = Self.parts(arm.name)
            guard let level = parts.first(where: { $0.factor == name })?.level else { continue }
            let rest = parts.filter { $0.factor != name }.map(\.text).joined(separator: ",")
            let index = lines.firstIndex { $0.name == rest } ?? lines.count
            if index == lines.count { lines.append((rest, [])) }
            lines[index].points.append((level, arm))
        }
        self.lines = lines.map { ($0.name, $0.points.sorted { $0.level < $1.level }) }
        guard lines.contains(where: { $0.points.count > 1 }) else { return nil }
    }

    private init(_ name: String, within level: String, _ lines: [(name: String, points: [(level: Double, arm: Arm)])]) {
        self.name = name
        within = level
        self.lines = lines
    }

    /// More lines than can be told apart in one figure.
    private static let mostLines = 10

    /// The factor by itself, or, where it has too many lines, by the levels of another factor at which they all are.
    var divided: [SweepFactor] {
        guard lines.count > Self.mostLines else { return [self] }
        func levels(_ line: String) -> [String] { ArmName(line).levels }
        let shared = levels(lines[0].name).map(ArmName.factor).first { factor in
            lines.allSatisfy { line in levels(line.name).contains { ArmName.factor($0) == factor } }
        }
        guard let shared else { return [self] }
        var groups: [(level: String, lines: [(name: String, points: [(level: Double, arm: Arm)])])] = []
        for line in lines {
            guard let level = levels(line.name).first(where: { ArmName.factor($0) == shared }) else { continue }
            let rest = line.name.split(separator: ",").filter { $0 != level }.joined(separator: ",")
            let index = groups.firstIndex { $0.level == level } ?? groups.count
            if index == groups.count { groups.append((level, [])) }
            groups[index].lines.append((rest, line.points))
        }
        return groups.count > 1 ? groups.map { SweepFactor(name, within: $0.level, $0.lines) } : [self]
    }

    /// ` against fraction`, or ` against fraction, attack=zero`.
    var words: String { " against \(name)" + (within.map { ", \($0)" } ?? "") }

    /// An arm's name in its parts; `factor` and `level` where a part is `factor=number`.
    private static func parts(_ name: String) -> [(text: String, factor: String?, level: Double?)] {
        name.split(separator: ",").map { part in
            let sides = part.split(separator: "=", maxSplits: 1)
            let level = sides.count == 2 ? Double(sides[1]) : nil
            return (String(part), level == nil ? nil : String(sides[0]), level)
        }
    }
}

extension Analysis {
    /// The factors with numbers for levels.
    var sweepFactors: [SweepFactor] { SweepFactor.factors(of: arms) }

    /// For each factor with numbers for levels: goals and final means against it.
    var sweepFigures: [Figure] {
        sweepFactors.flatMap(\.divided).flatMap { factor in
            goals.compactMap { figure(of: $0, against: factor) }
                + measures.compactMap { figure(of: $0, against: factor) }
        }
    }

    /// Medians of first crossings with their quartiles; a quantile among the censored is left out.
    private func figure(of goal: Goal, against factor: SweepFactor) -> Figure? {
        let curves = factor.lines.enumerated().map { color, line in
            let crossings = line.points.map { $0.arm.crossings(goal) }
            return Curve(
                line.name.isEmpty ? "all" : line.name, color: color, x: line.points.map(\.level),
                y: crossings.map { quantile(of: $0, at: 0.5).map(Double.init) ?? .nan },
                band: crossings.map { crossings in
                    guard let low = quantile(of: crossings, at: 0.25), let high = quantile(of: crossings, at: 0.75)
                    else { return nil }
                    return Double(low)...Double(high)
                })
        }
        guard curves.contains(where: { $0.y.contains { !$0.isNaN } }) else { return nil }
        let censored = factor.lines.flatMap(\.points).reduce(0) { sum, point in
            sum + point.arm.crossings(goal).count { $0.round == nil }
        }
        var figure = Figure(
            Self.heading("\(Self.words(goalNames.key(goal)))\(factor.words)"),
            description:
                "\(seedWords(of: factor.lines.flatMap(\.points).map(\.arm))) Medians over seeds of "
                + "\(goalNames.words(goal)), trailing average over \(goal.window) rounds. Bands: first to "
                + "third quartile. A seed that never gets there counts as later than all others; there are \(censored).",
            xLabel: factor.name, yLabel: "\(goalNames.words(goal)): median and quartiles over seeds", curves: curves,
            includesZero: false)
        figure.xBeginsAtZero = false
        return figure
    }

    /// The arms without a point because a cell's mean is not finite.
    private static func leftOut(_ factor: SweepFactor, _ measure: String, _ tail: Int) -> String {
        let names = factor.lines.flatMap(\.points).map(\.arm).filter { arm in
            arm.means(of: measure, afterRoundsBeforeEnd: tail).contains { !($0?.isFinite ?? true) }
        }.map(\.name)
        return names.isEmpty ? "" : " Diverged, and without a point: \(names.joined(separator: "; "))."
    }

    /// Final means with the interval of the mean over seeds.
    private func figure(of measure: String, against factor: SweepFactor) -> Figure? {
        let curves = factor.lines.enumerated().map { color, line in
            let estimates = line.points.map { point in
                let values = point.arm.means(of: measure, afterRoundsBeforeEnd: options.tail).compactMap(\.self)
                // The mean of an arm with a diverged cell is no point of a curve; the description names the arm.
                return options.bootstrap.interval(ofMean: values.allSatisfy(\.isFinite) ? values : [])
            }
            return Curve(
                line.name.isEmpty ? "all" : line.name, color: color, x: line.points.map(\.level),
                y: estimates.map(\.value),
                band: estimates.map { $0.low.isNaN ? nil : $0.low...max($0.low, $0.high) })
        }
        guard curves.contains(where: { $0.y.contains { !$0.isNaN } }) else { return nil }
        let words = Self.words(measure)
        var figure = Figure(
            Self.heading("\(words)\(factor.words)"),
            description:
                "\(seedWords(of: factor.lines.flatMap(\.points).map(\.arm))) Means over agents and seeds of "
                + "\(tailSpan)." + bandSentence
                + Self.leftOut(factor, measure, options.tail),
            xLabel: factor.name, yLabel: "\(words)\(unit(of: measure)), \(tailWords)", curves: curves,
            includesZero: beginsAtZero(measure))
        figure.xBeginsAtZero = false
        return figure
    }
}
