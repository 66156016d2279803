internal import Experiment

extension Analysis {
    /// More arms than this are not told apart by their profiles.
    private static let mostProfiles = 16

    /// Performance profiles of the first measure: for every level τ the share of runs, an agent of a seed each, that end at or
    /// beyond it, F(τ) = (1/SK) Σ over seeds s and agents k of 1[xₛₖ ≥ τ] (≤ where lower is better), with x the mean over the last
    /// rounds. Agarwal et al., Deep reinforcement learning at the edge of the statistical precipice, NeurIPS 2021, section 4.2.
    ///
    /// Deviations from the paper:
    ///   1. Seeds are resampled and agents stay with them, as they share a federation; theirs are strata of independent runs.
    ///   2. Levels are those that were reached, not scores normalized to another program's.
    var profile: Figure? {
        guard let measure = mainMeasure, direction(of: measure) != .describes, arms.count <= Self.mostProfiles else {
            return nil
        }
        let isLower = direction(of: measure) == .lowerIsBetter
        let scores = arms.map { $0.agentMeans(of: measure, lastRounds: options.tail).map { $0.compactMap(\.self) } }
        let all = scores.joined().joined().filter(\.isFinite)
        guard let low = all.min(), let high = all.max(), low < high else { return nil }
        // The very values at which shares change, as far as they are few: else evenly spaced ones.
        let steps = Set(all).sorted()
        let levels =
            steps.count <= 200 ? steps : (0..<200).map { low + (high - low) * Double($0) / 199 }
        let curves = zip(arms, scores).enumerated().compactMap { color, entry -> Curve? in
            let (arm, runs) = entry
            guard !runs.isEmpty, runs.allSatisfy({ !$0.isEmpty }) else { return nil }
            // What is not finite reaches no level.
            let shares = runs.map { run in
                levels.map { level in
                    Double(run.count { $0.isFinite && (isLower ? $0 <= level : $0 >= level) }) / Double(run.count)
                }
            }
            let estimates = options.bootstrap.intervals(ofMeans: shares)
            return Curve(
                arm.name, color: color, x: levels, y: estimates.map(\.value),
                band: estimates.map { $0.low.isNaN ? nil : $0.low...max($0.low, $0.high) })
        }
        guard !curves.isEmpty else { return nil }
        let words = Self.words(measure)
        var figure = Figure(
            "Performance profiles, \(words)",
            description:
                "\(seedWords(of: arms)) The share of runs (every agent of every seed) whose \(words) over "
                + "\(tailSpan) is at \(isLower ? "most" : "least") what the horizontal axis "
                + "says (Agarwal et al. 2021). "
                + "A curve above another at every level is of a better arm, whatever the scale." + bandSentence,
            xLabel: "\(words)\(unit(of: measure)), \(tailWords)",
            yLabel: "share of runs that are \(isLower ? "at most" : "at least") there", curves: curves,
            yRange: 0...1)
        figure.xBeginsAtZero = false
        return figure
    }
}
