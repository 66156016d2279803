import Glibc

/// How often a test of random damage tries.
public enum Trials {
    /// What `CONCORD_MUTATIONS` says, or else the usual number.
    public static func count(usually usual: Int = 1000) -> Int {
        guard let text = getenv("CONCORD_MUTATIONS") else { return usual }
        guard let count = Int(String(cString: text)), count > 0 else {
            preconditionFailure("CONCORD_MUTATIONS is a number of trials")
        }
        return count
    }
}
