/// k-means of numbers on a line, exactly: the clusters of the least sum of squared distances from their means.
///
/// On a line the best clusters are runs of the numbers in rising order, so that dynamic programming over their ends finds them
/// (Wang & Song, Ckmeans.1d.dp, 2011): k n² steps, and nothing is drawn.
public enum OrderedClusters {
    /// The cluster of each number, clusters numbered as they first appear.
    ///
    /// Equal numbers are in one cluster; where there are fewer different numbers than `count`, there are as many clusters as
    /// those.
    public static func labels(of numbers: [Double], count: Int) -> [Int] {
        precondition(count >= 1, "at least one cluster")
        let values = Set(numbers).sorted()
        let weights = values.map { value in Double(numbers.count { $0 == value }) }
        let starts = starts(of: runs(values, weights, min(count, max(values.count, 1))), values.count)
        var runOf: [Double: Int] = [:]
        for (run, start) in starts.enumerated() {
            let end = run + 1 < starts.count ? starts[run + 1] : values.count
            for place in start..<end { runOf[values[place]] = run }
        }
        return numbered(numbers.map { runOf[$0] ?? 0 })
    }

    /// The same labels, numbered as they first appear.
    public static func numbered(_ labels: [Int]) -> [Int] {
        var known: [Int] = []
        return labels.map { label in
            if let place = known.firstIndex(of: label) { return place }
            known.append(label)
            return known.count - 1
        }
    }

    /// By number of runs and end: where the last run of the best partition begins.
    private static func runs(_ values: [Double], _ weights: [Double], _ count: Int) -> [[Int]] {
        let n = values.count
        var best = [Double](repeating: .infinity, count: n + 1)
        best[0] = 0
        var begins: [[Int]] = []
        for _ in 0..<count {
            var next = [Double](repeating: .infinity, count: n + 1)
            var begin = [Int](repeating: 0, count: n + 1)
            for start in 0..<n where best[start].isFinite {
                // Welford's sums: the spread of values[start] … values[end − 1] about their mean.
                var (weight, mean, spread) = (0.0, 0.0, 0.0)
                for place in start..<n {
                    weight += weights[place]
                    let gap = values[place] - mean
                    mean += gap * weights[place] / weight
                    spread += weights[place] * gap * (values[place] - mean)
                    if best[start] + spread < next[place + 1] {
                        next[place + 1] = best[start] + spread
                        begin[place + 1] = start
                    }
                }
            }
            begins.append(begin)
            best = next
        }
        return begins
    }

    /// Where the runs begin, read off from the last one on.
    private static func starts(of begins: [[Int]], _ n: Int) -> [Int] {
        var (end, starts) = (n, [Int]())
        for begin in begins.reversed() {
            end = begin[end]
            starts.append(end)
        }
        return starts.reversed()
    }
}
