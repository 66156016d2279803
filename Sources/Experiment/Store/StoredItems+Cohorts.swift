extension StoredItems {
    /// What agents of one learner share, a row each.
    static let cohorts: [StoredItem] =
        [
            StoredItem(
                "/cohorts/<cohort>/agents", ["agents"], "whose the rows are: a1, or a1@2 in the second replica",
                units: nil)
        ]
        + tables("q_learning", [("q", ["states", "actions"], "Q(s, a)")])
        + tables(
            "value_iteration",
            [("q", ["states", "actions"], "Q(s, a)"), ("values", ["states"], "max Q, of the table before")])
        + tables(
            "online_table",
            [
                ("q", ["states", "actions"], "Q(s, a)"),
                ("latest_state", [], "s of the step whose update waits for the next action; -1 where none does"),
                ("latest_action", [], "a of the step whose update waits for the next action; -1 where none does"),
                ("latest_reward", [], "r of the step whose update waits for the next action"),
            ])
        + tables(
            "softmax_policy_gradient",
            [("policy", ["states", "logits"], "logits: by action, or with `head: bits` two by prefix")])
        + tables(
            "exact_policy_gradient",
            [("policy", ["states", "actions"], "logits, or with `parametrization: direct` probabilities")])
        + tables("td", [("value", ["weights"], "θ"), ("latest_state", [], "where the chain stands")])
        + tables(
            "sarsa",
            [
                ("q", ["weights"], "θ, by feature, then action"), ("latest_state", [], "where the chain stands"),
                ("latest_action", [], "what is done there next"),
            ])
        + tables("ucbvi", ucbvi) + tables("ucb_hoeffding", hoeffding)
        + standing(at: "/cohorts/<cohort>").map { item in
            StoredItem(
                item.path.replacing("/environment_state/", with: "/environment_state/<row>/"), item.axes, item.about,
                units: item.units)
        }

    private static let steps = ["horizon", "states", "actions"]

    private static let ucbvi: [(String, [String], String)] = [
        ("q", steps, "optimistic Q"), ("policy", ["horizon", "states"], "the action, from 0"),
        ("experience", steps + ["numbers"], "visits by successor, all visits, the last reward"),
        ("planned", steps, "visits at the last planning"), ("plannings", [], "plannings"),
    ]

    private static let hoeffding: [(String, [String], String)] = [
        ("q", steps, "optimistic Q"), ("means", steps, "Q without what is hoped for"),
        ("spread", steps, "θ of the bonus"), ("visits", steps, "visits that the table knows of"),
        ("fresh", steps + ["sums"], "of visits since: their number, the sum of r + V′"), ("plannings", [], "updates"),
    ]

    private static func tables(_ learner: String, _ items: [(String, [String], String)]) -> [StoredItem] {
        items.map { StoredItem("/cohorts/\(learner)/\($0)", ["agents"] + $1, $2) }
    }
}
