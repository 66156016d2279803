public import Config

/// The sources a spec can name: one line each.
public enum PublicStateSources {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any PublicStateSource>("public state source")

    /// Every source.
    static let all: [any PublicStateSource.Type] = [
        RolloutStates.self,
        UniformStates.self,
        FileStates.self,
    ]
}

extension Language {
    /// Where public states can come from.
    public var publicStateSources: Catalogue<any PublicStateSource> { self[PublicStateSources.name] }
}
