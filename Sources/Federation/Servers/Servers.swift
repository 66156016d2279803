public import Config

/// What servers can do with an aggregate: one line each.
public enum Servers {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Server>("server")

    /// Every choice.
    static let all: [any Server.Type] = [
        SendAggregate.self,
        ServerOptimizer.self,
        Project.self,
    ]
}
