public import Config

/// How agents can digest a result: one line each.
public enum Digests {
    /// Every digest.
    public static let catalogue = Catalogue<any Digest>(
        "digest",
        [
            ControlVariate.self,
            Distill.self,
            Replace.self,
            Soft.self,
            ReplaySupervised.self,
        ])
}
