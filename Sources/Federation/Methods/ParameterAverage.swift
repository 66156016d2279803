import Config

/// Federated averaging of parameters.
struct ParameterAverage: Method {
    static let component = Component(
        "parameter_average",
        "Federated averaging: agents of one architecture replace their parameters by the mean of all.",
        details: """
            Every `every`:  θ̄ = (1/K) Σₖ θₖ          upload: parameters, aggregate: mean
                            θₖ ← θ̄                   digest: replace
            `upload: {parameters: [policy]}` names single networks; all an agent has travel unless told.

            Deviations from the paper:
              1. Agents count alike; the paper weights clients by the size of their data.
            """,
        source: Source(
            "McMahan, Moore, Ramage, Hampson & Agüera y Arcas, Communication-efficient learning of deep networks from "
                + "decentralized data, AISTATS 2017",
            evidence: .paper),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel; all an agent has unless told")]
    )

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
