public import Config

/// What an exchange can upload: one line each.
public enum Uploads {
    /// Every upload.
    public static let catalogue = Catalogue<any Upload>(
        "upload",
        [
            ActionDistributions.self,
            Parameters.self,
            ProxyMemories.self,
            ReplayMemories.self,
        ])
}
