internal import Experiment

/// One arm beside what it is compared with, by one measure over some rounds: difference, effect sizes, tests.
struct Comparison {
    let arm: String
    let baseline: String
    let measure: String
    /// The last rounds that it is about; nil for all.
    let tail: Int?
    let direction: MeasureDirection
    let gain: Gain
    /// The mean difference of the pairs with its interval.
    let estimate: Estimate
    /// What it says.
    let verdict: Verdict
    /// The chance that a cell of the arm is better than one of the baseline.
    let improvement: Double
    /// The sign test's p-value, and Holm's adjustment of it to the arms that are compared by this measure over these rounds.
    let sign: Double
    private(set) var signAdjusted = Double.nan
    /// Wilcoxon's, and Holm's adjustment.
    let ranks: Double
    private(set) var ranksAdjusted = Double.nan

    /// Nil where no pair measured anything in those rounds.
    init?(
        _ arm: Arm, over other: Arm, _ measure: String, _ direction: MeasureDirection, lastRounds tail: Int?,
        on clock: Clock, _ bootstrap: Bootstrap
    ) {
        gain = Gain(of: arm, over: other, measure, lastRounds: tail, on: clock)
        guard !gain.pairs.isEmpty else { return nil }
        (self.arm, baseline, self.measure, self.tail, self.direction) = (arm.name, other.name, measure, tail, direction)
        guard gain.isDecided else {
            estimate = Estimate(.nan, low: .nan, high: .nan)
            verdict = .diverged
            (improvement, sign, ranks) = (.nan, .nan, .nan)
            return
        }
        let differences = gain.differences
        estimate = bootstrap.interval(ofMean: differences)
        verdict = Verdict(gain, estimate, direction)
        let chance = probabilityOfImprovement(of: gain.pairs.map(\.value), over: gain.pairs.map(\.reference))
        improvement = direction == .lowerIsBetter ? 1 - chance : chance
        sign = PairedTests.sign(differences)
        ranks = PairedTests.signedRanks(differences).p
    }

    /// Cliff's δ toward the better side.
    var delta: Double { 2 * improvement - 1 }

    /// How many pairs the arm is better in.
    var better: Int { gain.differences.count { direction == .lowerIsBetter ? $0 < 0 : $0 > 0 } }

    /// Digits after the point that its differences are shown with.
    var decimals: Int { Analysis.decimals(of: mean(gain.differences.map(\.magnitude))) }

    /// The verdict with side and size, in words.
    var reading: String { verdict.words(estimate, decimals: decimals) }

    /// The rounds it is about, in words.
    var span: String { gain.span(lastRounds: tail) }

    /// The verdict in a sentence: rounds, side, size, interval, and in how many pairs.
    func sentence(unit: String, coverage: Double) -> String {
        let start = "\(arm) against \(baseline): \(Analysis.words(measure))\(unit) over \(span)"
        let count = gain.pairs.count
        switch verdict {
        case .diverged: return "\(start) is undecided, since a cell diverged."
        case .equal: return "\(start) is equal in \(count == 1 ? "the one pair" : "all \(count) pairs")."
        case .onePair: return "\(start) is \(reading)."
        case .ahead, .behind, .undecided: break
        }
        func text(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }
        return "\(start) is \(reading), \(NumberText.short(coverage * 100, decimals: 1)) % interval of the difference "
            + "[\(text(estimate.low)), \(text(estimate.high))]; better in \(better) of \(count) pairs, probability of improvement "
            + "\(NumberText.fixed(improvement, decimals: 2))."
    }

    /// Adjusts the p-values of those that share measure and rounds: one family for each.
    static func adjusted(_ comparisons: [Comparison]) -> [Comparison] {
        struct Family: Hashable {
            let measure: String
            let tail: Int?
        }
        var adjusted = comparisons
        let decided = comparisons.indices.filter { comparisons[$0].gain.isDecided }
        var members: [Family: [Int]] = [:]
        for index in decided {
            members[Family(measure: comparisons[index].measure, tail: comparisons[index].tail), default: []].append(
                index)
        }
        for family in distinct(
            decided.lazy.map { Family(measure: comparisons[$0].measure, tail: comparisons[$0].tail) })
        {
            let own = members[family] ?? []
            for (index, p) in zip(own, holmAdjusted(own.map { comparisons[$0].sign })) {
                adjusted[index].signAdjusted = p
            }
            for (index, p) in zip(own, holmAdjusted(own.map { comparisons[$0].ranks })) {
                adjusted[index].ranksAdjusted = p
            }
        }
        return adjusted
    }
}

extension Analysis {
    /// Every arm beside its baseline, by every measure that is better one way, over all rounds and over the last, where those are
    /// others.
    func comparisons() -> [Comparison] {
        var found: [Comparison] = []
        let tails = isTailWhole ? [options.tail] : [nil, options.tail]
        for arm in arms {
            guard let name = baseline?.counterpart(of: arm.name), let other = self.arm(name) else { continue }
            for measure in judged {
                for tail in tails {
                    let comparison = Comparison(
                        arm, over: other, measure, direction(of: measure), lastRounds: tail, on: options.clock,
                        options.bootstrap)
                    if let comparison { found.append(comparison) }
                }
            }
        }
        return Comparison.adjusted(found)
    }

    /// What came out by the first measure over the last rounds: a sentence for every arm, or, of many, how many are better.
    ///
    /// - Parameter most: how many arms get a sentence each.
    func findings(_ comparisons: [Comparison], inFull most: Int = 6) -> [String] {
        let own = comparisons.filter { $0.measure == mainMeasure && $0.tail != nil }
        guard let first = own.first else { return [] }
        let spans = distinct(own.map(\.span))
        let span = spans.count == 1 ? spans[0] : "the rounds that both of each pair have"
        func sentence(_ comparison: Comparison) -> String {
            comparison.sentence(unit: unit(of: comparison.measure), coverage: options.bootstrap.coverage)
        }
        guard own.count > most else { return own.map(sentence) }
        let side = first.direction == .lowerIsBetter ? -1.0 : 1
        let ranked = own.filter(\.gain.isDecided).enumerated().sorted { one, other in
            let left = (-one.element.delta, -side * one.element.estimate.value, one.offset)
            return left < (-other.element.delta, -side * other.element.estimate.value, other.offset)
        }.map(\.element)
        let total =
            "\(Self.heading(Self.words(first.measure)))\(unit(of: first.measure)) over \(span): "
            + "of \(own.count) arms \(Verdict.counts(own.map(\.verdict)))."
        let (ahead, behind) = (ranked.first(where: \.verdict.isAhead), ranked.last(where: \.verdict.isBehind))
        return [total]
            + [ahead.map { "Farthest ahead, \(sentence($0))" }, behind.map { "Farthest behind, \(sentence($0))" }]
            .compactMap(\.self)
    }

    /// What came out in two sentences at most: of few arms each, of more how many are better and which is farthest ahead.
    func headline(_ comparisons: [Comparison]) -> [String] { Array(findings(comparisons, inFull: 2).prefix(2)) }
}
