public import Config

/// What agents can see of themselves that makes them meet: one line each.
public enum Events {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any WatchingTrigger>("event")

    /// Every event.
    static let all: [any WatchingTrigger.Type] = [
        Drift.self,
        CountDoubling.self,
        VisitQuota.self,
    ]
}
