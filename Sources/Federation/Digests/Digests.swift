public import Config

/// How agents can digest a result: one line each.
public enum Digests {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Digest>("digest")

    /// Every digest.
    static let all: [any Digest.Type] = [
        ControlVariate.self,
        Distill.self,
        Replace.self,
        Soft.self,
        Toward.self,
        ReplaySupervised.self,
        PlanBackward.self,
        Proximal.self,
        PolicyHold.self,
    ]
}
