/// Lists of numbers in a record that are by replica, where others are by agent.
public enum ReplicaNumbers {
    /// What stands behind such a list's name in the name of what is said of all replicas, beside it: `mean_over_replicas`.
    public static let suffix = "_over_replicas"
}
