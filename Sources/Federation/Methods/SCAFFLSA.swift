import Config

extension Method {
    /// SCAFFLSA: FedLSA with control variates, which take the bias of heterogeneous agents away.
    static let scafflsa = Method(
        "scafflsa",
        "FedLSA with control variates: agents correct their local drift, which takes the bias of FedLSA away for every H.",
        details: """
            H local steps:  θₖ ← θₖ + η [(r + γ φ(s')ᵀθₖ − φ(s)ᵀθₖ) φ(s) + ξₖ]
            Every `every`:  θ̄ = (1/K) Σₖ θₖ                upload: parameters, aggregate: mean
                            ξₖ ← ξₖ + (θ̄ − θₖ)/(η H)       digest: control_variate
                            θₖ ← θ̄
            H is the length of `round` times `every`; ξₖ = 0 at the start. Σₖ ξₖ = 0 throughout within rounding, and the mean of ξₖ
            tends to Āₖ θ* − b̄ₖ. At a constant rate the error ends at the noise of the samples, not at zero. \
            With H = 1 the mean is FedLSA's, path by path, within rounding.

            Deviations from the paper:
              1. The paper's program has the limit of ξₖ with the opposite sign in its Lyapunov function; nothing here
                 depends on it.
              2. Deterministic H, as in the published program; the first version of the preprint communicated at random
                 [recalled].
              3. Where the rate decays, ηH is the sum of the rates over the local steps; the paper's η is constant.
            """,
        source: Source(
            .scafflsa, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "updates, control variates, worlds, rates, H, numbers of agents, starts"),
                .from(.recalled, "the random communication of the first preprint"),
                .unknown("the figures as numbers"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("control_variate")),
        learners: ["td"], starter: Starter.federatedTD.against("fedlsa"))
}
