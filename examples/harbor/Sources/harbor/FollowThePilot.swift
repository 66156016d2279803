import Federation

extension Method {
    /// Every agent goes half the way toward the pilot.
    static let followThePilot = Method(
        "follow_the_pilot", "Agents go half the way toward the one whose parameters are nearest to the mean.",
        fields: Axes.fields(every: 5, upload: "parameters", aggregate: "pilot", digest: Axes.kind("soft")),
        requirements: [.commonStart], starter: Starter(environment: "ferry", learner: "running_baseline"))
}
