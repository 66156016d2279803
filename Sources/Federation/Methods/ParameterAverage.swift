import Config

extension Method {
    /// Federated averaging of parameters.
    static let parameterAverage = Method(
        "parameter_average",
        "Federated averaging: agents of one architecture replace their parameters by the mean of all.",
        details: """
            Every `every`:  θ̄ = (1/K) Σₖ θₖ          upload: parameters, aggregate: mean
                            θₖ ← θ̄                   digest: replace
            `upload: {parameters: [policy]}` names single networks; without names all that an agent has travel.

            Deviations from the paper:
              1. Agents count alike; the paper weights clients by the size of their data.
              2. Agents start from one network of each role, drawn for the exchange (`start: common`); so do the paper's clients [recalled];
                 with `start: own` each draws its own, and the first mean is one of unlike networks.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(
                    .recalled, "the mean of the clients' models replaces each of them; clients weighted by their data"),
                .from(
                    .ours,
                    "agents count alike; what a round of local training is; target networks travel like any other"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel; all an agent has without it")],
        requirements: [Requirement.commonStart], starter: .proximalPolicy)
}
