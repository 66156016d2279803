public import Config

/// The methods a spec can name: one line each.
public enum Methods {
    /// What their catalogue is found by. A choice makes the axes it names; nil where it stands for no exchange.
    public static let name = CatalogueName<Composition?>("method")

    /// Every method.
    public static let all: [Method] = [
        .fedHPD,
        .fedMD,
        .frd,
        .mixFRD,
        .policyDistillation,
        .frl,
        .dqnAvg,
        .pFedRLRep,
        .fedRDQN,
        .ddpgAvg,
        .fedRDDPG,
        .parameterAverage,
        .fedPPO,
        .fedProx,
        .fedKL,
        .grouped,
        .flddpg,
        .ftrl,
        .selected,
        .contribution,
        .dpFed,
        .similar,
        .hfrl,
        .caesar,
        .imAvg,
        .fedLSA,
        .scafflsa,
        .fedSARSA,
        .qAvg,
        .fedRQ,
        .softPAvg,
        .projPAvg,
        .fedPG,
        .sFedPG,
        .rsFedPG,
        .brsFedPG,
        .fedQ,
        .fedUCBVI,
        .fedQHoeffding,
        .noFederation,
    ]

    /// A catalogue of methods.
    public static func catalogue(_ methods: [Method]) -> Catalogue<Composition?> {
        Catalogue(name, methods, \.component) { $0.composition($1) }
    }
}

extension Catalogue where Product == Composition? {
    /// The method of a kind; nil where there is none.
    public func method(_ kind: String) -> Method? { origin(of: kind) as? Method }
}
