public import Config

/// What can make agents meet: one line each.
public enum Triggers {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Trigger>("trigger")

    /// Every trigger.
    static let all: [any Trigger.Type] = [
        Always.self,
        WithProbability.self,
        OnEvent.self,
        EnvironmentDone.self,
        Asynchronous.self,
    ]
}
