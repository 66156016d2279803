public import Archive

/// Where two checkpoints differ in what they hold.
public enum CheckpointComparison {
    /// The differences of two trees, in the first one's order, at most `limit` of them.
    ///
    /// Which version of Concord wrote a file is none. What a file says about itself (units, meanings, defaults) is compared
    /// where both have the same edition of that; a file from before there was any has none.
    public static func differences(
        _ one: ArchiveTree, _ other: ArchiveTree, limit: Int = .max
    ) -> [TreeDifference] {
        var (one, other) = (one, other)
        if TreeDescription.edition(of: one) == TreeDescription.edition(of: other) {
            one.attributes[TreeDescription.version] = nil
            other.attributes[TreeDescription.version] = nil
            // What follows from another plan is told by that.
            if one["plan"] != other["plan"] {
                (one, other) = (one.leaving(out: [TreeDescription.plan]), other.leaving(out: [TreeDescription.plan]))
            }
        } else {
            (one, other) = (TreeDescription.bare(one), TreeDescription.bare(other))
        }
        return one.differences(from: other, limit: limit)
    }
}
