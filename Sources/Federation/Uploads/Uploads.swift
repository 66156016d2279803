public import Config

/// What an exchange can upload: one line each.
public enum Uploads {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Upload>("upload")

    /// Every upload.
    static let all: [any Upload.Type] = [
        ActionDistributions.self,
        Logits.self,
        Parameters.self,
        Delta.self,
        ProxyMemories.self,
        ReplayMemories.self,
        Moments.self,
    ]
}
