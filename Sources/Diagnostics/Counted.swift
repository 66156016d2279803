/// Things and their number: `1 round`, `5 rounds`.
public enum Counted {
    /// So many of a noun whose plural ends in `s`.
    public static func words(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
