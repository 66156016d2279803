/// Distributions over a few outcomes: numbers that are not negative and sum to one.
public enum Simplex {
    /// Replaces a point by the nearest distribution in the Euclidean sense (Held, Wolfe & Crowder, 1974).
    ///
    /// - Parameter room: for `count` numbers.
    public static func project(
        _ point: UnsafeMutablePointer<Double>, count: Int, room: UnsafeMutablePointer<Double>
    ) {
        // Falling order, by insertion: rows are short.
        for index in 0..<count {
            var place = index
            while place > 0, room[place - 1] < point[index] {
                room[place] = room[place - 1]
                place -= 1
            }
            room[place] = point[index]
        }
        var (sum, threshold) = (0.0, 0.0)
        for index in 0..<count {
            sum += room[index]
            let candidate = (sum - 1) / Double(index + 1)
            if room[index] - candidate > 0 { threshold = candidate }
        }
        for index in 0..<count { point[index] = max(point[index] - threshold, 0) }
    }
}
